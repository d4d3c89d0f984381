/**
 * What people are asked, and type. Questions go to standard error: programs read the other one.
 *
 * @module
 */

/** Octets of the longest line. */
const LIMIT = 4096;
const BACKSPACES: readonly number[] = [0x08, 0x7f];
const ENDS: readonly number[] = [0x0a, 0x0d];
const END_OF_TEXT = 0x03;

/** Asks at the terminal; the answer is one line. */
export async function ask(question: string): Promise<string> {
  Deno.stderr.writeSync(new TextEncoder().encode(question));
  return await readLine();
}

/**
 * Asks for a key, which never stands on the command line, where others on the machine could read
 * it: at the terminal without showing what is typed; where there is none, one line is read.
 */
export async function askSecret(question: string): Promise<string> {
  if (!Deno.stdin.isTerminal()) return await readLine();
  Deno.stdin.setRaw(true);
  try {
    return await ask(question);
  } finally {
    Deno.stdin.setRaw(false);
    Deno.stderr.writeSync(new TextEncoder().encode("\n"));
  }
}

/** In raw mode the terminal edits nothing: backspace and Ctrl-C are ours to obey. */
async function readLine(): Promise<string> {
  const bytes: number[] = [];
  const buffer = new Uint8Array(1);
  while (bytes.length < LIMIT && await Deno.stdin.read(buffer) !== null) {
    const [byte] = buffer as unknown as [number];
    if (byte === END_OF_TEXT) throw new Error("Cannot go on: interrupted");
    if (ENDS.includes(byte)) break;
    if (BACKSPACES.includes(byte)) bytes.pop();
    else bytes.push(byte);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes)).trim();
}
