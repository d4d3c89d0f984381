/**
 * A message's octets on their way into the store, checked as those that come by SMTP are.
 *
 * @module
 */
import { MimeFault } from "../../documents/mime/limits.ts";
import { WireCheck, type WireFault } from "../../documents/mime/wire_check.ts";
import { type Content, Receiving } from "../../points/intake.ts";
import { SUBMISSION_LIMITS } from "../../points/submission_limits.ts";
import type { Text } from "../language.ts";
import { Problem } from "../problem.ts";
import type { World } from "../world.ts";

/** RFC 5322 §2.1.1, without the CRLF. */
const LONGEST_LINE = 998;

/**
 * The message, stored. Nothing refers to it yet: what nobody submits is collected one day.
 *
 * @throws {Problem} too-large; invalid-content where its octets or its structure will not do.
 */
export async function received(
  { provider, limits }: Pick<World, "provider" | "limits">,
  octets: AsyncIterable<Uint8Array>,
): Promise<Content> {
  const receiving = new Receiving(provider.blobs, SUBMISSION_LIMITS);
  const check = new WireCheck(LONGEST_LINE);
  let size = 0;
  let last = LF;
  try {
    for await (const chunk of octets) {
      size += chunk.length;
      if (size > limits.maxMessageBytes) throw tooLarge(limits.maxMessageBytes);
      check.push(chunk);
      requireSound(check.fault());
      last = chunk.at(-1) ?? last;
      await receiving.write(chunk);
    }
    requireSound(check.end());
    if (last !== LF) throw unfit(OPEN_END);
    return await receiving.end({ size, eightBit: check.eightBit });
  } catch (error) {
    throw unfitWhere(error);
  } finally {
    await receiving.abort();
  }
}

const LF = 0x0a;

const OPEN_END: Text = {
  en: "The message does not end in CRLF (RFC 5322 §2.1): add it",
  it: "Il messaggio non finisce con CRLF (RFC 5322 §2.1): aggiungilo",
};

/** The problem of a structure that goes beyond a limit; else the error itself. */
export function unfitWhere(error: unknown): unknown {
  if (!(error instanceof MimeFault)) return error;
  const { message } = error;
  return unfit({
    en: `${message}: send it in several messages, or as one compressed attachment`,
    it: `La struttura supera un limite (${message}): dividi il messaggio, o comprimi gli allegati`,
  });
}

function requireSound(fault: WireFault | null): void {
  if (fault !== null) throw unfit(WIRE[fault.kind](fault.offset));
}

const WIRE: Readonly<Record<WireFault["kind"], (offset: number) => Text>> = {
  "bare-cr": (offset) => ({
    en: `CR without LF at octet ${offset} (RFC 5321 §2.3.8): lines end in CRLF`,
    it: `CR senza LF all'ottetto ${offset} (RFC 5321 §2.3.8): le righe finiscono con CRLF`,
  }),
  "bare-lf": (offset) => ({
    en: `LF without CR at octet ${offset} (RFC 5321 §2.3.8): lines end in CRLF`,
    it: `LF senza CR all'ottetto ${offset} (RFC 5321 §2.3.8): le righe finiscono con CRLF`,
  }),
  "nul": (offset) => ({
    en: `NUL at octet ${offset} (RFC 5322 §2.3): encode such content in base64`,
    it: `NUL all'ottetto ${offset} (RFC 5322 §2.3): codifica il contenuto in base64`,
  }),
  "line-too-long": (offset) => ({
    en: `The line is longer than ${LONGEST_LINE} octets at octet ${offset} (RFC 5322 §2.1.1): ` +
      "fold the field, or encode the part in quoted-printable or base64",
    it: `La riga supera ${LONGEST_LINE} ottetti all'ottetto ${offset} (RFC 5322 §2.1.1): ` +
      "spezza il campo, o codifica la parte in quoted-printable o base64",
  }),
};

function unfit(detail: Text): Problem {
  return new Problem("invalid-content", { detail, faults: [{ detail }] });
}

/** More octets than a message may have. */
export function tooLarge(most: number): Problem {
  const detail = {
    en: `A message may have ${most} octets: send it in several`,
    it: `Un messaggio può avere ${most} ottetti: dividilo in più messaggi`,
  };
  return new Problem("too-large", { detail });
}
