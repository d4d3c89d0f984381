/**
 * Signatures alone: the limit that the key sets to everything else.
 *
 * @module
 */
import { certificatesFromPem } from "../../../adapters/documents/smime/pem.ts";
import type { SigningKey } from "../../../adapters/documents/smime/signing_key.ts";
import { CmsSigner } from "../../../adapters/documents/smime/template_signer.ts";
import {
  createAuthority,
  issueProviderCertificate,
} from "../../../adapters/keys/development_ca.ts";
import { openLibcryptoKey } from "../../../adapters/keys/libcrypto_key.ts";
import { openWebCryptoKey } from "../../../adapters/keys/webcrypto_key.ts";
import { random } from "../../../adapters/opening/random.ts";
import { type Benchmark, type Engine, LIBCRYPTO } from "../options.ts";

/** Signatures under way at the same time. */
const IN_FLIGHT = 8;
/** Acceptance receipt, envelope, presa in carico, delivery receipt. */
const SIGNATURES_PER_TRANSACTION = 4;
const ADDRESS = "posta-certificata@alfa.example";

/** Detached CMS signatures with RSA-2048 as the documents bear them, with nothing beside. */
export const signing: Benchmark = {
  name: "signing",
  title: `Signatures with nothing beside, ${IN_FLIGHT} under way`,
  async run({ engine, seconds }) {
    const signer = await newSigner(engine);
    const end = performance.now() + seconds * 1000;
    const began = performance.now();
    let signatures = 0;
    const digest = new Uint8Array(32);
    await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
      while (performance.now() < end) {
        await signer.sign(digest, 0);
        signatures++;
      }
    }));
    const rate = signatures * 1000 / (performance.now() - began);
    return [
      { name: "signatures", value: rate, unit: "1/s" },
      {
        name: "so at most, with nothing else to do, transactions",
        value: rate / SIGNATURES_PER_TRANSACTION,
        unit: "1/s",
      },
    ];
  },
};

async function newSigner(engine: Engine): Promise<CmsSigner> {
  const lifetime = { notBefore: 0, notAfter: Date.UTC(2049, 0, 1) };
  const authority = await createAuthority({ name: "Benchmark", ...lifetime }, random);
  const request = { providerName: "Alfa", address: ADDRESS, ...lifetime };
  const credential = await issueProviderCertificate(authority, request, random);
  const material = { ...credential, address: ADDRESS };
  const key: SigningKey = engine === "libcrypto"
    ? await openLibcryptoKey(material, LIBCRYPTO)
    : await openWebCryptoKey(material);
  return await CmsSigner.create(key, certificatesFromPem(authority.certificatePem));
}
