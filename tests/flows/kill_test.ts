/**
 * Killed with SIGKILL at any moment and started again, a provider loses no message that got its
 * 250, and issues no receipt of one kind twice.
 *
 * @module
 */
import { expect } from "expect";
import { createHash } from "node:crypto";
import { systemClock } from "../../adapters/clock.ts";
import { openStorageReadOnly } from "../../adapters/storage/sqlite/open.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import { HOUR } from "../../events/instant.ts";
import type { Recorded } from "../../events/store.ts";
import { numbers } from "./numbers.ts";
import { Providers, type TestProvider } from "./providers.ts";
import { nextWake } from "./quiet.ts";
import { SmtpClient } from "./smtp_client.ts";
import { ServingChild } from "./serving_child.ts";

const ANNA = "anna@alfa.example";
const SERVICE = "ricevute@alfa.example";
const LONGEST_LIFE = 400;
const CLIENTS = 2;
/** With fewer messages a test shows little; every other life brings at least one. */
const FEWEST_ACKNOWLEDGED = 25;
const SEED = 20261121;

/** The PEC ids that were acknowledged, by the Message-ID of the original. */
type Acknowledged = Map<string, string>;

/** A life of alfa, as a client sees it. */
interface Life {
  readonly acknowledged: Acknowledged;
  /** Is called for each message that got its 250. */
  accepted(): void;
  /** Aborts before the kill: whatever goes wrong earlier is a fault. */
  readonly dying: AbortSignal;
}

/** Submits one message after the other until alfa dies. */
async function submitOn(
  alfa: TestProvider,
  recipient: string,
  { acknowledged, accepted, dying }: Life,
): Promise<void> {
  try {
    const client = await SmtpClient.tls(alfa.accessPoint);
    try {
      expect(await client.login(ANNA, alfa.passwordOf(ANNA))).toMatchObject({ code: 235 });
      for (;;) {
        const msgid = `<${crypto.randomUUID()}@client.example>`;
        const content = [
          `From: ${ANNA}`,
          `To: ${recipient}`,
          `Message-ID: ${msgid}`,
          "Subject: Avanti",
          "",
          msgid,
          "",
        ].join("\r\n");
        const { code, text } = await client.send(ANNA, [recipient], content);
        if (code !== 250) throw new Error(`Cannot submit: ${code} ${text}`);
        acknowledged.set(msgid, text.split(" ").at(-1)!);
        accepted();
      }
    } finally {
      client.abandon();
    }
  } catch (error) {
    if (!dying.aborted) throw error;
  }
}

/**
 * Lets alfa live and die, and clients submit whenever it lives, until it has been killed `kills`
 * times while it owed work; resolves with what was acknowledged.
 */
async function liveAndDie(
  { alfa, clock }: Providers,
  recipient: string,
  kills: number,
): Promise<Acknowledged> {
  const acknowledged: Acknowledged = new Map();
  const random = numbers(SEED);
  let cutShort = 0;
  for (let life = 0; cutShort < kills; life++) {
    if (life === 2 * kills) throw new Error(`Cannot go on: ${cutShort} of ${life} kills hit work`);
    const child = await ServingChild.start(alfa.layout.configurationFile);
    const { promise: first, resolve: accepted } = Promise.withResolvers<void>();
    const dying = new AbortController();
    const clients = Promise.all(Array.from({ length: CLIENTS }, () => {
      return submitOn(alfa, recipient, { acknowledged, accepted, dying: dying.signal });
    }));
    try {
      // Half of the lives end while what earlier ones left is performed, half among new messages.
      if (life % 2 === 1) await Promise.race([first, clients]);
      const death = systemClock.now() + random.next().value * LONGEST_LIFE;
      await Promise.race([systemClock.until(death), clients]);
    } finally {
      dying.abort();
      await child.kill();
    }
    await clients;
    // The other provider's attempts at what alfa did not live to take fall due.
    clock.advance(systemClock.now() - clock.now());
    if (await owesWork(alfa)) cutShort++;
  }
  return acknowledged;
}

/** Whether something is to be done now; not whether an answer is awaited for hours. */
async function owesWork({ configuration }: TestProvider): Promise<boolean> {
  const storage = await openStorageReadOnly(configuration.storage.folder, systemClock);
  try {
    const wake = await nextWake(storage.events);
    return wake !== null && wake < systemClock.now() + HOUR;
  } finally {
    await storage.close();
  }
}

async function allEvents({ events }: Storage): Promise<Recorded[]> {
  const all: Recorded[] = [];
  for (;;) {
    const next = await events.readAll(all.length, 10_000);
    if (next.length === 0) return all;
    all.push(...next);
  }
}

/** Positions and versions are without gaps. */
function expectGapless(log: readonly Recorded[]): void {
  expect(log.every(({ position }, index) => position === index + 1)).toBe(true);
  for (const events of Map.groupBy(log, ({ stream }) => stream).values()) {
    expect(events.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1));
  }
}

/** Every message in a mailbox is readable, and its blobs are what their names say. */
async function expectReadable({ queries, blobs }: Storage, address: string): Promise<void> {
  const seen = new Set<string>();
  for (const { content, size } of await queries.mailboxEntries(address)) {
    let read = 0;
    for await (const chunk of blobs.read(content)) read += chunk.length;
    expect(read).toBe(size);
    for (const { blob } of content) {
      if (seen.has(blob)) continue;
      seen.add(blob);
      const length = await blobs.sizeOf(blob);
      const hash = createHash("sha256");
      for await (const chunk of blobs.read([{ blob, offset: 0, length: length! }])) {
        hash.update(chunk);
      }
      expect(hash.digest("hex")).toBe(blob);
    }
  }
}

/** What a mailbox holds: one line for each message, its PEC id and its kind. */
async function linesOf({ queries }: Storage, address: string): Promise<string[]> {
  const entries = await queries.mailboxEntries(address);
  return entries.map(({ pecId, kind }) => `${pecId} ${kind}`).sort();
}

function linesFor(pecIds: readonly string[], ...kinds: readonly string[]): string[] {
  return pecIds.flatMap((pecId) => kinds.map((kind) => `${pecId} ${kind}`)).sort();
}

function countStreams(log: readonly Recorded[], kind: string): number {
  return new Set(log.map(({ stream }) => stream).filter((name) => name.startsWith(`${kind}-`)))
    .size;
}

/** Compares what was acknowledged with what the providers hold. */
async function expectWhole(
  acknowledged: Acknowledged,
  { storage: here }: TestProvider,
  { storage: there }: TestProvider,
  recipient: string,
): Promise<void> {
  const log = await allEvents(here);
  expect(acknowledged.size).toBeGreaterThanOrEqual(FEWEST_ACKNOWLEDGED);
  const submitted = log.map(({ event }) => event).filter(({ type }) =>
    type === "outgoing.submitted"
  )
    .map((event) => event as unknown as { msgid: string; pecId: string });
  const byMsgid = new Map(submitted.map(({ msgid, pecId }) => [msgid, pecId]));
  expect(byMsgid.size).toBe(submitted.length);
  for (const [msgid, pecId] of acknowledged) expect(byMsgid.get(msgid)).toBe(pecId);
  const pecIds = [...byMsgid.values()];
  expect(await linesOf(here, ANNA))
    .toEqual(linesFor(pecIds, "original", "accettazione", "avvenuta-consegna"));
  expect(await linesOf(here, SERVICE)).toEqual(linesFor(pecIds, "presa-in-carico"));
  expect(await linesOf(there, recipient)).toEqual(linesFor(pecIds, "posta-certificata"));
  const logs = here === there ? [log] : [log, await allEvents(there)];
  logs.forEach(expectGapless);
  // A document that is made again is the same document: it opens no second stream.
  const documents = logs.map((one) => countStreams(one, "incoming")).reduce((sum, n) => sum + n, 0);
  expect(documents).toBe(3 * pecIds.length);
  for (const address of [ANNA, SERVICE]) await expectReadable(here, address);
  await expectReadable(there, recipient);
}

Deno.test("killed 25 times, a provider keeps every message between its own holders", async () => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  await Promise.all([alfa.stop(), beta.stop()]);
  const recipient = "carla@alfa.example";
  const acknowledged = await liveAndDie(providers, recipient, 25);
  await alfa.start();
  await providers.settled();
  await expectWhole(acknowledged, alfa, alfa, recipient);
});

Deno.test("killed 25 times, a provider keeps every message to another provider", async () => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  await alfa.stop();
  const recipient = "bruno@beta.example";
  const acknowledged = await liveAndDie(providers, recipient, 25);
  await alfa.start();
  await providers.settledInTime();
  await expectWhole(acknowledged, alfa, beta, recipient);
});
