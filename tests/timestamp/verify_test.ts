/** @module */
import { expect } from "expect";
import { primitiveTag } from "../../adapters/documents/smime/der.ts";
import {
  DER_NULL,
  derElement,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
} from "../../adapters/documents/smime/der_writer.ts";
import { constructedTag } from "../../adapters/documents/smime/der.ts";
import { OID } from "../../adapters/documents/smime/oids.ts";
import { extendedKeyUsageValue } from "../../adapters/keys/certificate_builder.ts";
import {
  type Expectation,
  timeStampTrust,
  verifyTimeStamp,
} from "../../adapters/timestamp/verify.ts";
import { HOUR } from "../../events/instant.ts";
import {
  attribute,
  authorityExtensions,
  certify,
  newKeys,
  revocationList,
  serialOf,
  signerInfo,
} from "../documents/smime/support.ts";
import {
  bareAttributes,
  codeOf,
  criticalExtension,
  DIGEST,
  extension,
  faultOf,
  type InfoRequest,
  namesCertificate,
  NONCE,
  POLICY,
  root,
  SIGNS,
  stampingEntity,
  STAMPS,
  stranger,
  timeStampInfo,
  timeStampToken,
  type TokenRequest,
  TRUST,
  tsa,
} from "./support.ts";

const MADE = Date.UTC(2026, 10, 21, 9, 30, 0, 125);
const CRITICAL = criticalExtension("1.2.3.4", DER_NULL);

/** How the verification of a token ends that departs from the usual. */
async function outcome(request: TokenRequest, expectation?: Expectation): Promise<string> {
  const token = await timeStampToken(request);
  return await codeOf(() => verifyTimeStamp(token, DIGEST, TRUST, expectation));
}

/** The same of a TSTInfo. */
function outcomeOfInfo(request: InfoRequest, expectation?: Expectation): Promise<string> {
  return outcome({ info: timeStampInfo(request) }, expectation);
}

async function stampOf(request: InfoRequest) {
  const token = await timeStampToken({ info: timeStampInfo(request) });
  return await verifyTimeStamp(token, DIGEST, TRUST);
}

Deno.test("time stamp: a good one says when, how exactly, under which policy and by whom", async () => {
  const expectation = { nonce: NONCE, policy: POLICY, between: [MADE, MADE] } as const;
  const stamp = await verifyTimeStamp(await timeStampToken(), DIGEST, TRUST, expectation);
  expect(stamp).toMatchObject({ instant: MADE, accuracy: 1500.1, policy: POLICY, serial: "07" });
  expect(stamp.signer.raw).toEqual(tsa.certificate.raw);
});

Deno.test("time stamp: what is optional may be missing, and is not made up", async () => {
  const stamp = await stampOf({ accuracy: null, nonce: null, time: "20261121093000Z" });
  expect(stamp).toMatchObject({ instant: MADE - 125, accuracy: null });
  expect(await stampOf({ accuracy: [] })).toMatchObject({ accuracy: 0 });
});

Deno.test("time stamp: made for another digest, or with another algorithm", async () => {
  expect(await outcomeOfInfo({ digest: new Uint8Array(32) })).toBe("other-digest");
  expect(await outcomeOfInfo({ digestOid: OID.sha512 })).toBe("other-digest");
});

Deno.test("time stamp: the nonce of the request must be repeated", async () => {
  const other = Uint8Array.fromHex("00f1e2d3c4b5a698");
  expect(await outcomeOfInfo({ nonce: other }, { nonce: NONCE })).toBe("other-nonce");
  expect(await outcomeOfInfo({ nonce: null }, { nonce: NONCE })).toBe("other-nonce");
});

Deno.test("time stamp: the policy that was asked for must be the one", async () => {
  expect(await outcomeOfInfo({ policy: "1.2.3.4.2" }, { policy: POLICY })).toBe("other-policy");
});

Deno.test("time stamp: from outside the time in which it must have been made", async () => {
  expect(await outcome({}, { between: [MADE + 1, MADE + HOUR] })).toBe("implausible-time");
  expect(await outcome({}, { between: [MADE - HOUR, MADE - 1] })).toBe("implausible-time");
});

Deno.test("time stamp: what was changed after signing is noticed", async () => {
  const changed = { info: timeStampInfo({ digest: new Uint8Array(32) }) };
  const attributes = [...bareAttributes(timeStampInfo()), namesCertificate(tsa)];
  expect(await outcome({ ...changed, attributes })).toBe("digest-mismatch");
  const other = await signerInfo({ signer: tsa, attributes });
  other[other.length - 1]! ^= 1;
  expect(await outcome({ signerInfos: [other] })).toBe("bad-signature");
});

Deno.test("time stamp: exactly one signer", async () => {
  const attributes = [...bareAttributes(timeStampInfo()), namesCertificate(tsa)];
  const info = await signerInfo({ signer: tsa, attributes });
  expect(await outcome({ signerInfos: [info, info] })).toBe("several-signers");
  expect(await outcome({ signerInfos: [] })).toBe("no-signer");
  expect(await outcome({ certificates: [] })).toBe("certificate-missing");
});

Deno.test("time stamp: the key serves time stamps alone, and critically so", async () => {
  const usage = (...purposes: string[]) => extendedKeyUsageValue(...purposes);
  const cases = [
    [[SIGNS], "not for time stamps alone"],
    [
      [SIGNS, criticalExtension(OID.extendedKeyUsage, usage(OID.timeStamping, OID.serverAuth))],
      "not for time stamps alone",
    ],
    [
      [SIGNS, criticalExtension(OID.extendedKeyUsage, usage(OID.emailProtection))],
      "not meant to sign time-stamp",
    ],
    [
      [SIGNS, criticalExtension(OID.extendedKeyUsage, usage(OID.anyExtendedKeyUsage))],
      "not for time stamps alone",
    ],
    [[SIGNS, extension(OID.extendedKeyUsage, usage(OID.timeStamping))], "not critical"],
  ] as const;
  for (const [extensions, reason] of cases) {
    const token = await timeStampToken({ signer: await stampingEntity(extensions) });
    const fault = await faultOf(() => verifyTimeStamp(token, DIGEST, TRUST));
    expect([fault.code, fault.message]).toEqual(["key-usage", expect.stringContaining(reason)]);
  }
});

Deno.test("time stamp: the path must hold when it was made, whatever became of it", async () => {
  const day = 24 * HOUR;
  const lived = (from: number, until: number) =>
    stampingEntity([SIGNS, STAMPS], { notBefore: MADE - 125 + from, notAfter: MADE - 125 + until });
  expect(await outcome({ signer: await lived(-2 * day, -day) })).toBe("expired");
  expect(await outcome({ signer: await lived(day, 2 * day) })).toBe("not-yet-valid");
  const token = await timeStampToken({ signer: await lived(-day, 0) });
  expect((await verifyTimeStamp(token, DIGEST, TRUST)).instant).toBe(MADE);
});

Deno.test("time stamp: of another root, or without a path to it", async () => {
  const other = timeStampTrust({ roots: [stranger.certificate.raw] });
  const token = await timeStampToken();
  expect(await codeOf(() => verifyTimeStamp(token, DIGEST, other))).toBe("untrusted");
});

Deno.test("time stamp: an authority between signer and root must be one for time stamps", async () => {
  const keys = await newKeys();
  const code = async (purpose: string) => {
    const usage = extension(OID.extendedKeyUsage, extendedKeyUsageValue(purpose));
    const between = await certify("Between", keys, root, [...authorityExtensions(), usage]);
    const signer = await certify("Leaf", keys, between, [SIGNS, STAMPS]);
    const certificates = [signer.certificate.raw, between.certificate.raw];
    const token = await timeStampToken({ signer, certificates });
    return () => verifyTimeStamp(token, DIGEST, TRUST);
  };
  expect((await (await code(OID.timeStamping))()).instant).toBe(MADE);
  expect(await codeOf(await code(OID.emailProtection))).toBe("key-usage");
});

Deno.test("time stamp: a revoked authority is believed until its revocation", async () => {
  const outcomeAt = async (revoked: number) => {
    const crl = await revocationList(root, { revoked: [[serialOf(tsa), revoked]] });
    const trust = timeStampTrust({ roots: [root.certificate.raw], crls: [crl] });
    return await verifyTimeStamp(await timeStampToken(), DIGEST, trust);
  };
  expect(await codeOf(() => outcomeAt(MADE - HOUR))).toBe("revoked");
  expect((await outcomeAt(MADE + HOUR)).instant).toBe(MADE);
});

Deno.test("time stamp: it names its signer's certificate, and no other", async () => {
  const info = timeStampInfo();
  expect(await outcome({ attributes: bareAttributes(info) })).toBe("missing-attribute");
  const wrong = [...bareAttributes(info), namesCertificate(root)];
  expect(await outcome({ attributes: wrong })).toBe("certificate-mismatch");
  const hash = Uint8Array.fromHex(tsa.certificate.fingerprintSha1);
  const first = derSequence(derSequence(derSequence(derOctetString(hash))));
  const attributes = [...bareAttributes(info), attribute(OID.signingCertificate, first)];
  const token = await timeStampToken({ attributes });
  expect((await verifyTimeStamp(token, DIGEST, TRUST)).instant).toBe(MADE);
});

Deno.test("time stamp: contentType and messageDigest are signed, and right", async () => {
  const info = timeStampInfo();
  const name = namesCertificate(tsa);
  const [type, digest] = bareAttributes(info);
  expect(await outcome({ attributes: [type!, name] })).toBe("missing-attribute");
  expect(await outcome({ attributes: [digest!, name] })).toBe("missing-attribute");
  const data = [...bareAttributes(info, OID.data), name];
  expect(await outcome({ attributes: data })).toBe("missing-attribute");
  expect(await outcome({ type: OID.data })).toBe("wrong-type");
});

Deno.test("time stamp: a digest or signature with SHA-1 is refused", async () => {
  const attributes = [...bareAttributes(timeStampInfo()), namesCertificate(tsa)];
  const signer = await signerInfo({ signer: tsa, attributes, digestOid: OID.sha1 });
  const digestAlgorithms = [derSequence(derOid(OID.sha1))];
  expect(await outcome({ signerInfos: [signer], digestAlgorithms })).toBe("weak-algorithm");
});

Deno.test("time stamp: what nobody signs is as the standards have it", async () => {
  const sha256 = derSequence(derOid(OID.sha256));
  expect(await outcome({ version: 1 })).toBe("malformed");
  expect(await outcome({ digestAlgorithms: [] })).toBe("malformed");
  expect(await outcome({ digestAlgorithms: [derSequence(derOid(OID.sha512))] })).toBe("malformed");
  expect(await outcome({ digestAlgorithms: [sha256, DER_NULL] })).toBe("malformed");
  expect(await outcome({ digestAlgorithms: [sha256, sha256] })).toBe("malformed");
  const parameters = derSequence(derOid(OID.sha256), derInteger(Uint8Array.of(1)));
  expect(await outcome({ digestAlgorithms: [parameters] })).toBe("malformed");
  const withNull = await timeStampToken({
    digestAlgorithms: [derSequence(derOid(OID.sha256), DER_NULL)],
  });
  expect((await verifyTimeStamp(withNull, DIGEST, TRUST)).instant).toBe(MADE);
  const attributes = [...bareAttributes(timeStampInfo()), namesCertificate(tsa)];
  const byKey = await signerInfo({
    signer: tsa,
    attributes,
    identifier: "subjectKeyIdentifier",
  });
  const token = await timeStampToken({ signerInfos: [byKey], digestAlgorithms: [sha256] });
  expect((await verifyTimeStamp(token, DIGEST, TRUST)).instant).toBe(MADE);
});

Deno.test("time stamp: the authority that it names is its signer", async () => {
  const named = (name: Uint8Array) => ({
    tail: [derElement(constructedTag(0), derElement(constructedTag(4), name))],
  });
  expect(await stampOf(named(tsa.certificate.subject.der))).toMatchObject({ instant: MADE });
  expect(await outcomeOfInfo(named(root.certificate.subject.der))).toBe("other-authority");
  const uri = (url: string) => derElement(primitiveTag(6), new TextEncoder().encode(url));
  const tail = [derElement(constructedTag(0), uri("http://tsa.example"))];
  expect(await outcomeOfInfo({ tail })).toBe("other-authority");
  const signerAt = (url: string) =>
    stampingEntity([SIGNS, STAMPS, extension(OID.subjectAltName, derSequence(uri(url)))]);
  const info = timeStampInfo({ tail });
  const other = await signerAt("http://other.example");
  expect(await outcome({ info, signer: other })).toBe("other-authority");
  const token = await timeStampToken({ info, signer: await signerAt("http://tsa.example") });
  expect((await verifyTimeStamp(token, DIGEST, TRUST)).instant).toBe(MADE);
});

Deno.test("time stamp: a TSTInfo of another version, or with unknown demands, is not read", async () => {
  expect(await outcomeOfInfo({ version: 2 })).toBe("malformed");
  expect(await outcomeOfInfo({ imprintTail: [DER_NULL] })).toBe("malformed");
  const demanding = derElement(constructedTag(1), CRITICAL);
  expect(await outcomeOfInfo({ tail: [demanding] })).toBe("malformed");
  const idle = derElement(constructedTag(1), extension("1.2.3.4", DER_NULL));
  expect(await stampOf({ tail: [idle] })).toMatchObject({ instant: MADE });
  expect(await outcomeOfInfo({ tail: [DER_NULL] })).toBe("malformed");
});

Deno.test("time stamp: a time is whole, in UTC, exists, and has no idle digits", async () => {
  const times = [
    "20261121093000",
    "20261121093000+0100",
    "202611210930Z",
    "20261121093000.Z",
    "20261121093000.120Z",
    "20261121093000.1234567891Z",
    "20260230093000Z",
    "20261121240000Z",
    "20261121093060Z",
    "",
  ];
  for (const time of times) {
    expect([time, await outcomeOfInfo({ time })]).toEqual([time, "malformed"]);
  }
  const fine = await stampOf({ time: "20261121093000.125999999Z" });
  expect(fine.instant).toBe(MADE);
});

Deno.test("time stamp: a serial number has up to 160 bits", async () => {
  const longest = new Uint8Array(21).fill(0x80, 1);
  expect(await stampOf({ serial: longest })).toMatchObject({ serial: longest.toHex() });
  expect(await outcomeOfInfo({ serial: new Uint8Array(22).fill(1) })).toBe("malformed");
  expect(await outcomeOfInfo({ serial: new Uint8Array(0) })).toBe("malformed");
});

Deno.test("time stamp: an accuracy has thousandths of 1 to 999", async () => {
  for (const value of [[0], [0x03, 0xe8]]) {
    const accuracy = [derElement(primitiveTag(0), Uint8Array.from(value))];
    expect(await outcomeOfInfo({ accuracy })).toBe("malformed");
  }
});

Deno.test("time stamp: anything else is no time stamp", async () => {
  const token = await timeStampToken();
  for (const bytes of [new Uint8Array(0), DIGEST, token.subarray(1), new Uint8Array(300_000)]) {
    expect(await codeOf(() => verifyTimeStamp(bytes, DIGEST, TRUST))).toBe("malformed");
  }
});
