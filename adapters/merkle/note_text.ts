/**
 * Signed notes as text (https://c2sp.org/signed-note, "Format").
 *
 * @module
 */

/** Octets of the longest note that is read: room for 16 signatures of any algorithm, and more. */
export const MAX_NOTE_LENGTH = 256 * 1024;

/** Signatures that a note may have. */
export const MAX_SIGNATURES = 100;

const SIGNATURE = /^\u2014 ([^ ]+) ([^ ]+)$/u;
/** No white space, no plus: both end a name. */
// deno-lint-ignore no-control-regex -- control characters are what is looked for
const NAME = /^[^\p{White_Space}\x00-\x1f+]+$/u;
const KEY_ID_LENGTH = 4;

/** A note, a key or a checkpoint is malformed, or not signed as it must be. */
export class NoteFault extends Error {
  override readonly name = "NoteFault";

  constructor(attempt: string, reason: string) {
    super(`Cannot ${attempt}: ${reason}`);
  }
}

/** A line below a note. */
export interface NoteSignature {
  /** The name of the key. */
  readonly name: string;
  /** The key's id: 8 hexadecimal digits. */
  readonly id: string;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** A note as it was read: nothing in it is true until a signature has been verified. */
export interface Note {
  /** All that is signed, the last line feed included. */
  readonly text: string;
  /** One or more. */
  readonly signatures: readonly NoteSignature[];
}

/**
 * Reads a note, strictly.
 *
 * @throws {NoteFault} when it is malformed
 */
export function parseNote(bytes: Uint8Array): Note {
  if (bytes.length > MAX_NOTE_LENGTH) throw fault("it is too long");
  const whole = decode(bytes);
  if (!isNoteText(whole)) throw fault("it has control characters, or no last line feed");
  // The last empty line: the text may have others.
  const end = whole.lastIndexOf("\n\n");
  if (end < 0) throw fault("no empty line stands between text and signatures");
  const lines = whole.slice(end + 2).split("\n").slice(0, -1);
  if (lines.length === 0) throw fault("it has no signature");
  if (lines.length > MAX_SIGNATURES) throw fault("it has too many signatures");
  return { text: whole.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

/** The note as it is published. */
export function formatNote({ text, signatures }: Note): Uint8Array<ArrayBuffer> {
  const lines = signatures.map(({ name, id, signature }) => {
    const octets = Uint8Array.of(...Uint8Array.fromHex(id), ...signature);
    return `\u2014 ${name} ${octets.toBase64()}\n`;
  });
  return new TextEncoder().encode(`${text}\n${lines.join("")}`);
}

/** Whether it can be signed: no control characters but line feeds, and one of them last. */
export function isNoteText(text: string): boolean {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  return text.endsWith("\n") && text.isWellFormed() && !/[\x00-\x09\x0b-\x1f]/.test(text);
}

/** Whether a key can have this name. */
export function isKeyName(name: string): boolean {
  return name.isWellFormed() && NAME.test(name);
}

/** RFC 4648 §4 as there is one way alone to write it; undefined for anything else. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const bytes = Uint8Array.fromBase64(text);
    // The decoder lets white space pass, missing padding, and bits that say nothing.
    return bytes.toBase64() === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function parseSignature(line: string): NoteSignature {
  const [, name, base64] = SIGNATURE.exec(line) ?? [];
  const octets = base64 === undefined ? undefined : decodeBase64(base64);
  if (!name || !isKeyName(name) || !octets) throw fault("a signature is malformed");
  if (octets.length <= KEY_ID_LENGTH) throw fault("a signature is too short");
  const id = octets.subarray(0, KEY_ID_LENGTH).toHex();
  return { name, id, signature: octets.slice(KEY_ID_LENGTH) };
}

function decode(bytes: Uint8Array): string {
  try {
    // What is verified is what was signed: a byte order mark stays.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fault("it is not in UTF-8");
  }
}

function fault(reason: string): NoteFault {
  return new NoteFault("read the note", reason);
}
