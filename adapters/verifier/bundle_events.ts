/**
 * The events of a bundle: whether each is the one whose commitment stands in the log.
 *
 * @module
 */
import { commitmentOf } from "../merkle/commitment.ts";
import { leafHash } from "../merkle/hash.ts";
import { verifyInclusion } from "../merkle/proofs.ts";
import { type Facts, factsSchema, type ListedEvent, readJson } from "./manifest.ts";
import type { ReadHead } from "./heads.ts";
import { type Claims, some } from "./report.ts";

/** An event that is in the log, as far as its head is trusted. */
export interface ProvenEvent extends Omit<ListedEvent, "data" | "key" | "commitment" | "proof"> {
  /** The JSON of its data. */
  readonly data: unknown;
  readonly facts: Facts;
  /**
   * Once its key is destroyed, its position is proven and nothing else: stream, version and number
   * are the word of whoever made the bundle.
   */
  readonly erased: boolean;
}

const OUTGOING = "outgoing-";
const INCOMING = "incoming-";
/** Submitted; accepted, refused, infected: these classify the recipients. */
const NAMES_PARTIES = new Set([100, 101, 102, 110]);

/** The proven events of a bundle, and what they say together. */
export class ProvenEvents {
  readonly #byPosition: ReadonlyMap<number, ProvenEvent>;
  /** What a stream `incoming-…` is about: the event of the document's arrival says it for all. */
  readonly #arrivals = new Map<string, string>();
  /** By identificativo: the events of `outgoing-…` that name the parties. */
  readonly #naming = new Map<string, ProvenEvent[]>();

  constructor(events: ReadonlyMap<number, ProvenEvent>) {
    this.#byPosition = events;
    for (const event of events.values()) {
      const { stream, number, facts: { certified }, erased } = event;
      if (erased) continue;
      if (stream.startsWith(INCOMING) && certified) this.#arrivals.set(stream, certified.pecId);
      if (!stream.startsWith(OUTGOING) || !NAMES_PARTIES.has(number)) continue;
      const pecId = stream.slice(OUTGOING.length);
      this.#naming.set(pecId, [...this.#naming.get(pecId) ?? [], event]);
    }
  }

  /** The event at a position. */
  at(position: number): ProvenEvent | undefined {
    return this.#byPosition.get(position);
  }

  /** In the order of the bundle. */
  all(): readonly ProvenEvent[] {
    return [...this.#byPosition.values()];
  }

  /** The identificativo that an event is about; undefined where it does not say. */
  pecIdOf({ stream, facts }: ProvenEvent): string | undefined {
    if (stream.startsWith(OUTGOING)) return stream.slice(OUTGOING.length);
    return stream.startsWith(INCOMING) ? this.#arrivals.get(stream) : facts.pecId;
  }

  /** The events that say who sent a message, and to whom. */
  naming(pecId: string): readonly ProvenEvent[] {
    return this.#naming.get(pecId) ?? [];
  }
}

/**
 * The names of the events that are relied on. Numbers are committed to, names are not: an event
 * must not pass for another kind of fact.
 */
const NAMES: ReadonlyMap<number, string> = new Map([
  [100, "outgoing.submitted"],
  [101, "outgoing.accepted"],
  [102, "outgoing.refused"],
  [103, "outgoing.answered"],
  [104, "outgoing.dispatched"],
  [105, "outgoing.relay-failed"],
  [106, "outgoing.failure-notified"],
  [107, "outgoing.taken-in-charge"],
  [108, "outgoing.delivered"],
  [109, "outgoing.failed"],
  [110, "outgoing.infected"],
  [111, "outgoing.overdue"],
  [112, "outgoing.overdue-notified"],
  [113, "outgoing.virus-reported"],
  [200, "incoming.envelope-received"],
  [201, "incoming.charge-notified"],
  [202, "incoming.envelope-delivered"],
  [203, "incoming.envelope-refused"],
  [204, "incoming.receipt-sent"],
  [205, "incoming.charge-abandoned"],
  [206, "incoming.notice-received"],
  [207, "incoming.notice-delivered"],
  [208, "incoming.notice-undeliverable"],
  [209, "incoming.notice-correlated"],
  [210, "incoming.receipt-abandoned"],
  [211, "incoming.virus-detected"],
  [300, "mailbox.stored"],
  [501, "log.day-closed"],
]);

const NAMED: ReadonlySet<string> = new Set(NAMES.values());

/** `log.day-closed`. */
export const DAY_CLOSED = 501;

/** Judges the events; those that fail are left out of what is returned. */
export function judgeEvents(
  claims: Claims,
  listed: readonly ListedEvent[],
  head: ReadHead | null,
): ProvenEvents {
  const proven = new Map<number, ProvenEvent>();
  const faults: string[] = [];
  const places = new Set<string>();
  for (const event of listed) {
    const read = proven.has(event.position) ? "it is listed twice" : readEvent(event, head);
    if (typeof read === "string") faults.push(`event ${event.position}: ${read}`);
    else {
      proven.set(event.position, read);
      const place = `${event.version} ${event.stream}`;
      if (!read.erased && places.has(place)) {
        faults.push(`event ${event.position}: its stream has another event ${event.version}`);
      }
      places.add(place);
    }
  }
  const subject = `${listed.length} events`;
  if (faults.length > 0) claims.fails("in-log", subject, some(faults));
  else if (!head) claims.unknown("in-log", subject, "there is no head that they could be in");
  else if (!head.signed) claims.unknown("in-log", subject, "nobody known has signed the head");
  else if (proven.size === 0) claims.unknown("in-log", subject, "there are none");
  else {claims.holds(
      "in-log",
      subject,
      `in the head of ${head.head.size} events${erasedAmong(proven)}`,
    );}
  return new ProvenEvents(proven);
}

function erasedAmong(events: ReadonlyMap<number, ProvenEvent>): string {
  const count = events.values().filter(({ erased }) => erased).toArray().length;
  return count === 0 ? "" : `; ${count} of them erased: what they said can no longer be shown`;
}

/** The event; or why it is not what it is said to be. */
function readEvent(listed: ListedEvent, head: ReadHead | null): ProvenEvent | string {
  const { data, key: _key, commitment: _commitment, proof, ...event } = listed;
  const commitment = committed(listed);
  if (typeof commitment === "string") return commitment;
  const claim = { leaf: leafHash(commitment), index: event.position - 1 };
  if (head && !verifyInclusion({ ...claim, head: head.head }, proof)) {
    return "its proof does not lead to the head";
  }
  if (data === null) return { ...event, data: undefined, facts: {}, erased: true };
  const name = NAMES.get(event.number);
  if (name === undefined ? NAMED.has(event.name) : name !== event.name) {
    return `it is ${name ?? `of another kind, ${event.number}`}, not ${event.name}`;
  }
  const read = readJson(new TextEncoder().encode(data));
  if ("fault" in read) return `its data: ${read.fault}`;
  const content = read.value;
  // Of a key that is there twice, two readers would take two values.
  if (JSON.stringify(content) !== data) return "its data can be read in more than one way";
  const facts = factsSchema.safeParse(content);
  return facts.success
    ? { ...event, data: content, facts: facts.data, erased: false }
    : "its data are of another form";
}

/** What stands in the log for it; or why nothing can. */
function committed(event: ListedEvent): Uint8Array | string {
  const { data, key, commitment } = event;
  if (data === null) return commitment ?? "its content has been left out";
  if (key === null) return "its key has been left out";
  try {
    return commitmentOf({ ...event, data }, key);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
