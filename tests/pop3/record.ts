/**
 * What a POP3 server says, command by command, in a form in which two servers can be compared.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** What is sent to, and what comes. */
export interface Lines {
  /** Sends octets. */
  send(bytes: Buffer): Promise<void>;
  /** The next line without its CRLF; null if the server has closed. */
  line(): Promise<string | null>;
}

/** Replies by command: `list2` is the second LIST, `line1` the first line that is no command. */
export type Recorded = ReadonlyMap<string, readonly string[]>;

const COMMANDS = /^(?:APOP|AUTH|CAPA|DELE|LIST|NOOP|PASS|QUIT|RETR|RSET|STAT|TOP|UIDL|USER)\b/i;

/** Servers that close while such a line still comes may lose their last words: TCP resets. */
const ENDLESS = 10_000;

/** Sends line after line, each when the one before is answered, up to one that is endless. */
export async function recorded(bytes: Buffer, lines: Lines): Promise<Recorded> {
  const replies = new Map<string, readonly string[]>();
  const counts = new Map<string, number>();
  await lines.line();
  for (const line of bytes.toString("latin1").split(/(?<=\n)/)) {
    if (line.length > ENDLESS) break;
    const verb = COMMANDS.exec(line)?.[0].toLowerCase() ?? "line";
    const count = (counts.get(verb) ?? 0) + 1;
    counts.set(verb, count);
    await lines.send(Buffer.from(line, "latin1"));
    const reply = await replyTo(line.trim(), lines);
    if (reply === null) break;
    replies.set(`${verb}${count}`, reply);
  }
  return replies;
}

/** The reply to a command; null where the server has closed. */
async function replyTo(command: string, lines: Lines): Promise<readonly string[] | null> {
  const first = await lines.line();
  if (first === null) return null;
  const reply = [withoutWords(first)];
  if (!first.startsWith("+OK") || !/^(?:(?:AUTH|CAPA|LIST|UIDL)$|RETR|TOP)/i.test(command)) {
    return reply;
  }
  for (let line = await lines.line(); line !== null; line = await lines.line()) {
    if (line === ".") return [...reply, line];
    reply.push(`text ${line}`);
  }
  return reply;
}

/** Numbers and response codes stay; words are for people. */
function withoutWords(status: string): string {
  if (status.startsWith("+ ")) return "+";
  return /^\+OK \d+ \d+$|^(?:\+OK|-ERR)(?: \[[^\]]*\])?/.exec(status)?.[0] ?? status;
}
