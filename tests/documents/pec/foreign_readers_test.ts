/**
 * The documents as software that shares no code with ours reads them.
 */
import { createHash } from "node:crypto";
import { fromBER } from "asn1js";
import { expect } from "expect";
import { ContentInfo, SignedData } from "pkijs";
import PostalMime from "postal-mime";
import { scanBytes } from "../../../adapters/documents/mime/scanner.ts";
import { decodeBody } from "../../../adapters/documents/mime/transfer.ts";
import { acceptance } from "../../../adapters/documents/pec/acceptance.ts";
import { certificatesFromPem } from "../../../adapters/documents/smime/pem.ts";
import { CmsSigner } from "../../../adapters/documents/smime/template_signer.ts";
import { sealDocument } from "../../../adapters/documents/pec/seal.ts";
import {
  createAuthority,
  issueProviderCertificate,
} from "../../../adapters/keys/development_ca.ts";
import { openWebCryptoKey } from "../../../adapters/keys/webcrypto_key.ts";
import { random } from "../../../adapters/opening/random.ts";

const at = Date.UTC(2026, 10, 21, 9, 30);
const lifetime = { notBefore: at - 1000, notAfter: at + 1_000_000 };
const address = "posta-certificata@alfa.example";
const authority = await createAuthority({ name: "Authority", ...lifetime }, random);
const credential = await issueProviderCertificate(
  authority,
  { providerName: "Alfa PEC", address, ...lifetime },
  random,
);
const signer = await CmsSigner.create(
  await openWebCryptoKey({ ...credential, address }),
  certificatesFromPem(authority.certificatePem),
);

async function acceptanceReceipt(): Promise<Uint8Array> {
  const unsigned = acceptance({ name: "Alfa PEC", domain: "alfa.example", address }, {
    at,
    pecId: "01A@alfa.example",
    sender: "anna@alfa.example",
    recipients: [{ address: "bruno@beta.example", kind: "certificato" }],
    replyTo: "anna@alfa.example",
    subject: "Perché no? 50 € subito",
  });
  const { inline } = await sealDocument(unsigned, signer, async function* () {});
  return inline[0]!.bytes;
}

Deno.test("postal-mime shows the subject, the text and the attachments of a receipt", async () => {
  const email = await PostalMime.parse(await acceptanceReceipt());
  expect(email.subject).toBe("ACCETTAZIONE: Perché no? 50 € subito");
  expect(email.from?.address).toBe(address);
  expect(email.text).toContain("è stato accettato dal sistema ed inoltrato.");
  expect(email.html).toContain("&#8364;");
  expect(email.attachments.map(({ filename }) => filename)).toEqual(["daticert.xml", "smime.p7s"]);
});

Deno.test("pkijs verifies the signature over the stored slice, and refuses another byte", async () => {
  const bytes = await acceptanceReceipt();
  const [content, seal] = scanBytes(bytes).children;
  const p7s = decodeBody("base64", bytes.subarray(seal!.bodyStart, seal!.end));
  const info = new ContentInfo({ schema: fromBER(Uint8Array.from(p7s).buffer).result });
  const verify = (data: Uint8Array) =>
    new SignedData({ schema: info.content }).verify({
      signer: 0,
      data: Uint8Array.from(data).buffer,
      trustedCerts: [],
      checkChain: false,
    }).catch(() => false);
  const signed = bytes.slice(content!.start, content!.end);
  expect(await verify(signed)).toBe(true);
  signed[signed.length - 5]! ^= 1;
  expect(await verify(signed)).toBe(false);
});

Deno.test("the boundary of a receipt is a function of what it says alone", async () => {
  const digest = async () => createHash("sha256").update(await acceptanceReceipt()).digest("hex");
  expect(await digest()).toBe(await digest());
});
