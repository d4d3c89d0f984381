import { expect } from "expect";
import { requireTrusted } from "../../../adapters/documents/smime/chain.ts";
import { RevocationList } from "../../../adapters/documents/smime/crl.ts";
import { constructedTag, DerError, primitiveTag } from "../../../adapters/documents/smime/der.ts";
import {
  derElement,
  derInteger,
  derSequence,
} from "../../../adapters/documents/smime/der_writer.ts";
import { OID } from "../../../adapters/documents/smime/oids.ts";
import { type TrustMaterial, TrustStore } from "../../../adapters/documents/smime/trust_store.ts";
import {
  authorityConstraints,
  criticalExtension,
  extension,
  keyUsageValue,
} from "../../../adapters/keys/certificate_builder.ts";
import { HOUR } from "../../../events/instant.ts";
import {
  authorityExtensions,
  certify,
  faultOf,
  newKeys,
  NOW,
  revocationList,
  type RevocationRequest,
  serialOf,
  signerExtensions,
} from "./support.ts";

const DAY = 24 * HOUR;
const POINT = "http://ca.alfa.example/crl";
const [rootKeys, otherKeys, signerKeys] = await Promise.all([newKeys(), newKeys(), newKeys()]);
const root = await certify("Root", rootKeys, null, authorityExtensions());
const signer = await certify("Signer", signerKeys, root, [
  ...signerExtensions(),
  extension(
    OID.crlDistributionPoints,
    derSequence(
      derSequence(derElement(constructedTag(0), derElement(constructedTag(0), uri(POINT)))),
    ),
  ),
]);

function uri(value: string): Uint8Array {
  return derElement(primitiveTag(6), new TextEncoder().encode(value));
}

function outcome(crls: readonly Uint8Array[], material: Partial<TrustMaterial> = {}, at = NOW) {
  const trust = new TrustStore({ roots: [root.certificate.raw], crls, ...material });
  return faultOf(
    Promise.resolve().then(() => requireTrusted(signer.certificate, [], trust, at)),
  );
}

function revoking(request: Partial<RevocationRequest> = {}): Promise<Uint8Array> {
  return revocationList(root, { revoked: [[serialOf(signer), NOW - HOUR]], ...request });
}

Deno.test("CRL: a revoked signer is refused from the date of its revocation", async () => {
  const list = await revoking();
  expect(await outcome([list])).toBe("revoked");
  expect(await outcome([list], {}, NOW - HOUR - 1)).toBe("none");
  expect(await outcome([await revocationList(root, { revoked: [] })])).toBe("none");
});

Deno.test("CRL: a path that was good before is refused once the revocation has come", async () => {
  const trust = new TrustStore({ roots: [root.certificate.raw], crls: [await revoking()] });
  requireTrusted(signer.certificate, [], trust, NOW - 2 * HOUR);
  expect(() => requireTrusted(signer.certificate, [], trust, NOW)).toThrow("was revoked");
});

Deno.test("CRL: what an outdated list revoked stays revoked", async () => {
  const stale = { thisUpdate: NOW - 9 * DAY, nextUpdate: NOW - 8 * DAY };
  const list = await revoking({ ...stale, revoked: [[serialOf(signer), NOW - 10 * DAY]] });
  expect(await outcome([list])).toBe("revoked");
});

Deno.test("CRL: where a list is required it must be current, give or take the grace", async () => {
  const required = { revocation: "required" } as const;
  expect(await outcome([], required)).toBe("revocation-unknown");
  const list = await revocationList(root, {
    revoked: [],
    thisUpdate: NOW - 2 * DAY,
    nextUpdate: NOW - DAY,
  });
  expect(await outcome([list])).toBe("none");
  expect(await outcome([list], required)).toBe("revocation-unknown");
  expect(await outcome([list], { ...required, crlGrace: DAY })).toBe("none");
  expect(await outcome([list], { ...required, crlGrace: DAY - 1 })).toBe("revocation-unknown");
  expect(await outcome([list], { ...required, crlGrace: DAY }, NOW - 3 * DAY)).toBe(
    "revocation-unknown",
  );
});

Deno.test("CRL: a path that lacks a list alone is a passing fault, whatever other paths lack", async () => {
  const life = { notBefore: NOW - 2 * DAY, notAfter: NOW - DAY };
  const former = await certify("Root", rootKeys, null, authorityExtensions(), life);
  const roots = [former.certificate.raw, root.certificate.raw];
  expect(await outcome([], { roots: roots.slice(0, 1) })).toBe("expired");
  expect(await outcome([], { roots })).toBe("none");
  expect(await outcome([], { roots, revocation: "required" })).toBe("revocation-unknown");
  expect(await outcome([], { roots: roots.toReversed(), revocation: "required" }))
    .toBe("revocation-unknown");
});

Deno.test("CRL: a cached path is checked again when its list has run out", async () => {
  const list = await revocationList(root, { revoked: [], nextUpdate: NOW + HOUR });
  const trust = new TrustStore({
    roots: [root.certificate.raw],
    crls: [list],
    revocation: "required",
  });
  requireTrusted(signer.certificate, [], trust, NOW);
  expect(() => requireTrusted(signer.certificate, [], trust, NOW + HOUR + 1)).toThrow("current");
});

Deno.test("CRL: a list of another key or with a changed byte says nothing", async () => {
  const required = { revocation: "required" } as const;
  const other = await certify("Root", otherKeys, null, authorityExtensions());
  const foreign = await revocationList(other, { revoked: [[serialOf(signer), 0]] });
  expect(await outcome([foreign])).toBe("none");
  expect(await outcome([foreign], required)).toBe("revocation-unknown");
  const changed = await revoking();
  changed[changed.length - 1]! ^= 1;
  expect(await outcome([changed])).toBe("none");
});

Deno.test("CRL: a list of an authority that may not sign lists says nothing", async () => {
  const silent = await certify("Silent", rootKeys, null, [
    criticalExtension(OID.basicConstraints, authorityConstraints(null)),
    criticalExtension(OID.keyUsage, keyUsageValue("keyCertSign")),
  ]);
  const below = await certify("Signer", signerKeys, silent, signerExtensions());
  const list = await revocationList(silent, { revoked: [[serialOf(below), NOW - HOUR]] });
  const trust = new TrustStore({ roots: [silent.certificate.raw], crls: [list] });
  requireTrusted(below.certificate, [], trust, NOW);
  expect(trust.listsOf(silent.certificate)).toEqual([]);
});

Deno.test("CRL: a list speaks for the distribution point and the kinds that it names", async () => {
  const scoped = (...fields: Uint8Array[]) =>
    revoking({
      extensions: [criticalExtension(OID.issuingDistributionPoint, derSequence(...fields))],
    });
  const point = (value: string) =>
    derElement(constructedTag(0), derElement(constructedTag(0), uri(value)));
  const users = derElement(primitiveTag(1), Uint8Array.of(0xff));
  const authorities = derElement(primitiveTag(2), Uint8Array.of(0xff));
  expect(await outcome([await scoped(point(POINT))])).toBe("revoked");
  expect(await outcome([await scoped(point("http://ca.alfa.example/other"))])).toBe("none");
  expect(await outcome([await scoped(users)])).toBe("revoked");
  expect(await outcome([await scoped(authorities)])).toBe("none");
});

Deno.test("CRL: delta, indirect and unknown critical lists are refused when loaded", async () => {
  const indirect = derSequence(derElement(primitiveTag(4), Uint8Array.of(0xff)));
  for (
    const each of [
      criticalExtension(OID.deltaCrlIndicator, derInteger(Uint8Array.of(1))),
      criticalExtension(OID.issuingDistributionPoint, indirect),
      criticalExtension("2.999.7", derElement(0x05)),
    ]
  ) {
    const list = await revoking({ extensions: [each] });
    expect(() => new RevocationList(list)).toThrow(DerError);
  }
});

Deno.test("CRL: 100,000 entries are walked, the last one found", async () => {
  const serials = Array.from(
    { length: 100_000 },
    (_, index) => Uint8Array.of(0x40, index >> 16, (index >> 8) & 0xff, index & 0xff),
  );
  const date = NOW - HOUR;
  const revoked = [...serials, serialOf(signer)].map((serial) => [serial, date] as const);
  const der = await revocationList(root, { revoked });
  expect(new RevocationList(der).size).toBe(100_001);
  expect(await outcome([der])).toBe("revoked");
});
