/**
 * A provider's storage with messages of long ago, and of today.
 *
 * @module
 */
import { custody, CUSTODY_KEY } from "../../actors/custody.ts";
import { Runtime } from "../../actors/runtime.ts";
import { outgoing } from "../../actors/outgoing.ts";
import type { Eraser } from "../../adapters/console/retention.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import type { AnyEvent } from "../../events/definition.ts";
import { HOUR, type Instant } from "../../events/instant.ts";
import type { ScheduledEvent } from "../../events/scheduled.ts";
import { endOfRetention } from "../../events/retention.ts";
import type { Rope, SmallBlob } from "../../events/rope.ts";
import { answered, submitted, write } from "../contracts/samples.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

/** When the old messages were sent: their period is over on 22 May 2029. */
export const LONG_AGO: Instant = Date.UTC(2026, 10, 21, 9, 30);
/** When they may go. */
export const TODAY: Instant = Date.UTC(2029, 4, 22, 9);

/** What a storage holds about a message, and what can be asked of it. */
export class Archive implements AsyncDisposable {
  readonly folder: string;
  readonly clock: SimulatedClock;
  readonly storage: Storage;
  readonly runtime: Runtime;

  private constructor(folder: string, clock: SimulatedClock, storage: Storage) {
    this.folder = folder;
    this.clock = clock;
    this.storage = storage;
    this.runtime = new Runtime({ store: storage.events, clock, log: () => {} });
    this.runtime.register({ actor: custody });
    this.runtime.register({ actor: outgoing });
  }

  /** Opens a folder; a second one is like another process. */
  static async open(folder: string, clock = new SimulatedClock(LONG_AGO)): Promise<Archive> {
    return new Archive(folder, clock, await openStorage(folder, clock));
  }

  /** A message that was sent and arrived here; its texts and its content begin with its name. */
  async message(name: string, at: Instant = LONG_AGO): Promise<void> {
    const { rope, small } = await this.#content(name);
    await this.append(`outgoing-${name}@alfa.example`, sending(name, rope, at), small);
    await this.append(`incoming-${name}`, [arrival(name, rope, at + 1)], small);
  }

  /** A message that was to be sent later, and what became of that, event by event. */
  async scheduled(
    name: string,
    then: readonly ScheduledEvent["type"][],
    at: Instant = LONG_AGO,
    wake: Instant | null = null,
  ): Promise<void> {
    const { rope, small } = await this.#content(name);
    const pecId = `${name}@alfa.example`;
    const following = then.map((type) =>
      type === "scheduled.cancelled" ? { type, at, by: "k7f3q9w2e5r8" } : { type, at, pecId }
    );
    const events = [planned(name, rope, at), ...following];
    await this.append(`scheduled-${name}`, events, small, wake);
  }

  /** Something that arrived and was no PEC. */
  async anomaly(name: string, at: Instant = LONG_AGO): Promise<void> {
    const { rope, small } = await this.#content(name);
    await this.append(`incoming-${name}`, [anomaly(name, rope, at)], small);
  }

  /** Appends events to a stream that is new. */
  async append(
    stream: string,
    events: readonly AnyEvent[],
    blobs: readonly SmallBlob[] = [],
    wake: Instant | null = null,
  ): Promise<void> {
    await this.storage.events.append({ stream, expectedVersion: 0, events, blobs, wake });
  }

  /** Goes on to the day on which what is of long ago may go; what erases it then. */
  eraser(): Eraser {
    if (this.clock.now() < TODAY) this.clock.advance(TODAY - this.clock.now());
    const progress = { reached: () => {}, note: () => {}, end: () => {} };
    return {
      storage: this.storage,
      runtime: this.runtime,
      now: this.clock.now(),
      progress,
    };
  }

  /** Everything that may go is older, on that day. */
  get before(): Instant {
    return endOfRetention(TODAY, 30);
  }

  /** Holds a message, or ends its hold. */
  async custody(type: "hold" | "release", name: string): Promise<void> {
    const pecId = `${name}@alfa.example`;
    await this.runtime.send(custody, CUSTODY_KEY, { type, pecId, reason: "a test" });
  }

  /** The types of a stream's events. */
  async types(stream: string): Promise<readonly string[]> {
    const recorded = await this.storage.events.readStream(stream, 0, 1000);
    return recorded.map(({ event }) => event.type);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runtime.stop();
    await this.storage.close();
  }

  /** Large ones become files, small ones rows. */
  #content(name: string): Promise<{ readonly rope: Rope; readonly small: readonly SmallBlob[] }> {
    const text = `${name}-content `.repeat(name.startsWith("large") ? 10_000 : 3);
    return write(this.storage.blobs, new TextEncoder().encode(text));
  }
}

function planned(name: string, content: Rope, at: Instant): AnyEvent {
  return {
    type: "scheduled.planned",
    at,
    by: "k7f3q9w2e5r8",
    fingerprint: "a".repeat(64),
    pecId: `${name}@alfa.example`,
    account: `${name}-sender@alfa.example`,
    recipients: [{ address: `${name}-recipient@alfa.example`, kind: "certificato" }],
    content,
    size: 0,
    subject: `${name}-subject`,
    receipt: "completa",
    sendAt: at,
  } as AnyEvent;
}

function sending(name: string, content: Rope, at: Instant): readonly AnyEvent[] {
  const event = submitted(name, content);
  const sender = `${name}-sender@alfa.example`;
  const subject = `${name}-subject`;
  const certified = { address: `${name}-recipient@alfa.example`, kind: "certificato" };
  return [
    { ...event, at, sender, subject, recipients: [certified.address] },
    { type: "outgoing.accepted", at, recipients: [certified], relayUntil: at + 24 * HOUR },
    { ...answered(`<${name}-receipt@alfa.example>`), at },
  ] as unknown as AnyEvent[];
}

/** The envelope of a message, as it arrives. */
export function arrival(name: string, content: Rope, at: Instant): AnyEvent {
  const recipient = `${name}-recipient@alfa.example`;
  const sender = `${name}-sender@alfa.example`;
  return {
    type: "incoming.envelope-received",
    at,
    provider: "Alfa PEC",
    mailReceipt: "ricevute@alfa.example",
    sender,
    recipients: [recipient],
    content,
    size: 0,
    certified: {
      pecId: `${name}@alfa.example`,
      sender,
      recipients: [{ address: recipient, kind: "certificato" }],
      replyTo: sender,
      subject: `${name}-subject`,
    },
    receipt: "completa",
    relayUntil: at + 24 * HOUR,
  } as AnyEvent;
}

function anomaly(name: string, content: Rope, at: Instant): AnyEvent {
  return {
    type: "incoming.anomaly-received",
    at,
    sender: `${name}-sender@elsewhere.example`,
    recipients: [`${name}-recipient@alfa.example`],
    content,
    size: 0,
    subject: `${name}-subject`,
    messageId: `<${name}@elsewhere.example>`,
    reason: "non certificato",
  } as AnyEvent;
}

/** Which of the texts or octets any file of a folder holds. */
export function foundIn<T extends string | Uint8Array>(folder: string, wanted: readonly T[]): T[] {
  const files = [...filesIn(folder)].map((path) => latin1(Deno.readFileSync(path)));
  return wanted.filter((one) => {
    const text = typeof one === "string" ? one : latin1(one);
    return files.some((file) => file.includes(text));
  });
}

/** The paths of all files below a folder. */
export function* filesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* filesIn(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
