/**
 * Passwords come from standard input, never from the command line, where others can see them.
 *
 * @module
 */

/** Longest line that is read. */
const LIMIT = 4096;

/** Asks at the terminal without showing what is typed; reads one line where there is no terminal. */
export async function askPassword(prompt: string): Promise<string> {
  if (!Deno.stdin.isTerminal()) return await readLine();
  Deno.stderr.writeSync(new TextEncoder().encode(prompt));
  Deno.stdin.setRaw(true);
  try {
    return await readTyped();
  } finally {
    Deno.stdin.setRaw(false);
    Deno.stderr.writeSync(new TextEncoder().encode("\n"));
  }
}

async function readLine(): Promise<string> {
  const bytes = await readUntil((byte) => byte === LINE_FEED);
  return required(new TextDecoder().decode(Uint8Array.from(bytes)).replace(/\r$/, ""));
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BACKSPACES = [0x08, 0x7f];
const END_OF_TEXT = 0x03;

/** In raw mode the terminal edits nothing: backspace and Ctrl-C are ours to obey. */
async function readTyped(): Promise<string> {
  const bytes = await readUntil((byte) => [LINE_FEED, CARRIAGE_RETURN, END_OF_TEXT].includes(byte));
  const kept: number[] = [];
  for (const byte of bytes) {
    if (BACKSPACES.includes(byte)) eraseCharacter(kept);
    else kept.push(byte);
  }
  return required(new TextDecoder().decode(Uint8Array.from(kept)));
}

/** A UTF-8 character ends where a byte is no continuation (10xxxxxx). */
function eraseCharacter(bytes: number[]): void {
  while (bytes.length > 0 && (bytes.pop()! & 0xc0) === 0x80);
}

async function readUntil(ends: (byte: number) => boolean): Promise<number[]> {
  const bytes: number[] = [];
  const buffer = new Uint8Array(1);
  while (bytes.length < LIMIT) {
    if (await Deno.stdin.read(buffer) === null) break;
    if (buffer[0] === END_OF_TEXT) throw new Error("Cannot set a password: interrupted");
    if (ends(buffer[0]!)) break;
    bytes.push(buffer[0]!);
  }
  return bytes;
}

/** NIST SP 800-63B §5.1.1.2. */
const SHORTEST = 8;

function required(password: string): string {
  if (password === "") throw new Error("Cannot set a password: none was given on standard input");
  if (password.length >= SHORTEST) return password;
  throw new Error(`Cannot set a password: give at least ${SHORTEST} characters`);
}
