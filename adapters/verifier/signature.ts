/**
 * One signature of a provider: when it was made, whether it was valid then, and whether its
 * certificate was revoked by then.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Certificate } from "../documents/smime/certificate.ts";
import { DerError, timeOf } from "../documents/smime/der.ts";
import { SignatureFault } from "../documents/smime/fault.ts";
import { OID } from "../documents/smime/oids.ts";
import {
  parseSignedData,
  type SignedData,
  type SignerInfo,
  timeStampOf,
} from "../documents/smime/signed_data.ts";
import { type ContentDigest, type Verified, verifySigners } from "../documents/smime/verifier.ts";
import { TimeStampFault } from "../timestamp/fault.ts";
import { type TimeStamp, verifyTimeStamp } from "../timestamp/verify.ts";
import type { Anchors, Purpose, Witness } from "./anchors.ts";
import { type Claims, type Instant, shown } from "./report.ts";

/** A signature and what it is over. */
export interface SignatureCase {
  /** What is signed, for the report. */
  readonly subject: string;
  readonly data: SignedData;
  readonly content: ContentDigest;
  readonly purpose: Purpose;
}

/** A signature that was valid when it was made. */
export interface GoodSignature extends Verified {
  readonly at: Instant;
  readonly witness: Witness;
  /** The signature's octets. */
  readonly value: Uint8Array;
  /** SHA-256 of the signer's certificate, hex. */
  readonly certificateSha256: string;
}

/** What verdicts are made with. */
export interface Court {
  readonly anchors: Anchors;
  readonly claims: Claims;
  /** The time of the verification. */
  readonly now: Instant;
}

/**
 * Reads a SignedData that must hold its content, or must not.
 *
 * @param form `attached` with the content inside.
 * @returns Null, with the claim `signature` failed, for anything else.
 */
export function readSignature(
  { claims }: Court,
  subject: string,
  cms: Uint8Array,
  form: "attached" | "detached",
  mostBytes?: number,
): SignedData | null {
  try {
    const data = parseSignedData(cms, mostBytes);
    if ((data.content !== null) === (form === "attached")) return data;
    claims.fails("signature", subject, `the signature is not ${form}`);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    claims.fails("signature", subject, error.message);
  }
  return null;
}

/** Judges a signature; null where it was not valid. */
export async function judgeSignature(
  court: Court,
  { subject, data, content, purpose }: SignatureCase,
): Promise<GoodSignature | null> {
  const { claims, anchors, now } = court;
  const [info] = data.signers;
  if (!info) {
    claims.fails("signature", subject, "nobody signed");
    return null;
  }
  const { at, witness } = await momentOf(court, subject, info);
  if (at > now) {
    claims.fails("signature", subject, `it says that it was made in the future, ${shown(at)}`);
    return null;
  }
  try {
    const store = anchors.signatures(purpose);
    const verified = await verifySigners(data, OID.data, content, store, at);
    const { signer } = verified;
    const text = describe(verified, at, witness, now);
    // Whoever can forge a SHA-1 signature dates it back as well.
    const today = anchors.signaturesOfToday(purpose);
    const strong = witness === "time stamp" ||
      await isAccepted(verifySigners(data, OID.data, content, today, at));
    if (strong) claims.holds("signature", subject, text, at);
    else claims.unknown("signature", subject, `${text}; SHA-1 proves nothing without a time stamp`);
    anchors.judgeRevocation(claims, subject, signer, data.certificates, purpose, at);
    const certificateSha256 = createHash("sha256").update(signer.raw).digest("hex");
    return { ...verified, at, witness, value: info.signature, certificateSha256 };
  } catch (error) {
    if (!(error instanceof SignatureFault)) throw error;
    claims.fails("signature", subject, `${error.message} (as of ${shown(at)})`);
    return null;
  }
}

async function isAccepted(verification: Promise<unknown>): Promise<boolean> {
  try {
    await verification;
    return true;
  } catch (error) {
    if (error instanceof SignatureFault) return false;
    throw error;
  }
}

/** When it was made: by its time stamp, or else as its signer says. */
async function momentOf(
  court: Court,
  subject: string,
  info: SignerInfo,
): Promise<{ readonly at: Instant; readonly witness: Witness }> {
  const stamp = await stampOver(court, subject, info);
  if (stamp) return { at: stamp.instant, witness: "time stamp" };
  // Without either, it is judged as of now, where nothing is forgiven.
  return { at: signingTimeOf(info) ?? court.now, witness: "signer" };
}

async function stampOver(
  court: Court,
  subject: string,
  info: SignerInfo,
): Promise<TimeStamp | null> {
  try {
    const token = timeStampOf(info);
    if (token === null) return null;
    const digest = createHash("sha256").update(info.signature).digest();
    return await judgeStamp(court, `${subject}: signature`, token, digest);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    court.claims.fails("stamped", subject, error.message);
    return null;
  }
}

/** Judges a time stamp over a digest; null where nothing is shown. */
export async function judgeStamp(
  { anchors, claims, now }: Court,
  subject: string,
  token: Uint8Array,
  digest: Uint8Array,
): Promise<TimeStamp | null> {
  if (anchors.stamps.roots.length === 0) {
    claims.unknown("stamped", subject, "no authority for time stamps is trusted");
    return null;
  }
  try {
    const between = [-Infinity, now] as const;
    const stamp = await verifyTimeStamp(token, digest, anchors.stamps, { between });
    const accuracy = stamp.accuracy === null ? "" : `, to ${stamp.accuracy / 1000} s`;
    const known = anchors.speaksOfStamp(stamp.signer, stamp.instant)
      ? ""
      : "; nothing enclosed says that it had not been revoked";
    const text = `${shown(stamp.instant)}${accuracy}, by ${nameOf(stamp.signer)}${known}`;
    claims.holds("stamped", subject, text, stamp.instant);
    return stamp;
  } catch (error) {
    if (!(error instanceof TimeStampFault)) throw error;
    claims.fails("stamped", subject, error.message);
    return null;
  }
}

function signingTimeOf({ signedAttributes }: SignerInfo): Instant | null {
  const [value] = signedAttributes?.values.get(OID.signingTime) ?? [];
  try {
    return value === undefined ? null : timeOf(value);
  } catch (error) {
    // The signature's own verification names it.
    if (error instanceof DerError) return null;
    throw error;
  }
}

function describe({ signer }: Verified, at: Instant, witness: Witness, now: Instant): string {
  const source = witness === "time stamp" ? "by its time stamp" : "by its signer's word";
  const since = now > signer.notAfter ? ", which has expired since" : "";
  return `at ${shown(at)} ${source}, by ${nameOf(signer)}${since}`;
}

/** Who a certificate says that its holder is. Foreign text. */
export function nameOf(certificate: Certificate): string {
  const name = certificate.organization ?? certificate.commonName ?? "no name";
  return `${JSON.stringify(name)} (certificate ${certificate.serial})`;
}
