/** @module */
import { createHash } from "node:crypto";
import { expect } from "expect";
import { sealDocument } from "../../adapters/documents/pec/seal.ts";
import { CmsSigner } from "../../adapters/documents/smime/template_signer.ts";
import { TrustStore } from "../../adapters/documents/smime/trust_store.ts";
import { verifySignature } from "../../adapters/documents/smime/verifier.ts";
import {
  requireValid,
  RollingSigner,
  type ScheduledSigner,
  signerAt,
} from "../../adapters/trust/rolling_signer.ts";
import { watchCertificates } from "../../adapters/trust/certificate_watch.ts";
import { HOUR, type Instant } from "../../events/instant.ts";
import {
  authorityExtensions,
  certify,
  CONTENT,
  digestOf,
  newKeys,
  signerExtensions,
  signWith,
} from "../documents/smime/support.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { KeptLog } from "./support.ts";

const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);
const SWITCH = Date.UTC(2027, 5, 1);
const [rootKeys, oldKeys, newerKeys] = await Promise.all([newKeys(), newKeys(), newKeys()]);
const life = { notBefore: START, notAfter: Date.UTC(2030, 0, 1) };
const root = await certify("Root", rootKeys, null, authorityExtensions(), life);
const trust = new TrustStore({ roots: [root.certificate.raw] });

async function scheduled(
  keys: typeof oldKeys,
  from: Instant,
  notBefore: Instant,
  notAfter: Instant,
): Promise<ScheduledSigner> {
  const life = { notBefore, notAfter };
  const { certificate } = await certify("Alfa", keys, root, signerExtensions(), life);
  const key = {
    certificate: certificate.raw,
    sign: (data: Uint8Array) => signWith(keys, Uint8Array.from(data)),
  };
  return { from, signer: await CmsSigner.create(key, [root.certificate.raw]) };
}

const END = Date.UTC(2027, 6, 1);
const old = await scheduled(oldKeys, -Infinity, START, END);
const newer = await scheduled(newerKeys, SWITCH, SWITCH - 30 * DAY, Date.UTC(2029, 0, 1));

Deno.test("rolling: each instant has its signer, to the millisecond", () => {
  expect(signerAt([old, newer], START)).toBe(old);
  expect(signerAt([old, newer], SWITCH - 1)).toBe(old);
  expect(signerAt([old, newer], SWITCH)).toBe(newer);
  expect(signerAt([{ ...old, from: SWITCH }], START).signer).toBe(old.signer);
  expect(() => signerAt([], START)).toThrow("no signer");
});

Deno.test("rolling: documents are signed with the key of their time, also when rendered again", async () => {
  const signer = new RollingSigner([old, newer]);
  const digest = createHash("sha256").update(CONTENT).digest();
  const serialAt = async (at: Instant) => {
    const { signedData } = await signer.sign(digest, at);
    return (await verifySignature(signedData, digestOf(CONTENT), trust, at)).signer.serial;
  };
  expect(await serialAt(SWITCH - 1)).toBe(old.signer.certificate.serial);
  expect(await serialAt(SWITCH)).toBe(newer.signer.certificate.serial);
  expect(await signer.sign(digest, SWITCH - 1)).toEqual(await old.signer.sign(digest, SWITCH - 1));
  expect(signer.certificates)
    .toEqual([old.signer.certificate.raw, newer.signer.certificate.raw]);
});

Deno.test("rolling: it seals documents in a CmsSigner's place", () => {
  const signer: Parameters<typeof sealDocument>[1] = new RollingSigner([old]);
  expect(signer).toBeInstanceOf(RollingSigner);
});

Deno.test("rolling: a provider with an expired certificate does not start", () => {
  requireValid([old, newer], END - DAY);
  requireValid([old], END + 999);
  expect(() => requireValid([old], END + 1000)).toThrow(
    "Cannot sign at 2027-07-01T00:00:01.000Z: the certificate " +
      `${old.signer.certificate.serial} is valid from 2026-01-01T00:00:00.000Z to ` +
      "2027-07-01T00:00:00.000Z. Put a valid one",
  );
  expect(() => requireValid([old], START - 1)).toThrow("Cannot sign");
  // The old one has expired, and still renders what is of its time.
  requireValid([old, newer], END + DAY);
});

Deno.test("rolling: a key that takes over before its certificate is valid is refused at once", () => {
  const early = { ...newer, from: SWITCH - 31 * DAY };
  expect(() => requireValid([old, early], START)).toThrow("Cannot sign at 2027-05-01");
  const late = { ...newer, from: Date.UTC(2029, 0, 2) };
  expect(() => requireValid([old, late], START)).toThrow("Cannot sign at 2029-01-02");
});

/** The alarms of `days` days from `begin` on, as `days left` or `expired`. */
async function alarms(
  signers: readonly ScheduledSigner[],
  begin: Instant,
  days: number,
): Promise<readonly unknown[]> {
  const clock = new SimulatedClock(begin);
  const log = new KeptLog();
  const stop = new AbortController();
  const watching = watchCertificates(signers, clock, log, stop.signal);
  for (let day = 0; day < days; day++) {
    clock.advance(DAY);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
  stop.abort();
  await watching;
  return log.entries.map(({ event, days }) => event === "certificate.expired" ? "expired" : days);
}

Deno.test("expiry: alarms at 60, 30, 14, 7 and 1 days, then every day", async () => {
  expect(await alarms([old], END - 70 * DAY, 72)).toEqual([60, 30, 14, 7, 1, "expired", "expired"]);
});

Deno.test("expiry: a start within the last days raises the alarm at once", async () => {
  expect(await alarms([old], END - 20 * DAY, 1)).toEqual([20]);
  expect(await alarms([old], END + 1, 0)).toEqual(["expired"]);
});

Deno.test("expiry: a certificate that is replaced in time raises none, a gap does", async () => {
  expect(await alarms([old, newer], END - 90 * DAY, 95)).toEqual([]);
  const late = { ...newer, from: END + DAY };
  expect(await alarms([old, late], END - 8 * DAY, 2)).toEqual([8, 7]);
});
