/**
 * A history in which every event of the catalogue occurs, made of the frozen fixtures.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { blobsReferredTo, decodeEvent } from "../../events/catalogue.ts";
import type { AnyEvent } from "../../events/definition.ts";
import type { Append, Recorded } from "../../events/store.ts";
import { readFixtures } from "../events/fixtures.ts";

/** The PEC id that the fixtures are about. */
export const pecId = "opec2026112109300001@alfa.example";

/** The streams of the history with their events. */
export function history(): ReadonlyMap<string, readonly AnyEvent[]> {
  const events = [...readFixtures().values()].map(decodeEvent).map(withStoredBlobs);
  const of = (prefix: string) => events.filter(({ type }) => type.startsWith(`${prefix}.`));
  const named = (...names: string[]) => events.filter(({ type }) => names.includes(type));
  const notices = events.filter(({ type }) => type.startsWith("incoming.notice-"));
  const verifier = blobOf("another verifier").sha256;
  return new Map([
    [`outgoing-${pecId}`, of("outgoing")],
    ["incoming-0a", of("incoming").filter((event) => !notices.includes(event))],
    ["incoming-0b", notices],
    ["mailbox-anna@alfa.example", of("mailbox")],
    [
      "account-anna@alfa.example",
      [...of("account"), { type: "account.password-set", at: 9, verifier } as AnyEvent],
    ],
    ["account-posta-certificata@alfa.example", named("account.opened", "account.disabled")],
    ["client-gestionale", of("client").map(withOwnCredential)],
    ["calls-k7f3q9w2e5r8.2026112208", of("call")],
    ["webhook-wh0000000000000001", of("webhook")],
    [
      "webhook-wh0000000000000002",
      of("webhook").filter(({ type }) => type !== "webhook.deleted"),
    ],
    ["scheduled-K4A8A08F09D37B73795649038", of("scheduled")],
    ["custody-messages", of("custody")],
    ["log-days", of("log")],
  ]);
}

/** The history as appends, with the blobs that it needs. */
export function appends(): readonly Append[] {
  return [...history()].map(([stream, events]) => ({
    stream,
    expectedVersion: 0,
    events,
    blobs: events.flatMap(blobsReferredTo).map((sha256) => blobs.get(sha256)!),
    wake: null,
  }));
}

/** The history as a store returns it. */
export function log(): readonly Recorded[] {
  let position = 0;
  return [...history()].flatMap(([stream, events]) =>
    events.map((event, index) => ({ position: ++position, stream, version: index + 1, event }))
  );
}

const blobs = new Map<string, { readonly sha256: string; readonly bytes: Uint8Array }>();

/** A blob of some bytes that follow from a text. */
function blobOf(text: string): { readonly sha256: string; readonly bytes: Uint8Array } {
  const bytes = new TextEncoder().encode(text);
  const blob = { sha256: createHash("sha256").update(bytes).digest("hex"), bytes };
  blobs.set(blob.sha256, blob);
  return blob;
}

/** All fixtures name one credential; no two credentials have one id. */
function withOwnCredential(event: AnyEvent): AnyEvent {
  if (!("mode" in event)) return event;
  const credential = createHash("sha256").update(event.type).digest("hex").slice(0, 12);
  return { ...event, credential } as AnyEvent;
}

/** The fixtures' hashes are invented: the event with those of blobs that there are. */
function withStoredBlobs(event: AnyEvent): AnyEvent {
  let text = JSON.stringify(event);
  for (const sha256 of blobsReferredTo(event)) {
    text = text.replaceAll(sha256, blobOf(sha256).sha256);
  }
  return JSON.parse(text);
}
