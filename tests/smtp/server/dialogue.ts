/**
 * Dialogues: sessions as text files, `tests/dialogues/*.smtp` and `*.pop3`.
 *
 *     # a comment
 *     -- role reception        (submissions, submission or reception; before the first line)
 *     -- limits recipients=2   (limits that differ from the role's; before the first line)
 *     S: 220 mx.alfa.example ESMTP
 *     C: EHLO client.example
 *     S: 250-mx.alfa.example*  (a reply line; `*` at the end: any rest)
 *     S~ 250                   (all remaining lines of a reply with this code)
 *     S~ .                     (all remaining lines of a reply, with the dot that ends it)
 *     H: sender <a@b>          (the next call that the handler has seen)
 *     -- tls                   (the client performs the TLS handshake)
 *     -- wait 300              (seconds pass)
 *     -- disconnect            (the client closes the connection)
 *     -- closed                (the server has closed the connection)
 *     -- stage WORDS           (what the scene of this protocol understands; POP3: pop3/stage.ts)
 *
 * `C:` lines that follow each other are sent together. They get a CRLF unless they end in a single
 * backslash; `\r`, `\n`, `\0`, `\xHH` and `\\` are escapes. A run of bytes is `\{COUNT TEXT}`.
 * Every reply line and every call of the handler has to stand in the script.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** One step of a dialogue. */
export type Step =
  | { readonly step: "send"; readonly bytes: Buffer; readonly line: number }
  | { readonly step: "reply"; readonly pattern: string; readonly line: number }
  | { readonly step: "rest of reply"; readonly code: string; readonly line: number }
  | { readonly step: "call"; readonly call: string; readonly line: number }
  | { readonly step: "stage"; readonly words: string; readonly line: number }
  | { readonly step: "wait"; readonly seconds: number; readonly line: number }
  | { readonly step: "tls" | "disconnect" | "closed"; readonly line: number };

/** A parsed dialogue. */
export interface Dialogue {
  readonly role: string;
  readonly limits: Readonly<Record<string, number>>;
  readonly steps: readonly Step[];
}

/** The client's side of a connection to whatever runs the session. */
export interface Wire {
  send(bytes: Buffer): Promise<void>;
  /** The next reply line without CRLF; null if the server closed. Throws if there is none. */
  line(): Promise<string | null>;
  tls(): Promise<void>;
  wait(seconds: number): Promise<void>;
  disconnect(): Promise<void>;
  /** Changes the scene, where the protocol has one. */
  stage?(words: string): void;
  /** The next call of the handler; undefined if there is none. */
  call(): string | undefined;
}

/** Parses the text of a dialogue. Throws for lines that are none of the above. */
export function parseDialogue(text: string): Dialogue {
  let role = "";
  const limits: Record<string, number> = {};
  const steps: Step[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = index + 1;
    const kind = raw.slice(0, 3);
    const rest = raw.slice(3);
    const [word, argument = ""] = rest.split(" ");
    if (raw.trim() === "" || raw.startsWith("#")) continue;
    if (kind === "C: " || raw === "C:") pushBytes(steps, bytesOf(rest), line);
    else if (kind === "S: ") steps.push({ step: "reply", pattern: rest, line });
    else if (kind === "S~ ") steps.push({ step: "rest of reply", code: rest.trim(), line });
    else if (kind === "H: ") steps.push({ step: "call", call: rest, line });
    else if (kind !== "-- ") throw new Error(`Cannot read line ${line}: ${raw}`);
    else if (word === "role") role = argument;
    else if (word === "limits") {
      for (const [, name, value] of rest.matchAll(/(\w+)=(\d+)/g)) limits[name!] = Number(value);
    } else if (word === "stage") steps.push({ step: "stage", words: rest.slice(6), line });
    else if (word === "wait") steps.push({ step: "wait", seconds: Number(argument), line });
    else if (word === "tls" || word === "disconnect" || word === "closed") {
      steps.push({ step: word, line });
    } else throw new Error(`Cannot read line ${line}: ${raw}`);
  }
  return { role, limits, steps };
}

/** Plays a dialogue. Throws at the first line where server and script differ. */
export async function play({ steps }: Dialogue, wire: Wire): Promise<void> {
  for (const step of steps) {
    switch (step.step) {
      case "send":
        await wire.send(step.bytes);
        break;
      case "reply":
        match(await wire.line(), step.pattern, step.line);
        break;
      case "rest of reply":
        for (let more = true; more;) {
          const line = await wire.line();
          if (step.code !== ".") match(line, `${step.code}*`, step.line);
          else if (line === null) match(line, ".", step.line);
          more = step.code === "." ? line !== "." : line![3] === "-";
        }
        break;
      case "call":
        match(wire.call() ?? null, step.call, step.line);
        break;
      case "closed":
        match(await wire.line() ?? "connection closed", "connection closed", step.line);
        break;
      case "stage":
        if (!wire.stage) throw new Error(`Line ${step.line}: there is no scene`);
        wire.stage(step.words);
        break;
      case "wait":
        await wire.wait(step.seconds);
        break;
      default:
        await wire[step.step]();
    }
  }
  const call = wire.call();
  if (call !== undefined) throw new Error(`The script lacks the handler's call: ${call}`);
}

function match(actual: string | null, pattern: string, line: number): void {
  const fits = pattern.endsWith("*")
    ? actual?.startsWith(pattern.slice(0, -1))
    : actual === pattern;
  if (!fits) throw new Error(`Line ${line}: expected ${pattern}\n      but got ${actual}`);
}

function pushBytes(steps: Step[], bytes: Buffer, line: number): void {
  const before = steps.at(-1);
  if (before?.step !== "send") steps.push({ step: "send", bytes, line });
  else steps[steps.length - 1] = { ...before, bytes: Buffer.concat([before.bytes, bytes]) };
}

/** The bytes of a text with escapes, as in `C:` lines. */
export function bytesOf(text: string): Buffer {
  const open = /(?<!\\)(?:\\\\)*\\$/.test(text);
  const body = open ? text.slice(0, -1) : `${text}\\r\\n`;
  const pieces = body.split(/(\\x[0-9a-f]{2}|\\\{\d+ [^}]*\}|\\.)/i);
  return Buffer.concat(pieces.map((piece) => {
    const run = /^\\\{(\d+) (.*)\}$/.exec(piece);
    if (run) {
      return Buffer.from(
        bytesOf(`${run[2]}\\`).toString("latin1").repeat(Number(run[1])),
        "latin1",
      );
    }
    if (/^\\x/i.test(piece)) return Buffer.from([Number.parseInt(piece.slice(2), 16)]);
    const escapes: Record<string, string> = { "\\r": "\r", "\\n": "\n", "\\0": "\0", "\\\\": "\\" };
    return Buffer.from(escapes[piece] ?? piece, "utf8");
  }));
}
