/**
 * What tests of sending share.
 *
 * @module
 */
import type { Mount } from "../../../adapters/api/application.ts";
import { mountScheduling } from "../../../adapters/api/scheduling/operations.ts";
import { mountSending } from "../../../adapters/api/sending/operations.ts";
import type { Gateway, SubmissionLimits, World } from "../../../adapters/api/world.ts";
import { type Scanner, ScannerUnavailable } from "../../../adapters/scanner/scanner.ts";
import { readWhole } from "../../../adapters/storage/whole.ts";
import type { OutgoingEvent } from "../../../events/outgoing.ts";
import type { Answered, Asked, TestApi } from "../support/application.ts";

export const ANNA = "anna@alfa.example";
export const CARLA = "carla@alfa.example";
export const BRUNO = "bruno@beta.example";

/** The operations under test. */
export const OPERATIONS: readonly Mount[] = [mountSending, mountScheduling];

/** A simple message of anna's. */
export function draft(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { from: ANNA, to: [CARLA], subject: "Prova", text: "Buongiorno.", ...more };
}

/** The header field that every sending needs. */
export function under(key: string): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: { "idempotency-key": key } };
}

/** Sends a draft. */
export function send(
  { ask }: Pick<TestApi, "ask">,
  key: string,
  json: unknown = draft(),
  asked: Asked = {},
): Promise<Answered> {
  const headers = { ...under(key).headers, ...asked.headers };
  return ask("POST", "/v1/messages", { ...asked, json, headers });
}

/** Asks what would become of a draft. */
export function dryRun({ ask }: Pick<TestApi, "ask">, json: unknown): Promise<Answered> {
  return ask("POST", "/v1/messages?dry_run=true", { json });
}

/** Sends a message as it is. */
export function sendRaw(
  { ask }: Pick<TestApi, "ask">,
  key: string,
  body: BodyInit,
  query = `mailbox=${ANNA}`,
): Promise<Answered> {
  const headers = { ...under(key).headers, "content-type": "message/rfc822" };
  return ask("POST", `/v1/messages?${query}`, { body, headers });
}

/** How many messages were ever submitted. */
export async function submissions({ storage }: World): Promise<number> {
  const events = await storage.events.readAll(0, 10_000);
  return events.filter(({ event }) => event.type === "outgoing.submitted").length;
}

/** The message as it was submitted. */
export async function submittedAs({ storage, provider }: World, id: string): Promise<string> {
  const stream = `outgoing-${id}@${provider.issuer.domain}`;
  const [first] = await storage.events.readStream(stream, 0, 1);
  if (first?.event.type !== "outgoing.submitted") throw new Error(`Cannot find ${stream}`);
  const { content } = first.event as Extract<OutgoingEvent, { type: "outgoing.submitted" }>;
  return new TextDecoder().decode(await readWhole(storage.blobs, content));
}

/** A gateway to a world whose provider is different. */
export function provided(
  change: (world: World) => Partial<World["provider"]>,
): (world: World) => Partial<Gateway> {
  return (world) => {
    const changed = { ...world, provider: { ...world.provider, ...change(world) } };
    return { world: () => changed };
  };
}

/** A scanner to which everything is a virus. */
export const INFECTING: Scanner = {
  name: "always",
  scan: () => Promise.resolve({ infected: true, signature: "Eicar" }),
};

/** A scanner that cannot be had. */
export const GONE: Scanner = {
  name: "gone",
  scan: () => Promise.reject(new ScannerUnavailable("gone")),
};

/** A gateway to a world with other limits. */
export function limitedTo(limits: Partial<SubmissionLimits>): (world: World) => Partial<Gateway> {
  return (world) => ({ world: () => ({ ...world, limits: { ...world.limits, ...limits } }) });
}
