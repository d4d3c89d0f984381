/**
 * An evidence bundle: every claim that its files make, down to the events in the log.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { parseVerifierKey, type VerifierKey } from "../merkle/note_key.ts";
import { NoteFault } from "../merkle/note_text.ts";
import { signerNames } from "../documents/smime/certificate.ts";
import { Anchors } from "./anchors.ts";
import { Archive, ArchiveFault } from "./archive.ts";
import { BundleFiles, LARGEST } from "./bundle_file.ts";
import { judgeListedDocument } from "./bundle_documents.ts";
import { misplaced } from "./bundle_layout.ts";
import { judgeEvents, ProvenEvents } from "./bundle_events.ts";
import { judgeMessage } from "./bundle_message.ts";
import { CLOCKS, judgeStamps } from "./bundle_stamps.ts";
import { judgeCompleteness, judgeContiguity } from "./completeness.ts";
import { type Enclosed, type Named, readEnclosed } from "./enclosed.ts";
import { judgeHead } from "./heads.ts";
import {
  eventsSchema,
  indexSchema,
  lengthsSchema,
  type Manifest,
  manifestSchema,
  parseJson,
} from "./manifest.ts";
import type { ReadDocument } from "./message.ts";
import { Claims, type Instant, shown, some, type Trust } from "./report.ts";
import { type Court, type GoodSignature, judgeSignature, readSignature } from "./signature.ts";

const MANIFEST = "manifest.json";
const SIGNATURE = "manifest.p7s";

/** Judges all that a bundle claims. */
export async function judgeBundle(claims: Claims, bytes: Uint8Array, trust: Trust): Promise<void> {
  try {
    const archive = new Archive(bytes);
    claims.holds("readable", "the archive", `${archive.paths.length} files`);
    await judgeArchive(claims, archive, trust);
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    claims.fails("readable", "the archive", error.message);
  }
}

async function judgeArchive(claims: Claims, archive: Archive, trust: Trust): Promise<void> {
  const files = new BundleFiles(archive, claims);
  const raw = await files.bytes("readable", MANIFEST, LARGEST.list);
  if (raw === null) return;
  const parsed = parseJson(raw, manifestSchema);
  if ("fault" in parsed) return claims.fails("readable", MANIFEST, parsed.fault);
  const manifest = parsed.value;
  await judgeListed(claims, archive, manifest);
  const anchors = new Anchors(trust, await enclosedIn(files, trust));
  anchors.judgeEnclosed(claims);
  const court: Court = { anchors, claims, now: trust.now };
  const signature = await judgeManifest(court, files, raw, manifest);
  const keys = judgeKey(claims, manifest, signature !== null, trust);
  const latest = await judgeLog(court, files, manifest, keys);
  // Whoever has the key of a certificate that was revoked would date back what is signed with it.
  if (signature && signature.at + CLOCKS < latest) {
    const reason = `it says ${shown(signature.at)}, and lists what is of ${shown(latest)}`;
    claims.fails("signature", MANIFEST, reason);
  }
}

/** The files are those of the manifest, which does not name itself and its signature. */
async function judgeListed(claims: Claims, archive: Archive, { files }: Manifest): Promise<void> {
  const faults: string[] = [];
  const listed = new Map(files.map((file) => [file.path, file]));
  if (listed.size < files.length) faults.push("a file is listed twice");
  for (const path of archive.paths) {
    if (!listed.has(path) && path !== MANIFEST && path !== SIGNATURE) {
      faults.push(`${path} is not listed`);
    }
  }
  for (const { path, size, sha256 } of listed.values()) {
    const found = archive.sizeOf(path);
    if (found === null) faults.push(`${path} is missing`);
    else if (found !== size) faults.push(`${path} has ${found} octets, not ${size}`);
    else {
      const fault = await digestFault(archive, path, sha256);
      if (fault !== null) faults.push(fault);
    }
  }
  if (faults.length > 0) claims.fails("listed", MANIFEST, some(faults));
  else claims.holds("listed", MANIFEST, `${listed.size} files with their SHA-256`);
}

async function digestFault(archive: Archive, path: string, sha256: string): Promise<string | null> {
  const digest = createHash("sha256");
  try {
    for await (const chunk of archive.chunks(path)) digest.update(chunk);
  } catch (error) {
    if (error instanceof ArchiveFault) return error.message;
    throw error;
  }
  return digest.digest("hex") === sha256 ? null : `${path} has another SHA-256`;
}

async function enclosedIn(files: BundleFiles, trust: Trust): Promise<Enclosed> {
  const all = async (folder: string, suffix: string, most: number) => {
    const named: Named[] = [];
    for (const path of files.within(folder, suffix)) {
      const bytes = await files.bytes("enclosed", path, most);
      if (bytes !== null) named.push([path, bytes]);
    }
    return named;
  };
  return readEnclosed(trust.roots, {
    certificates: await all("certificates/", ".der", LARGEST.certificate),
    lists: await all("revocation/", ".crl", LARGEST.revocation),
    answers: await all("revocation/", ".ocsp", LARGEST.revocation),
  });
}

/** The signature of the manifest's provider; null for anyone else's, who is no witness to a key. */
async function judgeManifest(
  court: Court,
  files: BundleFiles,
  manifest: Uint8Array,
  { provider }: Manifest,
): Promise<GoodSignature | null> {
  const cms = await files.bytes("signature", SIGNATURE, LARGEST.signature);
  const data = cms && readSignature(court, MANIFEST, cms, "detached");
  if (!data) return null;
  const content = (algorithm: string) =>
    Promise.resolve(createHash(algorithm).update(manifest).digest());
  const signed = { subject: MANIFEST, data, content, purpose: "mail" } as const;
  const signature = await judgeSignature(court, signed);
  if (!signature) return null;
  if (signerNames(provider.address, signature.signer)) {
    court.claims.holds("signer", MANIFEST, `${provider.address} is in the certificate`);
    return signature;
  }
  court.claims.fails("signer", MANIFEST, `${provider.address} is not in the certificate`);
  return null;
}

/** The keys that the log's heads may be signed with. */
function judgeKey(
  claims: Claims,
  { logKey, origin }: Manifest,
  vouched: boolean,
  { logKeys }: Trust,
): readonly VerifierKey[] {
  const key = keyOf(logKey);
  if (typeof key === "string") {
    claims.fails("log-key", origin, key);
  } else if (key.name !== origin) {
    claims.fails("log-key", origin, `the key is that of ${key.name}`);
  } else if (logKeys.includes(logKey)) {
    claims.holds("log-key", origin, `${key.id}, given by whoever verifies`);
    return [key];
  } else if (logKeys.length > 0) {
    claims.fails("log-key", origin, `${key.id} is not one of those given by whoever verifies`);
  } else if (vouched) {
    claims.holds("log-key", origin, `${key.id}, named in the manifest that the provider signed`);
    return [key];
  } else {
    claims.unknown("log-key", origin, `${key.id}: nobody trusted vouches for it`);
  }
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

/** Resolves with the instant of the last thing that is in the bundle. */
async function judgeLog(
  court: Court,
  files: BundleFiles,
  manifest: Manifest,
  keys: readonly VerifierKey[],
): Promise<Instant> {
  const { claims } = court;
  const note = await files.bytes("head", "log/checkpoint", LARGEST.note);
  const head = note && await judgeHead(court, "log/checkpoint", note, keys);
  if (head && head.origin !== manifest.origin) {
    claims.fails("about", "log/checkpoint", `it is of ${head.origin}, not ${manifest.origin}`);
  }
  const listed = await files.json("in-log", "log/events.json", eventsSchema, LARGEST.events);
  const events = listed ? judgeEvents(claims, listed, head) : new ProvenEvents(new Map());
  const stamped = head && await judgeStamps(court, files, head, keys, events);
  const documents = await judgeDocuments(court, files, manifest, events);
  if (manifest.kind === "message") await judgeMessage(court, files, manifest, events, documents);
  else await judgeExtract(claims, files, manifest, events);
  return events.all().filter(({ erased }) => !erased)
    .reduce((latest, { at }) => Math.max(latest, at), stamped ?? -Infinity);
}

async function judgeDocuments(
  court: Court,
  files: BundleFiles,
  { kind, provider }: Manifest,
  events: ProvenEvents,
): Promise<ReadonlyMap<string, ReadDocument>> {
  const documents = new Map<string, ReadDocument>();
  const index = files.has("documents/index.json")
    ? await files.json("readable", "documents/index.json", indexSchema, LARGEST.list)
    : null;
  const paths = new Set(index?.map(({ path }) => path));
  const strange = misplaced(kind, files.within("", ""), paths);
  if (strange.length > 0) {
    court.claims.fails("listed", some(strange), "nothing says what it is: it has no place there");
  }
  if (index && paths.size < index.length) {
    // Each time it would be read anew: a small file could keep the verifier busy for days.
    court.claims.fails("readable", "documents/index.json", "it names a file twice");
    return documents;
  }
  for (const listed of index ?? []) {
    const bytes = await files.bytes("form", listed.path, LARGEST.document);
    const document = bytes && await judgeListedDocument(court, listed, bytes, events, provider);
    if (document) documents.set(listed.path, document);
  }
  return documents;
}

async function judgeExtract(
  claims: Claims,
  files: BundleFiles,
  { mailbox, period, for: party }: Manifest,
  events: ProvenEvents,
): Promise<void> {
  if (mailbox === undefined) {
    claims.holds("about", MANIFEST, `the whole log, for ${party}`);
    return judgeContiguity(claims, period, events);
  }
  const lengths = await files.json("complete", "log/lengths.json", lengthsSchema, LARGEST.list);
  if (lengths) judgeCompleteness(claims, mailbox, period, lengths, events);
  const own = `mailbox-${mailbox.toLowerCase()}`;
  const strange = events.all().map(({ stream }) => stream)
    .filter((stream) => stream.startsWith("mailbox-") && stream !== own);
  const foreign = [...mailbox].filter((letter) => letter > "~")
    .map((letter) => `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`);
  if (strange.length > 0) claims.fails("about", MANIFEST, `it shows ${some(strange)}`);
  else if (foreign.length > 0) {
    const reason = `${mailbox} has letters that may only look like others: ${some(foreign)}`;
    claims.unknown("about", MANIFEST, reason);
  } else claims.holds("about", MANIFEST, `the mailbox ${mailbox}`);
}
