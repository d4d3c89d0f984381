import { expect } from "expect";
import { createHash } from "node:crypto";
import { primitiveTag } from "../../../adapters/documents/smime/der.ts";
import {
  derElement,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derTime,
} from "../../../adapters/documents/smime/der_writer.ts";
import type { SignatureFaultCode } from "../../../adapters/documents/smime/fault.ts";
import { OID } from "../../../adapters/documents/smime/oids.ts";
import { TrustStore } from "../../../adapters/documents/smime/trust_store.ts";
import { verifySignature } from "../../../adapters/documents/smime/verifier.ts";
import {
  attribute,
  authorityExtensions,
  certify,
  CONTENT,
  digestOf,
  faultOf,
  newKeys,
  NOW,
  signedData,
  signerExtensions,
  signerInfo,
  type SignerRequest,
  usualAttributes,
} from "./support.ts";

const [rootKeys, signerKeys, secondKeys] = await Promise.all([newKeys(), newKeys(), newKeys()]);
const root = await certify("Root", rootKeys, null, authorityExtensions());
const signer = await certify("Signer", signerKeys, root, signerExtensions());
const second = await certify("Second", secondKeys, root, signerExtensions());
const trust = new TrustStore({ roots: [root.certificate.raw] });
const CERTIFICATES = [signer.certificate, root.certificate];

function verify(p7s: Uint8Array, content = CONTENT, at = NOW) {
  return verifySignature(p7s, digestOf(content), trust, at);
}

async function signed(request: Partial<SignerRequest> = {}): Promise<Uint8Array> {
  return signedData(CERTIFICATES, [await signerInfo({ signer, ...request })]);
}

/** The outcome for attributes that stand in the place of, or beside, the usual ones. */
async function withAttributes(...attributes: Uint8Array[]): Promise<SignatureFaultCode | "none"> {
  return await faultOf(verify(await signed({ attributes })));
}

Deno.test("verifier: says who signed what and when", async () => {
  const verified = await verify(await signed());
  expect(verified.certificateSha1).toBe(
    createHash("sha1").update(signer.certificate.raw).digest("hex"),
  );
  expect(verified.signer.rfc822Names).toEqual(["posta-certificata@alfa.example"]);
  expect(verified.digestAlgorithm).toBe("sha256");
  expect(verified.signingTime).toBe(NOW);
  expect(Array.from(verified.messageDigest)).toEqual([
    ...createHash("sha256").update(CONTENT).digest(),
  ]);
});

Deno.test("verifier: altered content is a digest-mismatch, even of one byte", async () => {
  const altered = Uint8Array.from(CONTENT);
  altered[3]! ^= 1;
  expect(await faultOf(verify(await signed(), altered))).toBe("digest-mismatch");
});

Deno.test("verifier: a signer may be named by its key identifier, or by rsaEncryption", async () => {
  expect(await faultOf(verify(await signed({ identifier: "subjectKeyIdentifier" })))).toBe("none");
  expect(await faultOf(verify(await signed({ signatureOid: OID.rsaEncryption })))).toBe("none");
});

Deno.test("verifier: altered signed attributes are a bad-signature", async () => {
  const p7s = await signed();
  const text = p7s.toHex();
  const time = derTime(NOW).toHex();
  const changed = Uint8Array.fromHex(text.replace(time, derTime(NOW + 1000).toHex()));
  expect(await faultOf(verify(changed))).toBe("bad-signature");
});

Deno.test("verifier: attributes signed in another order than DER's still hold", async () => {
  const [contentType, signingTime, messageDigest] = usualAttributes();
  expect(await withAttributes(messageDigest!, contentType!, signingTime!)).toBe("none");
});

Deno.test("verifier: content inside the signature is refused, whatever it says", async () => {
  const p7s = signedData(CERTIFICATES, [await signerInfo({ signer })], CONTENT);
  expect(await faultOf(verify(p7s))).toBe("embedded-content");
});

Deno.test("verifier: the attributes of RFC 5652 §11 must be there, once, and agree", async () => {
  const [contentType, signingTime, messageDigest] = usualAttributes() as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const digest = derOctetString(createHash("sha256").update(CONTENT).digest());
  expect(await faultOf(verify(await signed({ attributes: null })))).toBe("missing-attribute");
  expect(await withAttributes(contentType, signingTime)).toBe("missing-attribute");
  expect(await withAttributes(signingTime, messageDigest)).toBe("missing-attribute");
  expect(await withAttributes(contentType, messageDigest)).toBe("none");
  expect(await withAttributes(contentType, attribute(OID.messageDigest, digest, digest))).toBe(
    "missing-attribute",
  );
  expect(await withAttributes(contentType, messageDigest, messageDigest)).toBe("malformed");
  const foreign = attribute(OID.contentType, derOid(OID.signedData));
  expect(await withAttributes(foreign, messageDigest)).toBe("missing-attribute");
});

Deno.test("verifier: no signing time is no fault, and is told", async () => {
  const [contentType, , messageDigest] = usualAttributes();
  const p7s = await signed({ attributes: [contentType!, messageDigest!] });
  expect((await verify(p7s)).signingTime).toBeNull();
});

Deno.test("verifier: signingCertificateV2 must name the signer's certificate", async () => {
  const naming = (raw: Uint8Array, type: string, algorithm: string) => {
    const hash = derOctetString(createHash(algorithm).update(raw).digest());
    return attribute(type, derSequence(derSequence(derSequence(hash))));
  };
  const usual = usualAttributes();
  for (
    const [type, algorithm] of [
      [OID.signingCertificateV2, "sha256"],
      [OID.signingCertificate, "sha1"],
    ] as const
  ) {
    const own = naming(signer.certificate.raw, type, algorithm);
    const other = naming(second.certificate.raw, type, algorithm);
    expect(await withAttributes(...usual, own)).toBe("none");
    expect(await withAttributes(...usual, other)).toBe("certificate-mismatch");
  }
});

Deno.test("verifier: every signer must be good; the first is told", async () => {
  const certificates = [...CERTIFICATES, second.certificate];
  const both = [await signerInfo({ signer }), await signerInfo({ signer: second })];
  const verified = await verify(signedData(certificates, both));
  expect(verified.signer.commonName).toBe("Signer");
  const forged = await signerInfo({ signer: { ...second, keys: signerKeys } });
  expect(await faultOf(verify(signedData(certificates, [both[0]!, forged])))).toBe(
    "bad-signature",
  );
  const twice = signedData(certificates, [both[0]!, both[0]!]);
  expect((await verify(twice)).signer.commonName).toBe("Signer");
});

Deno.test("verifier: no signer, or too many, or one whose certificate is missing", async () => {
  const info = await signerInfo({ signer });
  expect(await faultOf(verify(signedData(CERTIFICATES, [])))).toBe("no-signer");
  expect(await faultOf(verify(signedData(CERTIFICATES, Array(9).fill(info))))).toBe("malformed");
  expect(await faultOf(verify(signedData([root.certificate], [info])))).toBe(
    "certificate-missing",
  );
});

Deno.test("verifier: unknown algorithms are named, and digests that disagree", async () => {
  expect(await faultOf(verify(await signed({ digestOid: "1.2.840.113549.2.5" })))).toBe(
    "unsupported-algorithm",
  );
  expect(await faultOf(verify(await signed({ signatureOid: OID.sha512WithRsa })))).toBe(
    "unsupported-algorithm",
  );
  expect(await faultOf(verify(await signed({ signatureOid: "2.999.1" })))).toBe(
    "unsupported-algorithm",
  );
});

Deno.test("verifier: a signer without a trusted root, or out of time, is refused", async () => {
  const nobody = new TrustStore({ roots: [] });
  const p7s = await signed();
  expect(await faultOf(verifySignature(p7s, digestOf(CONTENT), nobody, NOW))).toBe("untrusted");
  expect(await faultOf(verify(p7s, CONTENT, Date.UTC(2029, 0, 1)))).toBe("expired");
});

Deno.test("verifier: certificates that cannot be read are passed over", async () => {
  const odd = { raw: derSequence(derInteger(Uint8Array.of(1))) } as typeof signer.certificate;
  const attributeCertificate = {
    raw: derElement(0xa2, derInteger(Uint8Array.of(1))),
  } as typeof signer.certificate;
  const certificates = [odd, attributeCertificate, ...CERTIFICATES];
  expect(await faultOf(verify(signedData(certificates, [await signerInfo({ signer })])))).toBe(
    "none",
  );
});

Deno.test("verifier: other CMS types, other content types and PKCS#7 debris are malformed", async () => {
  const enveloped = derSequence(derOid("1.2.840.113549.1.7.3"), derElement(0xa0, derSequence()));
  expect(await faultOf(verify(enveloped))).toBe("malformed");
  expect(await faultOf(verify(new Uint8Array(0)))).toBe("malformed");
  expect(await faultOf(verify(new Uint8Array(2 * 1024 * 1024)))).toBe("malformed");
  const p7s = await signed();
  expect(await faultOf(verify(Uint8Array.of(...p7s, 0)))).toBe("malformed");
  expect(await faultOf(verify(p7s.subarray(0, -1)))).toBe("malformed");
  const identifier = derElement(primitiveTag(1), Uint8Array.of(1));
  const info = derSequence(derInteger(Uint8Array.of(1)), identifier);
  expect(await faultOf(verify(signedData(CERTIFICATES, [info])))).toBe("malformed");
});

Deno.test("verifier: an error of the content's source is passed on as it is", async () => {
  const p7s = await signed();
  const broken = () => Promise.reject(new Error("Cannot read the blob"));
  await expect(verifySignature(p7s, broken, trust, NOW)).rejects.toThrow("Cannot read the blob");
});
