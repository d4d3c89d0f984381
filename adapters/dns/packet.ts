/**
 * DNS messages (RFC 1035 §4), as much of them as the resolver needs. What comes off the wire is
 * checked here: nothing behind this module sees a record of an unexpected shape.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { isIPv4, isIPv6 } from "node:net";
import codec from "dns-packet";
import type { MailExchanger, RecordData, RecordType } from "./record.ts";

/**
 * The UDP payload that the resolver announces (RFC 6891 §6.2.3): large enough for most answers,
 * small enough to cross any path unfragmented.
 */
const UDP_PAYLOAD = 1232;

/** A question. */
export interface Question {
  readonly name: string;
  readonly type: RecordType;
}

/** A record of the answer section: an alias, or data of the type that was asked for. */
export interface AnswerRecord {
  /** Owner name in lower case. */
  readonly name: string;
  /** Seconds for which the record may be kept. */
  readonly ttl: number;
  readonly value:
    | { readonly type: "CNAME"; readonly data: string }
    | {
      readonly [T in RecordType]: { readonly type: T; readonly data: RecordData[T] };
    }[RecordType];
}

/** An answer that belongs to a question. */
export interface Answer {
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL` … */
  readonly rcode: string;
  /** Cut to fit into a datagram: to be asked again over TCP (RFC 7766 §5). */
  readonly truncated: boolean;
  readonly records: readonly AnswerRecord[];
  /** Seconds for which a negative answer may be kept (RFC 2308 §5); 0 where nothing says so. */
  readonly negativeTtl: number;
}

/** Whether a query carries the OPT record of EDNS0; servers older than RFC 6891 refuse it. */
export type Edns = "edns" | "plain";

/** Encodes a query that asks for recursion. */
export function encodeQuery(id: number, question: Question, edns: Edns): Uint8Array {
  const opt = { type: "OPT", name: ".", udpPayloadSize: UDP_PAYLOAD, flags: 0, options: [] };
  return codec.encode({
    type: "query",
    id,
    flags: codec.RECURSION_DESIRED,
    questions: [{ name: question.name, type: question.type, class: "IN" }],
    additionals: edns === "edns" ? [opt] : [],
  });
}

/**
 * Decodes the answer to a question.
 *
 * @returns undefined where the bytes are no DNS message or do not answer this question: they may
 * be somebody's forgery, and the true answer may still come (RFC 5452 §9.1).
 */
export function decodeAnswer(
  bytes: Uint8Array,
  id: number,
  question: Question,
): Answer | undefined {
  if (bytes.length < HEADER_LENGTH) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint16(2);
  if (view.getUint16(0) !== id || !(flags & QR) || flags & OPCODE) return undefined;
  // A truncated message may end within a record, so no more than its header is read.
  if (flags & TC) return { rcode: "NOERROR", truncated: true, records: [], negativeTtl: 0 };
  let message: Message;
  try {
    message = codec.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch {
    return undefined;
  }
  const echoed = message.questions[0];
  // A server that cannot read the query may leave the question out (FORMERR).
  if (message.questions.length > 1 || (echoed && !isQuestion(echoed, question))) return undefined;
  if (!echoed && message.rcode !== "FORMERR") return undefined;
  return {
    rcode: message.rcode,
    truncated: false,
    records: message.answers.flatMap((record) => answerRecord(record) ?? []),
    negativeTtl: negativeTtl(message.authorities),
  };
}

/** A name as names are compared: in lower case, without the final dot (RFC 4343). */
export function canonicalName(name: string): string {
  return (name.endsWith(".") ? name.slice(0, -1) : name).toLowerCase();
}

const HEADER_LENGTH = 12;
const QR = 0x8000;
const OPCODE = 0x7800;
const TC = 0x0200;

interface WireRecord {
  readonly name: string;
  readonly type: string;
  readonly class?: string;
  readonly ttl?: number;
  readonly data?: unknown;
}

interface Message {
  readonly rcode: string;
  readonly questions: readonly WireRecord[];
  readonly answers: readonly WireRecord[];
  readonly authorities: readonly WireRecord[];
}

function isQuestion(echoed: WireRecord, question: Question): boolean {
  return echoed.type === question.type && echoed.class === "IN" &&
    canonicalName(echoed.name) === canonicalName(question.name);
}

function answerRecord(record: WireRecord): AnswerRecord | undefined {
  if (record.class !== "IN") return undefined;
  const value = valueOf(record);
  return value && { name: canonicalName(record.name), ttl: ttlOf(record), value };
}

function valueOf({ type, data }: WireRecord): AnswerRecord["value"] | undefined {
  switch (type) {
    case "A":
      return typeof data === "string" && isIPv4(data) ? { type, data } : undefined;
    case "AAAA":
      return typeof data === "string" && isIPv6(data) ? { type, data } : undefined;
    case "CNAME":
      return typeof data === "string" ? { type, data: canonicalName(data) } : undefined;
    case "MX": {
      const { preference, exchange } = data as MailExchanger;
      return { type, data: { preference, exchange: canonicalName(exchange) } };
    }
    default:
      return undefined;
  }
}

/** RFC 2181 §8: a TTL with the most significant bit set counts as zero. */
function ttlOf(record: WireRecord): number {
  const ttl = record.ttl ?? 0;
  return ttl > 0x7fffffff ? 0 : ttl;
}

function negativeTtl(authorities: readonly WireRecord[]): number {
  const soa = authorities.find((record) => record.type === "SOA");
  if (!soa) return 0;
  const { minimum } = soa.data as { readonly minimum: number };
  return Math.min(ttlOf(soa), minimum);
}
