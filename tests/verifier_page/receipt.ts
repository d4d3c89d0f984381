/**
 * A receipt signed by a provider of the tests, and the authority that vouches for the provider.
 *
 * @module
 */
import { acceptance } from "../../adapters/documents/pec/acceptance.ts";
import { sealDocument } from "../../adapters/documents/pec/seal.ts";
import { certificatesFromPem } from "../../adapters/documents/smime/pem.ts";
import { CmsSigner } from "../../adapters/documents/smime/template_signer.ts";
import { createAuthority, issueProviderCertificate } from "../../adapters/keys/development_ca.ts";
import { openWebCryptoKey } from "../../adapters/keys/webcrypto_key.ts";
import { random } from "../../adapters/opening/random.ts";
import { NOW } from "./visitor.ts";

const AT = NOW - 3_600_000;
const LIFETIME = { notBefore: AT - 1000, notAfter: NOW + 1_000_000 };
const ADDRESS = "posta-certificata@alfa.example";

/** An authority, PEM. */
export async function newAuthority(): Promise<
  { readonly certificatePem: string; readonly privateKeyPem: string }
> {
  return await createAuthority({ name: "Autorità di prova", ...LIFETIME }, random);
}

/** A receipt of acceptance, by a provider whose certificate the authority issued. */
export async function newReceipt(
  authority: Awaited<ReturnType<typeof newAuthority>>,
): Promise<Uint8Array> {
  const request = { providerName: "Alfa PEC", address: ADDRESS, ...LIFETIME };
  const credential = await issueProviderCertificate(authority, request, random);
  const signer = await CmsSigner.create(
    await openWebCryptoKey({ ...credential, address: ADDRESS }),
    certificatesFromPem(authority.certificatePem),
  );
  const unsigned = acceptance({ name: "Alfa PEC", domain: "alfa.example", address: ADDRESS }, {
    at: AT,
    pecId: "01A@alfa.example",
    sender: "anna@alfa.example",
    recipients: [{ address: "bruno@beta.example", kind: "certificato" }],
    replyTo: "anna@alfa.example",
    subject: "Città di Alfa – preventivo <b>",
  });
  const { inline } = await sealDocument(unsigned, signer, async function* () {});
  return inline[0]!.bytes;
}
