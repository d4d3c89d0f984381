/**
 * A bundle about one message: that all of it is about this message and for whom it was made, and
 * that original, envelope and receipts hold one and the same message.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { MimeFault } from "../documents/mime/limits.ts";
import { scanBytes } from "../documents/mime/scanner.ts";
import { type BundleFiles, LARGEST } from "./bundle_file.ts";
import { isContent } from "./bundle_documents.ts";
import type { ProvenEvents } from "./bundle_events.ts";
import type { Facts, Manifest } from "./manifest.ts";
import { judgeDocument, type ReadDocument } from "./message.ts";
import { some } from "./report.ts";
import type { Court } from "./signature.ts";

const ORIGINAL = "message/original.eml";
const ENVELOPE = "message/envelope.eml";

/** Judges what the manifest says the bundle is about, and the message itself. */
export async function judgeMessage(
  court: Court,
  files: BundleFiles,
  manifest: Manifest,
  events: ProvenEvents,
  listed: ReadonlyMap<string, ReadDocument>,
): Promise<void> {
  const documents = new Map(listed);
  if (files.has(ENVELOPE) && !documents.has(ENVELOPE)) {
    const bytes = await files.bytes("form", ENVELOPE, LARGEST.document);
    const envelope = bytes && await judgeDocument(court, ENVELOPE, bytes);
    if (envelope) documents.set(ENVELOPE, envelope);
    court.claims.unknown("agrees", ENVELOPE, "the index does not say which event speaks of it");
  }
  judgeAbout(court, manifest, events, documents);
  await judgeOriginal(court, files, events, documents.get(ENVELOPE) ?? null);
}

function judgeAbout(
  { claims }: Court,
  { pecId, for: party }: Manifest,
  events: ProvenEvents,
  documents: ReadonlyMap<string, ReadDocument>,
): void {
  const subject = "manifest.json";
  if (pecId === undefined) return claims.fails("about", subject, "it names no message");
  const strange = [
    ...events.all().filter((event) =>
      event.stream !== "log-days" && events.pecIdOf(event) !== pecId
    )
      .map(({ position }) => `event ${position}`),
    ...documents.entries().filter(([, { daticert }]) => daticert.certified.pecId !== pecId)
      .map(([path]) => path),
  ];
  if (strange.length > 0) {
    return claims.fails("about", subject, `not about ${pecId}: ${some(strange)}`);
  }
  const facts = [
    ...events.all().map((event) => event.facts),
    ...documents.values().map(({ daticert }): Facts => ({ certified: daticert.certified })),
  ];
  if (!facts.some((one) => partiesOf(one).includes(party.toLowerCase()))) {
    return claims.fails("about", subject, `${party} is no party to ${pecId}`);
  }
  claims.holds("about", subject, `${pecId}, for ${party}`);
}

/** The addresses that are named as sender or recipient, in lower case. */
function partiesOf(
  { account, sender, recipient, recipients, certified }: Facts,
): readonly string[] {
  const addresses = [
    ...[account, sender, recipient, certified?.sender],
    ...[...recipients ?? [], ...certified?.recipients ?? []]
      .map((one) => typeof one === "string" ? one : one.address),
  ];
  return addresses.flatMap((address) => address === undefined ? [] : [address.toLowerCase()]);
}

/** What was submitted is what the event says, and what the envelope holds. */
async function judgeOriginal(
  { claims }: Court,
  files: BundleFiles,
  events: ProvenEvents,
  envelope: ReadDocument | null,
): Promise<void> {
  if (!files.has(ORIGINAL)) return;
  const bytes = await files.bytes("original", ORIGINAL, LARGEST.document);
  if (bytes === null) return;
  const submitted = events.all().find(({ number, erased }) => number === 100 && !erased);
  const named = submitted?.facts.content && isContent(bytes, submitted.facts.content);
  if (submitted && named === false) {
    return claims.fails("original", ORIGINAL, `event ${submitted.position} names another content`);
  }
  const inside = envelope?.signature ? envelope.original : null;
  if (inside && identityLess(bytes) !== identityLess(inside)) {
    return claims.fails("original", ORIGINAL, "the envelope holds another message");
  }
  const witnesses = [
    ...(submitted && named ? [`event ${submitted.position}`] : []),
    ...(inside ? ["the envelope"] : []),
  ];
  if (witnesses.length === 0) claims.unknown("original", ORIGINAL, "nothing vouches for it");
  else claims.holds("original", ORIGINAL, `witnesses: ${witnesses.join(", ")}`);
}

const IDENTITY = new Set(["message-id", "x-riferimento-message-id"]);

/**
 * The digest of a message without the fields that the provider sets on its way (RFC 6109 §2.2.1);
 * without the line ends between header and body, of which a message without a body may have none.
 */
function identityLess(message: Uint8Array): string {
  const digest = createHash("sha256");
  const { header, bodyStart } = scanned(message);
  for (const { name, start, end } of header) {
    if (IDENTITY.has(name.toLowerCase())) continue;
    digest.update(message.subarray(start, end));
  }
  return digest.update("\r\n").update(message.subarray(bodyStart)).digest("hex");
}

function scanned(message: Uint8Array): Pick<ReturnType<typeof scanBytes>, "header" | "bodyStart"> {
  try {
    return scanBytes(message);
  } catch (error) {
    if (error instanceof MimeFault) return { header: [], bodyStart: 0 };
    throw error;
  }
}
