/**
 * Documents that a provider signs, whatever they say.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { sealDocument } from "../../adapters/documents/pec/seal.ts";
import type { Unsigned } from "../../adapters/documents/pec/unsigned.ts";
import { certificatesFromPem } from "../../adapters/documents/smime/pem.ts";
import { CmsSigner } from "../../adapters/documents/smime/template_signer.ts";
import { openWebCryptoKey } from "../../adapters/keys/webcrypto_key.ts";
import type { TestProvider } from "./providers.ts";

/** The bytes of a document that a provider signs with its own key. */
export async function signedBy(
  { configuration: { signing, provider }, storage }: TestProvider,
  unsigned: Unsigned,
): Promise<Uint8Array> {
  const key = await openWebCryptoKey({
    certificatePem: await Deno.readTextFile(signing.certificate),
    privateKeyPem: await Deno.readTextFile(signing.key),
    address: provider.address,
  });
  const signer = await CmsSigner.create(
    key,
    certificatesFromPem(await Deno.readTextFile(signing.chain)),
  );
  const read = storage.blobs.read.bind(storage.blobs);
  const { rope, inline } = await sealDocument(unsigned, signer, read);
  return Buffer.concat(await Array.fromAsync(storage.blobs.read(rope, inline)));
}
