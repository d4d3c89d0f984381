/**
 * The sealed file of a day (docs/trace.md): the provider's signature over the day's lines and over
 * the head of the log that covers them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import {
  type DayHeader,
  DayTextError,
  LARGEST_DAY_FILE,
  readDayText,
} from "../documents/pec/sealed_day.ts";
import { signerNames } from "../documents/smime/certificate.ts";
import type { SignedData } from "../documents/smime/signed_data.ts";
import { parseVerifierKey, type VerifierKey } from "../merkle/note_key.ts";
import { NoteFault } from "../merkle/note_text.ts";
import { judgeHead, type ReadHead } from "./heads.ts";
import { type Court, type GoodSignature, judgeSignature, readSignature } from "./signature.ts";

/** Judges all that a sealed day claims. */
export async function judgeDay(
  court: Court,
  subject: string,
  p7m: Uint8Array,
  logKeys: readonly string[],
): Promise<void> {
  const data = readSignature(court, subject, p7m, "attached", LARGEST_DAY_FILE);
  const text = data?.content;
  if (!data || !text) return;
  const signature = await signatureOf(court, subject, data, text);
  const day = readDay(court, subject, text);
  if (!day) return;
  judgeSigner(court, subject, day, signature);
  const keys = judgeKey(court, subject, day, signature, logKeys);
  const head = await judgeHead(court, subject, day.checkpoint, keys);
  if (head) judgeCover(court, subject, day, head);
}

type ReadDay = ReturnType<typeof readDayText>;

async function signatureOf(
  court: Court,
  subject: string,
  data: SignedData,
  text: Uint8Array,
): Promise<GoodSignature | null> {
  if (data.signers.length > 1) {
    court.claims.fails("signature", subject, `it has ${data.signers.length} signers, not one`);
    return null;
  }
  const content = (algorithm: string) =>
    Promise.resolve(createHash(algorithm).update(text).digest());
  return await judgeSignature(court, { subject, data, content, purpose: "document" });
}

function readDay({ claims }: Court, subject: string, text: Uint8Array): ReadDay | null {
  try {
    const day = readDayText(text, () => {});
    const previous = day.previous === null ? "the first day" : `after the file ${day.previous}`;
    claims.holds("form", subject, `${day.day} of ${day.provider.name}, ${previous}`);
    const positions = `${day.lines} lines, positions ${day.first} to ${day.last}`;
    claims.holds("contiguous", subject, positions);
    return day;
  } catch (error) {
    if (!(error instanceof DayTextError)) throw error;
    claims.fails("form", subject, error.message);
    return null;
  }
}

function judgeSigner(
  { claims }: Court,
  subject: string,
  { provider }: DayHeader,
  signature: GoodSignature | null,
): void {
  const { address } = provider;
  if (!signature) claims.unknown("signer", subject, "without a valid signature nobody vouches");
  else if (signerNames(address, signature.signer)) {
    claims.holds("signer", subject, `${address} is in the certificate`);
  } else claims.fails("signer", subject, `${address} is not in the certificate`);
}

/** The provider has signed the key together with the day. */
function judgeKey(
  { claims }: Court,
  subject: string,
  { key }: DayHeader,
  signature: GoodSignature | null,
  logKeys: readonly string[],
): readonly VerifierKey[] {
  const read = keyOf(key);
  if (typeof read === "string") claims.fails("log-key", subject, read);
  else if (logKeys.length > 0 && !logKeys.includes(key)) {
    claims.fails("log-key", subject, `${read.id} is not one of those given by whoever verifies`);
  } else if (logKeys.length > 0 || signature) {
    const source = logKeys.length > 0 ? "given by whoever verifies" : "signed with the day";
    claims.holds("log-key", subject, `${read.id}, ${source}`);
    return [read];
  } else claims.unknown("log-key", subject, `${read.id}: nobody trusted vouches for it`);
  return [];
}

function keyOf(vkey: string): VerifierKey | string {
  try {
    return parseVerifierKey(vkey);
  } catch (error) {
    if (error instanceof NoteFault) return error.message;
    throw error;
  }
}

function judgeCover({ claims }: Court, subject: string, { last }: DayHeader, head: ReadHead): void {
  if (head.head.size >= last) return;
  const reason = `the head of ${head.head.size} events does not cover the day up to ${last}`;
  claims.fails("contiguous", subject, reason);
}
