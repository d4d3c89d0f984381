/**
 * The selected folder as its client knows it: message numbers stand still until the client is told
 * (RFC 9051 §7.4).
 *
 * @module
 */
import {
  firstFrom,
  type FolderView,
  indexOfUid,
  type Message,
} from "../../mailboxes/folder_view.ts";
import { type SequenceSet, STAR } from "./grammar/ast.ts";
import { sequenceSet } from "./grammar/text.ts";
import { mergedRanges } from "./numbers_in.ts";
import type { Output } from "./output.ts";
import { renderFlags } from "./flags.ts";

/** What a client has enabled that changes what it is told. */
export interface Telling {
  /** MODSEQ goes with every FETCH of flags (RFC 7162 §3.1). */
  readonly condstore: boolean;
  /** VANISHED in place of EXPUNGE (RFC 7162 §3.2.10). */
  readonly qresync: boolean;
  /** UIDs go with every FETCH of flags, as they do in answer to UID commands. */
  readonly uids: boolean;
}

/** Message numbers, both ends included. */
export type Range = readonly [from: number, to: number];

/** A folder that a client has selected. */
export class Selection {
  readonly view: FolderView;
  /** EXAMINE: nothing may be changed. */
  readonly readOnly: boolean;
  /** The result of the last SEARCH with SAVE (RFC 5182): UIDs, ascending. */
  saved: readonly number[] = [];
  readonly #unwatch: () => void;
  #list: readonly Message[];
  /** How many messages the client knows of. */
  #count: number;
  /** The client has been told of flags up to this MODSEQ. */
  #told: number;
  /** Everything up to this MODSEQ has been told, deletions as well. */
  #complete: number;
  /** MODSEQs of messages whose flags the client knows, or asked not to be told of. */
  readonly #silent = new Map<number, number>();

  /** Selects a folder as it is now; `wake` is called whenever it changes. */
  constructor(view: FolderView, readOnly: boolean, wake: () => void) {
    this.view = view;
    this.readOnly = readOnly;
    this.#list = view.messages;
    this.#count = view.messages.length;
    this.#told = this.#complete = view.modseq;
    this.#unwatch = view.watch(wake);
  }

  /** How many messages the client knows of. */
  get count(): number {
    return this.#count;
  }

  /** The message of a number, which begins at 1. */
  message(number: number): Message {
    return this.#list[number - 1]!;
  }

  /** The number of a UID; 0 where the client knows no such message. */
  numberOf(uid: number): number {
    return indexOfUid(this.#list, this.#count, uid) + 1;
  }

  /** Whether there is something that {@linkcode Selection.tell} would tell. */
  get news(): boolean {
    const { messages, modseq, gone } = this.view;
    return gone || messages !== this.#list || messages.length !== this.#count ||
      modseq !== this.#told;
  }

  /**
   * The numbers of the messages in a set, ascending. Null where the set names a message number that
   * does not exist; UIDs that do not exist are passed over (RFC 9051 §6.4.9).
   */
  numbersOf(set: SequenceSet, uids: boolean): readonly number[] | null {
    const ranges = this.rangesOf(set, uids);
    if (ranges === null) return null;
    const numbers: number[] = [];
    for (const [from, to] of ranges) {
      for (let number = from; number <= to; number++) numbers.push(number);
    }
    return numbers;
  }

  /** The same as ranges that do not overlap. */
  rangesOf(set: SequenceSet, uids: boolean): readonly Range[] | null {
    if (set === "$") {
      return mergedRanges(
        this.saved.map((uid) => this.numberOf(uid)).filter((one) => one > 0)
          .map((number) => [number, number]),
      );
    }
    const ranges: Range[] = [];
    for (const [low, high] of set) {
      const range = uids ? this.#rangeOfUids(low, high) : this.#rangeOfNumbers(low, high);
      if (range === null) return null;
      if (range[0] <= range[1]) ranges.push(range);
    }
    return mergedRanges(ranges);
  }

  #rangeOfNumbers(low: number, high: number): Range | null {
    const last = this.#count;
    const ends = [low, high].map((end) => end === STAR ? last : end);
    // RFC 9051 §9, seq-number: in an empty folder that includes `*`.
    if (last === 0 || Math.max(...ends) > last) return null;
    return [Math.max(1, Math.min(...ends)), Math.max(...ends)];
  }

  #rangeOfUids(low: number, high: number): Range {
    // `*` is the highest UID there is, also where the other end lies above it.
    const top = this.#count === 0 ? 0 : this.#list[this.#count - 1]!.uid;
    const ends = [low, high].map((end) => end === STAR ? top : end);
    const first = firstFrom(this.#list, this.#count, Math.min(...ends));
    return [first + 1, firstFrom(this.#list, this.#count, Math.max(...ends) + 1)];
  }

  /**
   * Whether another session has deleted some of these, and the client does not know.
   *
   * @param numbers ascending
   */
  lacks(numbers: readonly number[]): boolean {
    const { messages } = this.view;
    const [first] = numbers;
    if (messages === this.#list || first === undefined) return false;
    let at = firstFrom(messages, messages.length, this.message(first).uid);
    return numbers.some((number) => {
      const { uid } = this.message(number);
      while (at < messages.length && messages[at]!.uid < uid) at++;
      return messages[at]?.uid !== uid;
    });
  }

  /** Whether the client knows the flags of a message as they are now. */
  knows(number: number): boolean {
    const { uid, modseq } = this.message(number);
    return modseq <= this.#told || this.#silent.get(uid) === modseq;
  }

  /** The client knows the flags of these messages as they are now, or does not want to. */
  silence(numbers: readonly number[]): void {
    for (const number of numbers) {
      const { uid, modseq } = this.message(number);
      if (modseq > this.#told) this.#silent.set(uid, modseq);
    }
  }

  /** Tells what has changed but for expunges, which may not be told now (RFC 9051 §7.5.1). */
  async tellQuietly(out: Output, telling: Telling): Promise<void> {
    const known = this.#count;
    const { messages, modseq } = this.view;
    if (messages === this.#list) this.#complete = modseq;
    else if (telling.qresync && modseq !== this.#told) {
      // RFC 7162 §3.2: a client that is lost now must hear of the deletions when it comes back.
      out.untagged(`OK [HIGHESTMODSEQ ${this.#complete}] Deletions are still to be told`);
    }
    this.#tellNew(out);
    await this.#tellFlags(out, telling, known);
  }

  /** Tells everything that has changed. */
  async tell(out: Output, telling: Telling): Promise<void> {
    const { messages } = this.view;
    if (messages !== this.#list) await this.#tellExpunged(out, telling.qresync, messages);
    await this.tellQuietly(out, telling);
  }

  /** Looks at the folder no longer. */
  close(): void {
    this.#unwatch();
  }

  async #tellExpunged(
    out: Output,
    qresync: boolean,
    current: readonly Message[],
  ): Promise<void> {
    const gone: number[] = [];
    let at = 0;
    for (let number = 1; number <= this.#count; number++) {
      if (current[at]?.uid === this.#list[number - 1]!.uid) at++;
      else gone.push(number);
    }
    if (qresync && gone.length > 0) {
      out.untagged(`VANISHED ${sequenceSet(gone.map((number) => this.message(number).uid))}`);
    } else {
      // From the last to the first, so that no number shifts under another.
      for (const number of gone.reverse()) {
        out.untagged(`${number} EXPUNGE`);
        if (out.full) await out.spill();
      }
    }
    this.#list = current;
    this.#count = at;
  }

  #tellNew(out: Output): void {
    const { messages } = this.view;
    if (messages !== this.#list || messages.length === this.#count) return;
    this.#count = messages.length;
    out.untagged(`${this.#count} EXISTS`);
  }

  async #tellFlags(out: Output, { condstore, uids }: Telling, known: number): Promise<void> {
    const { modseq } = this.view;
    if (modseq === this.#told) return;
    for (const message of this.view.changedSince(this.#told)) {
      const silent = this.#silent.get(message.uid) === message.modseq;
      if (silent && !condstore) continue;
      const number = this.numberOf(message.uid);
      if (number === 0 || number > known) continue;
      if (out.full) await out.spill();
      if (silent) {
        out.untagged(`${number} FETCH (UID ${message.uid} MODSEQ (${message.modseq}))`);
        continue;
      }
      const uid = uids || condstore ? ` UID ${message.uid}` : "";
      const version = condstore ? ` MODSEQ (${message.modseq})` : "";
      out.untagged(`${number} FETCH (FLAGS (${renderFlags(message.flags)})${uid}${version})`);
    }
    this.#told = modseq;
    this.#silent.clear();
  }
}
