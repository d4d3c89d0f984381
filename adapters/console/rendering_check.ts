/**
 * Renders each document again that events say was issued, and compares it with what was sent: by
 * its seal, and with the copy that the provider itself has.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { incoming } from "../../actors/incoming.ts";
import { mailbox } from "../../actors/mailbox.ts";
import type { IncomingEvent } from "../../events/incoming.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import { type Rope, ropeLength } from "../../events/rope.ts";
import type { Position, Recorded, StreamId } from "../../events/store.ts";
import {
  evolved,
  initialState,
  type Issued,
  issuedBy,
  issues,
  type IssuingEvent,
  type IssuingState,
  render,
  type RenderedDocument,
  type RenderingSources,
  saysIssued,
  sealHolds,
} from "../points/rendering.ts";
import { derivedKey } from "../points/takeover.ts";
import type { EventReader } from "../storage/storage.ts";

/** Something that does not come out as it was. */
export interface Difference {
  /** Of the event that says that the document was issued. */
  readonly position: Position;
  readonly stream: StreamId;
  readonly reason: string;
}

/** Streams whose state is held; that of another is read again when it is asked for. */
const HELD_STREAMS = 2000;
/** Copies in mailboxes whose document is still to come: it follows at once, but for a crash. */
const HELD_COPIES = 20_000;
/** Events of a stream that are read at once. */
const PAGE = 500;

/** The state of a stream after its event `version`. */
interface Held {
  readonly version: number;
  readonly state: IssuingState;
}

/** What part of a log came to. */
export interface RenderedPart {
  /** How many documents came out, rightly or not. */
  readonly documents: number;
  /** How many of them were compared with a copy of the provider's own. */
  readonly compared: number;
  /** How many could not be rendered, since an older release did not remember their seals. */
  readonly unsealed: number;
  readonly differences: readonly Difference[];
}

/** Follows the log, and renders each document where the log says that it was issued. */
export class RenderingCheck {
  readonly #events: EventReader;
  readonly #sources: RenderingSources;
  readonly #held = new Map<StreamId, Held>();
  /** By mailbox and entry. */
  readonly #copies = new Map<string, Rope>();
  #documents = 0;
  #compared = 0;
  #unsealed = 0;
  readonly #differences: Difference[] = [];

  /** @param events where the streams of the documents are read. */
  constructor(events: EventReader, sources: RenderingSources) {
    this.#events = events;
    this.#sources = sources;
  }

  /** What has come of it so far. */
  get part(): RenderedPart {
    return {
      documents: this.#documents,
      compared: this.#compared,
      unsealed: this.#unsealed,
      differences: this.#differences,
    };
  }

  /** Remembers what an event puts into a mailbox, since its document may follow. */
  remember({ stream, event }: Recorded): void {
    if (!stream.startsWith(`${mailbox.kind}-`)) return;
    const fact = event as MailboxEvent;
    if (fact.type !== "mailbox.stored") return;
    this.#copies.set(`${stream} ${fact.entry}`, fact.content);
    if (this.#copies.size > HELD_COPIES) this.#copies.delete(this.#copies.keys().next().value!);
  }

  /** Takes the next event, in the order of the log. */
  async take(recorded: Recorded): Promise<void> {
    this.remember(recorded);
    const { stream, version, position, event } = recorded;
    if (!issues(stream)) return;
    let held = this.#heldAt(stream, version - 1);
    if (saysIssued(event)) {
      held ??= await this.#foldTo(stream, version - 1);
      const reasons = held.state === null ? [] : await this.#faultsOf(held.state, {
        ...recorded,
        event,
      });
      this.#differences.push(...reasons.map((reason) => ({ position, stream, reason })));
    }
    if (held) this.#hold(stream, { version, state: evolved(held.state, recorded) });
  }

  async #faultsOf(
    state: NonNullable<IssuingState>,
    recorded: Recorded<IssuingEvent>,
  ): Promise<readonly string[]> {
    try {
      return await this.#check(await issuedBy(this.#sources, state, recorded), recorded.event);
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  }

  #heldAt(stream: StreamId, version: number): Held | null {
    if (version === 0) return { version, state: initialState() };
    const held = this.#held.get(stream);
    return held?.version === version ? held : null;
  }

  async #foldTo(stream: StreamId, version: number): Promise<Held> {
    let state = initialState();
    for (let after = 0; after < version;) {
      const page = await this.#events.readStream(stream, after, Math.min(PAGE, version - after));
      if (page.length === 0) throw new Error(`Cannot read ${stream}: it ends at event ${after}`);
      for (const recorded of page) state = evolved(state, recorded);
      after += page.length;
    }
    return { version, state };
  }

  #hold(stream: StreamId, held: Held): void {
    this.#held.delete(stream);
    this.#held.set(stream, held);
    if (this.#held.size > HELD_STREAMS) this.#held.delete(this.#held.keys().next().value!);
  }

  async #check(issued: Issued, event: IssuingEvent): Promise<string[]> {
    const { position, seal } = issued;
    const reasons: string[] = [];
    if (seal && !sealHolds(this.#sources.issuers, position, seal)) {
      reasons.push(`the signature is not one of the certificate ${seal.certificate}`);
    }
    const rendered = await render(this.#sources, issued);
    if (rendered === null) {
      this.#unsealed += 1;
      return reasons;
    }
    this.#documents += 1;
    const name = `${rendered.kind} ${rendered.messageId}`;
    if (rendered.seal?.digest !== seal?.digest) {
      reasons.push(
        `${name} comes out otherwise: its digest is ${rendered.seal?.digest}, signed was ` +
          `${seal?.digest}`,
      );
    } else if (rendered.seal?.own !== seal?.own) {
      reasons.push(`${name} comes out otherwise around what is signed: header or frame`);
    }
    if ("messageId" in event && event.messageId !== rendered.messageId) {
      reasons.push(`its Message-ID is ${rendered.messageId}, the event says ${event.messageId}`);
    }
    const copy = await this.#copyOf(issued);
    if (copy === null) return reasons;
    this.#compared += 1;
    if (!await this.#isSame(rendered, copy)) {
      reasons.push(
        `the copy of ${rendered.kind} ${rendered.messageId} in the store is another one`,
      );
    }
    return reasons;
  }

  /** In the mailbox; of what went to a provider, where that is the provider itself. */
  async #copyOf({ kept, seal, position }: Issued): Promise<Rope | null> {
    if (kept) {
      const key = `${mailbox.kind}-${kept.mailbox} ${kept.entry}`;
      const copy = this.#copies.get(key) ?? null;
      this.#copies.delete(key);
      return copy;
    }
    if (!seal) return null;
    const { issuer } = this.#sources.issuers.namingAt(position);
    const arrival = `${incoming.kind}-${derivedKey([issuer.name, seal.digest])}`;
    const held = this.#held.get(arrival)?.state;
    if (held && "content" in held) return held.content;
    const [first] = await this.#events.readStream(arrival, 0, 1);
    const event = first?.event as IncomingEvent | undefined;
    return event && "content" in event ? event.content : null;
  }

  async #isSame({ rope, inline: [own] }: RenderedDocument, copy: Rope): Promise<boolean> {
    const { blobs } = this.#sources;
    if (own === undefined || JSON.stringify(rope) !== JSON.stringify(copy)) {
      return ropeLength(rope) === ropeLength(copy) &&
        await digestOf(blobs.read(rope, own && [own])) === await digestOf(blobs.read(copy));
    }
    // The same places: what they enclose has been read already, what is new must be there as well.
    const kept = blobs.read([{ blob: own.sha256, offset: 0, length: own.bytes.length }]);
    return await digestOf(kept) === own.sha256;
  }
}

async function digestOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const digest = createHash("sha256");
  for await (const chunk of chunks) digest.update(chunk);
  return digest.digest("hex");
}
