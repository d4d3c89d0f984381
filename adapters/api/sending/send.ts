/**
 * Sends what partners hand in: once, however often they ask.
 *
 * @module
 */
import { localPartOf } from "../../../events/address.ts";
import type { MessageRequest } from "../../../events/outgoing.ts";
import type { Instant } from "../../../events/instant.ts";
import { derivedPecId } from "../../points/pec_id.ts";
import { acceptContent } from "../../points/submission.ts";
import { requireOpenAccount } from "../access/open_account.ts";
import { type Caller, requireMailbox } from "../caller.ts";
import { loadMessage } from "../messages/load.ts";
import type { Message } from "../messages/schemas.ts";
import { messageOf } from "../messages/view.ts";
import { schedule } from "../scheduling/schedule.ts";
import type { World } from "../world.ts";
import { addressOf } from "./draft.ts";
import { type Examined, examineDraft, examineRaw, requireFaultless } from "./examined.ts";
import { fingerprintOf, isRepeated, keyReused } from "./first_request.ts";
import { problemOf, requireReady } from "./readiness.ts";
import { virusFaults } from "./virus.ts";
import type { MessageDraft } from "./schemas.ts";

/** What became of a request. */
export interface Sending {
  readonly message: Message;
  /** Whether the same request had come before: nothing new has happened. */
  readonly replayed: boolean;
}

/** A message that a partner has made itself. */
export interface RawMessage {
  readonly mailbox: string;
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** As the caller wrote it. */
  readonly sendAt?: string;
  readonly octets: AsyncIterable<Uint8Array>;
}

/** Who sends, and under which key. */
export interface Sender {
  readonly caller: Caller;
  /** 1 to 255 characters of printable ASCII. */
  readonly key: string;
}

/**
 * Sends a draft, or plans it where its time has not come; resolves once that is durable.
 *
 * @throws {Problem} where nothing was sent, with the remedy.
 */
export async function sendDraft(
  world: World,
  { caller, key }: Sender,
  said: MessageDraft,
): Promise<Sending> {
  const account = addressOf(said.from);
  requireMailbox(caller, account);
  const pecId = pecIdOf(world, account, key);
  const fingerprint = fingerprintOf("draft", said);
  if (await isRepeated(world, pecId, fingerprint)) return await replay(world, caller, pecId);
  await requireOpenAccount(world, account);
  requireReady(world);
  const examined = await examineDraft(world, caller, said, pecId);
  const { reference, metadata, send_at } = said;
  const request = requestOf(caller, fingerprint, reference, metadata);
  return await sendWhenDue(world, { caller, pecId, request, examined }, send_at);
}

/**
 * Sends a message that a partner has made itself; resolves once that is durable.
 *
 * @throws {Problem} where nothing was sent, with the remedy.
 */
export async function sendRaw(
  world: World,
  { caller, key }: Sender,
  { mailbox, reference, metadata, sendAt, octets }: RawMessage,
): Promise<Sending> {
  requireMailbox(caller, mailbox);
  const pecId = pecIdOf(world, mailbox, key);
  await requireOpenAccount(world, mailbox);
  requireReady(world);
  const examined = await examineRaw(world, mailbox, octets);
  const digests = examined.content?.rope.map(({ blob }) => blob) ?? [];
  const more = metadata || sendAt ? [metadata ?? null, sendAt ?? null] : [];
  const fingerprint = fingerprintOf("raw", digests, reference ?? null, ...more);
  if (await isRepeated(world, pecId, fingerprint)) return await replay(world, caller, pecId);
  const request = requestOf(caller, fingerprint, reference, metadata);
  return await sendWhenDue(world, { caller, pecId, request, examined }, sendAt);
}

function requestOf(
  { credential }: Caller,
  fingerprint: string,
  reference: string | undefined,
  metadata: Readonly<Record<string, string>> | undefined,
): MessageRequest {
  return {
    by: credential,
    fingerprint,
    ...(reference === undefined ? {} : { reference }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** An instant that has passed is now. */
async function sendWhenDue(
  world: World,
  order: Order,
  sendAt: string | undefined,
): Promise<Sending> {
  const at = sendAt === undefined ? null : Date.parse(sendAt);
  return at !== null && at > world.provider.clock.now()
    ? await plan(world, order, at)
    : await submit(world, order);
}

function pecIdOf({ provider }: World, account: string, key: string): string {
  return derivedPecId(provider.issuer.domain, account, key);
}

async function replay(world: World, caller: Caller, pecId: string): Promise<Sending> {
  return { message: await loadMessage(world, caller, localPartOf(pecId)), replayed: true };
}

/** A request that came for the first time, as far as is known. */
interface Order {
  readonly caller: Caller;
  readonly pecId: string;
  readonly request: MessageRequest;
  readonly examined: Examined;
}

async function submit(
  world: World,
  { caller, pecId, request, examined }: Order,
): Promise<Sending> {
  const { provider, limits } = world;
  const content = requireFaultless(examined);
  const submitted = await acceptContent(
    provider,
    examined.envelope,
    content,
    limits,
    request,
    pecId,
  ).catch((error) => {
    throw problemOf(error);
  });
  if (submitted.outcome === "key-reused") throw keyReused();
  if (submitted.events.length === 0) return await replay(world, caller, pecId);
  return { message: messageOf(submitted.events, []), replayed: false };
}

async function plan(
  world: World,
  { caller, pecId, request, examined }: Order,
  sendAt: Instant,
): Promise<Sending> {
  const content = requireFaultless(examined);
  // What would be refused as it is need not wait to be.
  const faults = await virusFaults(world, content);
  requireFaultless({ ...examined, faults });
  const { account, recipients } = examined.envelope;
  const planned = await schedule(world, { pecId, account, recipients, content, request, sendAt })
    .catch((error) => {
      throw problemOf(error);
    });
  if (planned.outcome === "key-reused") throw keyReused();
  const message = await loadMessage(world, caller, localPartOf(pecId));
  return { message, replayed: planned.repeated };
}
