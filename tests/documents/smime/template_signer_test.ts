import { expect } from "expect";
import { createHash } from "node:crypto";
import { SignedDataTemplate } from "../../../adapters/documents/smime/signed_data_template.ts";
import { CmsSigner } from "../../../adapters/documents/smime/template_signer.ts";
import { parseSignedData } from "../../../adapters/documents/smime/signed_data.ts";
import type { SigningKey } from "../../../adapters/documents/smime/signing_key.ts";
import { SignatureFault } from "../../../adapters/documents/smime/fault.ts";
import { OID } from "../../../adapters/documents/smime/oids.ts";
import { TrustStore } from "../../../adapters/documents/smime/trust_store.ts";
import { verifySignature } from "../../../adapters/documents/smime/verifier.ts";
import {
  authorityExtensions,
  certify,
  CONTENT,
  digestOf,
  type Entity,
  newKeys,
  NOW,
  signerExtensions,
  signWith,
} from "./support.ts";

const [rootKeys, signerKeys] = await Promise.all([newKeys(), newKeys()]);
const root = await certify("Root", rootKeys, null, authorityExtensions());
const entity = await certify("Alfa S.p.A.", signerKeys, root, signerExtensions());
const trust = new TrustStore({ roots: [root.certificate.raw] });

function keyOf({ certificate, keys }: Entity): SigningKey {
  return {
    certificate: certificate.raw,
    sign: (data) => signWith(keys, Uint8Array.from(data)),
  };
}

function digest(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

const signer = await CmsSigner.create(keyOf(entity), [root.certificate.raw]);

Deno.test("CmsSigner: what it signs is verified, with its digest and time", async () => {
  const { signedData } = await signer.sign(digest(CONTENT), NOW + 456);
  const verified = await verifySignature(signedData, digestOf(CONTENT), trust, NOW);
  expect(verified.signingTime).toBe(NOW);
  expect(verified.signer.commonName).toBe("Alfa S.p.A.");
  expect(verified.digestAlgorithm).toBe("sha256");
});

Deno.test("CmsSigner: the same arguments give the same bytes, others differ", async () => {
  const first = await signer.sign(digest(CONTENT), NOW);
  const again = await CmsSigner.create(keyOf(entity), [root.certificate.raw]);
  expect(await again.sign(digest(CONTENT), NOW)).toEqual(first);
  expect(await signer.sign(digest(CONTENT), NOW + 1000)).not.toEqual(first);
});

Deno.test("CmsSigner: many signatures under way do not mix", async () => {
  const contents = Array.from({ length: 16 }, (_, index) => Uint8Array.of(index));
  const signatures = await Promise.all(
    contents.map((content, index) => signer.sign(digest(content), NOW + index * 1000)),
  );
  for (const [index, { signedData }] of signatures.entries()) {
    const verified = await verifySignature(signedData, digestOf(contents[index]!), trust, NOW);
    expect(verified.signingTime).toBe(NOW + index * 1000);
  }
});

Deno.test("CmsSigner: signs the four attributes and encloses its certificate and issuer", async () => {
  const data = parseSignedData((await signer.sign(digest(CONTENT), NOW)).signedData);
  expect(data.content).toBe(null);
  expect(data.certificates.map((der) => der.length).sort()).toEqual(
    [entity.certificate.raw.length, root.certificate.raw.length].sort(),
  );
  const [info] = data.signers;
  expect([...info?.signedAttributes?.values.keys() ?? []].sort()).toEqual(
    [OID.contentType, OID.messageDigest, OID.signingTime, OID.signingCertificateV2].sort(),
  );
  expect(info?.signedAttributes?.signedForms.length).toBe(1);
});

Deno.test("CmsSigner: a key of another certificate is refused at the start", async () => {
  const key = { ...keyOf(entity), certificate: root.certificate.raw };
  await expect(CmsSigner.create(key, [])).rejects.toThrow(SignatureFault);
});

Deno.test("CmsSigner: a certificate that may not sign mail is refused at the start", async () => {
  await expect(CmsSigner.create(keyOf(root), [])).rejects.toThrow("not meant to sign mail");
});

Deno.test("CmsSigner: refuses digests of another length and years from 2050", async () => {
  await expect(signer.sign(new Uint8Array(20), NOW)).rejects.toThrow(RangeError);
  await expect(signer.sign(digest(CONTENT), Date.UTC(2050, 0, 1))).rejects.toThrow(RangeError);
});

Deno.test("CmsSigner: certificate and value are all that it takes to make the SignedData again", async () => {
  const { certificate, value, signedData } = await signer.sign(digest(CONTENT), NOW);
  expect(certificate).toBe(digest(entity.certificate.raw).toHex());
  const template = new SignedDataTemplate(entity.certificate.raw, [root.certificate.raw]);
  expect(template.name).toBe(certificate);
  expect(template.fill(template.attributes(digest(CONTENT), NOW + 999), value)).toEqual(signedData);
  expect(template.fill(template.attributes(digest(CONTENT), NOW + 1000), value))
    .not.toEqual(signedData);
  expect(() => template.fill(template.attributes(digest(CONTENT), NOW), value.subarray(1)))
    .toThrow(RangeError);
});
