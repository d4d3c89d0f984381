/**
 * The content of one message on its way in, by DATA or by BDAT.
 *
 * @module
 */
import { type Instant, SECOND } from "../../../events/instant.ts";
import { WireCheck, type WireFault } from "../../documents/mime/wire_check.ts";
import type { ContentSummary } from "./handler.ts";
import type { SmtpLimits } from "./limits.ts";
import { type Reply, reply } from "./reply.ts";

const LF = 0x0a;

/** Counts and checks content. */
export class Transfer {
  readonly #limits: SmtpLimits;
  readonly #startedAt: Instant;
  readonly #check: WireCheck;
  #size = 0;
  #lastOctet = LF;

  /** Begins at `startedAt` with nothing. */
  constructor(limits: SmtpLimits, startedAt: Instant) {
    this.#limits = limits;
    this.#startedAt = startedAt;
    this.#check = new WireCheck(limits.textLine);
  }

  /** Takes the next bytes. Null: they may be kept; otherwise why the message is refused. */
  take(bytes: Uint8Array): Reply | null {
    this.#size += bytes.length;
    if (this.#size > this.#limits.messageSize) return tooLarge(this.#limits);
    this.#check.push(bytes);
    this.#lastOctet = bytes.at(-1) ?? this.#lastOctet;
    return this.#refusal(this.#check.fault());
  }

  /** Why the complete content is refused; null if it is not. */
  finish(): Reply | null {
    const fault = this.#refusal(this.#check.end());
    if (fault !== null || this.#lastOctet === LF) return fault;
    // Only BDAT can end so; the next hop may know DATA alone, which would add a CRLF.
    return reply(550, "5.6.0", "Content does not end in CRLF");
  }

  /** Whether `octets` more would still fit. */
  hasRoomFor(octets: number): boolean {
    return this.#size + octets <= this.#limits.messageSize;
  }

  /** What the sink is told at the end. */
  get summary(): ContentSummary {
    return { size: this.#size, eightBit: this.#check.eightBit };
  }

  /** When the client has been too slow; moves on with each byte that comes. */
  get deadline(): Instant {
    return this.#startedAt + this.#limits.contentTime + this.#timeFor(this.#size);
  }

  /** The deadline of the largest content: the rest of a refused one must have come by then. */
  get lastDeadline(): Instant {
    return this.#startedAt + this.#limits.contentTime + this.#timeFor(this.#limits.messageSize);
  }

  #timeFor(octets: number): number {
    return Math.ceil(octets / this.#limits.contentRate) * SECOND;
  }

  #refusal(fault: WireFault | null): Reply | null {
    if (fault === null) return null;
    if (fault.kind === "line-too-long") {
      const limit = this.#limits.textLine;
      return reply(554, "5.6.0", `A line exceeds ${limit} characters (RFC 5322 section 2.1.1)`);
    }
    const what = WORDS[fault.kind];
    return reply(550, "5.6.11", `${what} at octet ${fault.offset} (RFC 5321 section 2.3.8)`);
  }
}

const WORDS = {
  "bare-cr": "CR without LF",
  "bare-lf": "LF without CR",
  "nul": "NUL",
} as const;

/** RFC 1870 §6.1. */
export function tooLarge(limits: SmtpLimits): Reply {
  return reply(552, "5.3.4", `Message exceeds ${limits.messageSize} octets`);
}
