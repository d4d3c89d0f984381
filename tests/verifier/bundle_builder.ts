/**
 * Evidence bundles as a provider makes them, put together apart from the code under test: real
 * documents and signatures, a real tree, real time stamps. A test says what is to be wrong.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { zipSync } from "fflate";
import { acceptance } from "../../adapters/documents/pec/acceptance.ts";
import { deliveryReceipt } from "../../adapters/documents/pec/delivery_receipt.ts";
import type { Issuer, PecDocument } from "../../adapters/documents/pec/facts.ts";
import { postacertIn } from "../../adapters/documents/pec/inspect.ts";
import { transportEnvelope } from "../../adapters/documents/pec/transport_envelope.ts";
import { CmsSigner } from "../../adapters/documents/smime/template_signer.ts";
import { signCheckpoint } from "../../adapters/merkle/checkpoint.ts";
import { commitmentOf } from "../../adapters/merkle/commitment.ts";
import { lengthsRoot, proveLength } from "../../adapters/merkle/lengths.ts";
import {
  formatVerifierKey,
  type NoteSigner,
  webCryptoSigner,
} from "../../adapters/merkle/note_key.ts";
import { proveConsistency, proveInclusion } from "../../adapters/merkle/proofs.ts";
import type { Trust } from "../../adapters/verifier/verify.ts";
import { Blobs, certified, issuer, original, type Rendered } from "../documents/pec/support.ts";
import {
  authorityExtensions,
  certify,
  type Entity,
  newKeys,
  revocationList,
  signerExtensions,
  signWith,
} from "../documents/smime/support.ts";
import { MemoryTree } from "../merkle/memory_tree.ts";
import { root as stampRoot, timeStampInfo, timeStampToken } from "../timestamp/support.ts";

/** The message that every bundle is about. */
export const { pecId } = certified;
export const SENDER = "anna@alfa.example";
export const ORIGIN = "alfa.example/log";
/** When manifests are signed, and the log is stamped. */
export const SIGNED = Date.UTC(2026, 10, 22, 0, 4);
/** When bundles are verified: all certificates have expired by then. */
export const LATER = Date.UTC(2031, 0, 1);

const [rootKeys, alfaKeys, betaKeys] = await Promise.all([newKeys(), newKeys(), newKeys()]);
/** The authority of all providers here. */
export const root = await certify("Root", rootKeys, null, authorityExtensions());
/** The provider whose log it is. */
export const alfa = await certify("Alfa", alfaKeys, root, signerExtensions());
const betaIssuer: Issuer = {
  name: "Gestore Beta",
  domain: "beta.example",
  address: "posta-certificata@beta.example",
};
/** The provider of the recipient. */
export const beta = await certify("Beta", betaKeys, root, signerExtensions(betaIssuer.address));

/** Signs heads. */
export const logSigner: NoteSigner = await newLogSigner();
/** The log's key as it is published. */
export const logKey: string = formatVerifierKey(logSigner.key);

/** Another key for the same log. */
export async function newLogSigner(): Promise<NoteSigner> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  return await webCryptoSigner(ORIGIN, pair as CryptoKeyPair);
}

/** Whom a verification trusts unless a test says otherwise. */
export const trust: Trust = {
  roots: [root.certificate.raw],
  timeStampRoots: [stampRoot.certificate.raw],
  logKeys: [],
  now: LATER,
};

/** An event as a bundle has it, before its proof. */
export interface LoggedEvent {
  stream: string;
  version: number;
  number: number;
  name: string;
  /** A text stands for JSON. */
  data: unknown;
}

/** An event of `log/events.json`; tests bend it. */
export interface ShownEvent extends Omit<LoggedEvent, "data"> {
  position: number;
  form: number;
  at: number;
  data: string | null;
  key: string | null;
  commitment?: string;
  proof: string[];
}

/** Where a test interferes. */
export interface Interference {
  /** Before events are committed to: the log says it itself. */
  readonly log?: (events: LoggedEvent[]) => void;
  /** After they were: the bundle says otherwise than the log. */
  readonly shown?: (events: ShownEvent[]) => void;
  /** Before the manifest lists the files. */
  readonly files?: (files: Map<string, Uint8Array>) => void | Promise<void>;
  /** Before the manifest is signed. */
  // deno-lint-ignore no-explicit-any -- tests make it what it must not be
  readonly manifest?: (manifest: any) => void;
  /** When all is signed. */
  readonly packed?: (files: Map<string, Uint8Array>) => void;
  readonly manifestSigner?: Entity;
  /** The instant of the manifest's signature. */
  readonly signed?: number;
  /** The instant of the first event. */
  readonly happened?: number;
  readonly headSigner?: NoteSigner;
}

/** The documents of the message; made once. */
export interface Documents {
  readonly envelope: Rendered;
  readonly acceptance: Rendered;
  readonly receipt: Rendered;
}

const encoder = new TextEncoder();

/** A CMS signer for an entity. */
export function signerOf(entity: Entity): Promise<CmsSigner> {
  const certificate = entity.certificate.raw;
  const sign = (data: Uint8Array) => signWith(entity.keys, Uint8Array.from(data));
  return CmsSigner.create({ certificate, sign }, [root.certificate.raw]);
}

/** The documents as the two providers issue them. */
export async function makeDocuments(
  by = alfa,
  facts = certified,
  receiptFacts = facts,
): Promise<Documents> {
  const blobs = new Blobs();
  const signer = await signerOf(by);
  const source = blobs.source(original);
  const envelope = await blobs.render(
    await transportEnvelope(issuer, facts, "completa", source, blobs.read),
    signer,
  );
  const delivery = { recipient: "bruno@beta.example", receipt: "completa" } as const;
  const postacert = postacertIn(envelope.source.root)!;
  return {
    envelope,
    acceptance: await blobs.render(acceptance(issuer, facts), signer),
    receipt: await blobs.render(
      await deliveryReceipt(
        betaIssuer,
        receiptFacts,
        delivery,
        envelope.source,
        postacert,
        blobs.read,
      ),
      await signerOf(beta),
    ),
  };
}

/** Those of all bundles. */
export const documents: Documents = await makeDocuments();

/** What the provider's log has; the bundle does not show event 5, which is another message's. */
export function logged({ envelope, acceptance, receipt }: Documents = documents): LoggedEvent[] {
  const { recipients } = certified;
  const outgoing = `outgoing-${pecId}`;
  const addresses = recipients.map(({ address }) => address);
  const content = (bytes: Uint8Array) => [
    [sha256(bytes), 0, bytes.length],
  ];
  const event = (number: number, name: string, stream: string, version: number, data: unknown) => ({
    number,
    name,
    stream,
    version,
    data,
  });
  const certifiedData = { ...certified, at: undefined };
  const [bruno] = addresses;
  return [
    event(100, "outgoing.submitted", outgoing, 1, {
      pecId,
      account: SENDER,
      sender: SENDER,
      recipients: addresses,
      content: content(encoder.encode(original)),
    }),
    event(101, "outgoing.accepted", outgoing, 2, { recipients, relayUntil: certified.at }),
    event(103, "outgoing.answered", outgoing, 3, sealed(acceptance.document)),
    event(104, "outgoing.dispatched", outgoing, 4, {
      recipients: addresses,
      ...sealed(envelope.document),
    }),
    event(300, "mailbox.stored", "mailbox-zoe@alfa.example", 1, { messageId: "<x>", pecId: "x" }),
    event(206, "incoming.notice-received", "incoming-ab12", 1, {
      kind: "avvenuta-consegna",
      messageId: receipt.document.messageId,
      content: content(receipt.bytes),
      certified: certifiedData,
    }),
    event(108, "outgoing.delivered", outgoing, 5, {
      recipient: bruno,
      messageId: receipt.document.messageId,
    }),
  ];
}

function sealed({ messageId, seal }: PecDocument) {
  return { messageId, seal };
}

/** A message's bundle. */
export async function messageBundle(bend: Interference = {}): Promise<Uint8Array> {
  const events = logged();
  bend.log?.(events);
  const files = await logFiles(events, [1, 2, 3, 4, 6, 7], bend);
  const { envelope, acceptance, receipt } = documents;
  files.set("message/original.eml", encoder.encode(original));
  files.set("message/envelope.eml", envelope.bytes);
  files.set("documents/01-accettazione.eml", acceptance.bytes);
  files.set("documents/02-avvenuta-consegna.eml", receipt.bytes);
  files.set(
    "documents/index.json",
    json([
      indexed("message/envelope.eml", envelope, 4),
      indexed("documents/01-accettazione.eml", acceptance, 3),
      indexed("documents/02-avvenuta-consegna.eml", receipt, 6),
    ]),
  );
  return await packed(files, { kind: "message", pecId, for: SENDER }, bend);
}

function indexed(path: string, { document: { kind, messageId } }: Rendered, position: number) {
  return { path, kind, messageId, position };
}

/** The holder of extracts. */
export const HOLDER = "bruno@alfa.example";
const SALT = new Uint8Array(32).fill(7);

/** A mailbox's extract: events 2, 4 and 5 are the mailbox's, 1, 3 and 6 close days. */
export async function extractBundle(bend: Interference = {}): Promise<Uint8Array> {
  const stream = `mailbox-${HOLDER}`;
  const lengths = (version: number) => [
    { stream, version },
    { stream: "mailbox-zoe@alfa.example", version: 9 },
  ];
  const closed = (
    version: number,
    day: string,
    [first, last]: readonly [number, number],
    length: number,
  ): LoggedEvent => ({
    stream: "log-days",
    version,
    number: 501,
    name: "log.day-closed",
    data: { day, first, last, lengths: lengthsRoot(lengths(length), SALT).toBase64() },
  });
  const stored = (version: number): LoggedEvent => ({
    stream,
    version,
    number: 300,
    name: "mailbox.stored",
    data: { messageId: `<${version}>`, pecId: "x" },
  });
  const events = [
    stored(1),
    closed(1, "2026-11-19", [1, 1], 1),
    stored(2),
    { ...stored(1), stream: "mailbox-zoe@alfa.example" },
    stored(3),
    closed(2, "2026-11-20", [2, 5], 3),
  ];
  bend.log?.(events);
  const files = await logFiles(events, [2, 3, 5, 6], bend);
  const at = (version: number, closed: number) => {
    const proof = proveLength(lengths(version), SALT, stream);
    const siblings = proof.siblings.map((hash) => hash.toBase64());
    return { closed, version, leafKey: proof.leafKey.toBase64(), siblings };
  };
  files.set("log/lengths.json", json({ from: at(1, 2), to: at(3, 6) }));
  const period = { from: "2026-11-20", to: "2026-11-20" };
  return await packed(files, { kind: "extract", mailbox: HOLDER, for: HOLDER, period }, bend);
}

/** Events with proofs, the head, and a stamp of an earlier head. */
async function logFiles(
  events: readonly LoggedEvent[],
  shown: readonly number[],
  bend: Interference,
): Promise<Map<string, Uint8Array>> {
  const stored = events.map(({ data, ...rest }, index) => ({
    ...rest,
    position: index + 1,
    form: 1,
    at: (bend.happened ?? certified.at) + index,
    data: typeof data === "string" ? data : JSON.stringify(data),
    key: createHash("sha256").update(`key ${index}`).digest(),
  }));
  const commitments = stored.map((event) => commitmentOf(event, event.key));
  const more = Array.from({ length: 5 }, (_, n) => new Uint8Array(32).fill(n));
  const tree = new MemoryTree([...commitments, ...more]);
  const listed: ShownEvent[] = stored.filter(({ position }) => shown.includes(position))
    .map((event) => ({
      ...event,
      key: event.key.toBase64(),
      proof: proveInclusion(event.position - 1, tree.size, tree.read).map((one) => one.toBase64()),
    }));
  bend.shown?.(listed);
  const note = (size: number) =>
    signCheckpoint({ origin: ORIGIN, head: tree.head(size), extensions: [] }, [
      bend.headSigner ?? logSigner,
    ]);
  const early = await note(events.length);
  const consistency = proveConsistency(events.length, tree.size, tree.read);
  return new Map([
    ["log/events.json", json(listed)],
    ["log/checkpoint", await note(tree.size)],
    ["log/stamps/01.note", early],
    ["log/stamps/01.tst", await stampOf(early)],
    ["log/stamps/01.consistency.json", json(consistency.map((hash) => hash.toBase64()))],
  ]);
}

/** A time stamp over a note. */
export function stampOf(note: Uint8Array): Promise<Uint8Array> {
  const digest = createHash("sha256").update(note).digest();
  return timeStampToken({ info: timeStampInfo({ digest, time: "20261122000500Z" }) });
}

async function packed(
  files: Map<string, Uint8Array>,
  about: object,
  bend: Interference,
): Promise<Uint8Array> {
  files.set("README.txt", encoder.encode("How to read it.\n"));
  files.set("certificates/root.der", root.certificate.raw);
  const [thisUpdate, nextUpdate] = [certified.at - 3_600_000, SIGNED + 7 * 3_600_000];
  const list = await revocationList(root, { revoked: [], thisUpdate, nextUpdate });
  files.set("revocation/root.crl", list);
  await bend.files?.(files);
  const manifest = {
    format: "ceralacca/evidence/1",
    ...about,
    made: "2026-11-22T12:00:00.000+01:00",
    provider: issuer,
    origin: ORIGIN,
    logKey,
    files: [...files].map(([path, bytes]) => ({
      path,
      size: bytes.length,
      sha256: sha256(bytes),
    })),
  };
  bend.manifest?.(manifest);
  const bytes = json(manifest);
  const signer = await signerOf(bend.manifestSigner ?? alfa);
  const digest = createHash("sha256").update(bytes).digest();
  const { signedData } = await signer.sign(digest, bend.signed ?? SIGNED);
  files.set("manifest.json", bytes);
  files.set("manifest.p7s", signedData);
  bend.packed?.(files);
  return zipSync(Object.fromEntries(files));
}

/** JSON as a file. */
export function json(value: unknown): Uint8Array<ArrayBuffer> {
  return encoder.encode(JSON.stringify(value, null, 1));
}

/** Lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
