/**
 * IMAP dialogues: sessions as text files, `tests/dialogues/*.imap`.
 *
 *     # a comment
 *     -- limits errors=3 grammar.message=1000   (other limits than usual; before the first line)
 *     -- comparable            (Dovecot is to answer in the same way, see dovecot_test.ts)
 *     -- connect               (a session in the clear; its greeting follows)
 *     -- connect tls           (a session under TLS; its greeting follows)
 *     -- login                 (a session under TLS in which anna has logged in)
 *     -- login 2               (the same as session 2)
 *     C: a1 NOOP
 *     S: a1 OK…                (the next response; `…` stands for any text)
 *     S| * 1 EXISTS            (a run of these: responses that come in any order)
 *     S~ a1 OK…                (untagged responses up to this one)
 *     C2: … S2: …              (the same in session 2, 3 …)
 *     -- tls                   (the client performs the TLS handshake; `-- tls 2` in session 2)
 *     -- deflate               (from now on both directions are compressed)
 *     -- deliver NAME          (messages/NAME.eml arrives in INBOX; or a small one of that subject)
 *     -- deliver NAME to FOLDER
 *     -- wait 300              (seconds pass)
 *     -- quota 5000            (octets that the mailbox may hold)
 *     -- restart               (the server ends, and another one begins with the same data)
 *     -- disconnect            (the client closes the connection)
 *     -- closed                (the server has closed the connection)
 *
 * `C:` lines that follow each other are sent together. Escapes are those of
 * `tests/smtp/server/dialogue.ts`. `«TEXT»` is a literal with its announcement: `{4+}` in `C:`
 * lines, `{4}` in `S:` lines. `${name}` in a response keeps what stands there under that name, or
 * asks for what is kept; in `C:` lines it stands for it. Every response has to stand in the script.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { bytesOf } from "../smtp/server/dialogue.ts";

/** Where a step stands, and whose it is. */
interface Place {
  readonly session: string;
  readonly line: number;
}

/** A response that is expected. */
export interface Expected {
  readonly pattern: string;
  readonly line: number;
}

/** One step of a dialogue. */
export type Step =
  | ({ readonly step: "send"; readonly text: string } & Place)
  | ({ readonly step: "expect" | "expect any order"; readonly expected: Expected[] } & Place)
  | ({ readonly step: "expect at last"; readonly expected: Expected[] } & Place)
  | ({ readonly step: "stage"; readonly words: readonly string[] } & Place);

/** A parsed dialogue. */
export interface Dialogue {
  readonly limits: ReadonlyMap<string, number>;
  readonly comparable: boolean;
  readonly steps: readonly Step[];
}

/** Words of `--` lines whose second word is the number of a session. */
const OF_SESSIONS = ["closed", "deflate", "disconnect", "login", "tls"];
const WORDS = ["connect", "deliver", "quota", "restart", "wait", ...OF_SESSIONS];

/** Parses the text of a dialogue. Throws for lines that are none of the above. */
export function parseDialogue(text: string): Dialogue {
  const limits = new Map<string, number>();
  const steps: Step[] = [];
  let comparable = false;
  for (const [index, raw] of text.split("\n").entries()) {
    const line = index + 1;
    if (raw.trim() === "" || raw.startsWith("#")) continue;
    const said = /^([CS])(\d?)([:|~])(?: (.*))?$/.exec(raw);
    if (said) {
      const [, side, session, mark, text = ""] = said;
      const place = { session: session || "1", line };
      if (side === "C") pushSent(steps, text, place);
      else pushExpected(steps, mark!, text, place);
      continue;
    }
    const [dashes, ...words] = raw.split(" ");
    const [word = ""] = words;
    if (dashes !== "--") throw new Error(`Cannot read line ${line}: ${raw}`);
    if (word === "comparable") comparable = true;
    else if (word === "limits") {
      for (const [, name, value] of raw.matchAll(/([\w.]+)=(\d+)/g)) {
        limits.set(name!, Number(value));
      }
    } else if (WORDS.includes(word)) {
      const session = OF_SESSIONS.includes(word) ? words[1] ?? "1" : "1";
      steps.push({ step: "stage", words, session, line });
    } else throw new Error(`Cannot read line ${line}: ${raw}`);
  }
  return { limits, comparable, steps };
}

function pushSent(steps: Step[], text: string, place: Place): void {
  const before = steps.at(-1);
  const open = /(?<!\\)(?:\\\\)*\\$/.test(text);
  const whole = open ? text.slice(0, -1) : `${text}\\r\\n`;
  if (before?.step !== "send" || before.session !== place.session) {
    steps.push({ step: "send", text: whole, ...place });
  } else steps[steps.length - 1] = { ...before, text: before.text + whole };
}

function pushExpected(steps: Step[], mark: string, pattern: string, place: Place): void {
  const before = steps.at(-1);
  const expected = { pattern, line: place.line };
  if (mark === "~") {
    return void steps.push({ step: "expect at last", expected: [expected], ...place });
  }
  const step = mark === "|" ? "expect any order" : "expect";
  if (before?.step === step && before.session === place.session) before.expected.push(expected);
  else steps.push({ step, expected: [expected], ...place });
}

/** What is kept under names. */
export type Bindings = Map<string, string>;

/** The octets of a `C:` line. */
export function bytesToSend(text: string, bindings: Bindings): Buffer {
  const bound = text.replace(/\$\{(\w+)\}/g, (_, name) => {
    const value = bindings.get(name);
    if (value === undefined) throw new Error(`Cannot send \${${name}}: nothing is kept there`);
    return value;
  });
  return Buffer.concat(
    bound.split(/(«[^»]*»)/).map((piece) => {
      if (!piece.startsWith("«")) return bytesOf(`${piece}\\`);
      const octets = bytesOf(`${piece.slice(1, -1)}\\`);
      return Buffer.concat([Buffer.from(`{${octets.length}+}\r\n`), octets]);
    }),
  );
}

/** Whether a response fits a pattern; keeps what the pattern names. */
export function fits(response: string | null, pattern: string, bindings: Bindings): boolean {
  if (response === null) return false;
  const names: string[] = [];
  const source = pattern.split(/(«[^»]*»|…|\$\{\w+\})/).map((piece) => {
    if (piece === "…") return "[^]*";
    const name = /^\$\{(\w+)\}$/.exec(piece)?.[1];
    if (name !== undefined) {
      const known = bindings.get(name);
      if (known !== undefined) return RegExp.escape(known);
      names.push(name);
      return "([^\\s()\\[\\]]+)";
    }
    if (!piece.startsWith("«")) return RegExp.escape(latin1Of(piece));
    const octets = latin1Of(piece.slice(1, -1));
    return RegExp.escape(`{${octets.length}}\r\n${octets}`);
  });
  const found = new RegExp(`^${source.join("")}$`).exec(response);
  for (const [index, name] of names.entries()) {
    if (found) bindings.set(name, found[index + 1]!);
  }
  return found !== null;
}

function latin1Of(text: string): string {
  return bytesOf(`${text}\\`).toString("latin1");
}
