/**
 * Dovecot's answers about messages: one process that speaks IMAP on its standard input, and a
 * maildir of its own; no server runs.
 *
 * @module
 */
import { join } from "node:path";
import { latin1, octetsOf } from "../../../adapters/documents/mime/octets.ts";
import { parseValues, type Value } from "./support.ts";

const PROGRAM = "/usr/lib/dovecot/imap";

/** Whether Dovecot is installed and may be used. */
export const dovecotAvailable: boolean = Deno.uid() === 0 && await (async () => {
  try {
    return (await Deno.stat(PROGRAM)).isFile;
  } catch {
    return false;
  }
})();

/** Owner of the mailbox; any but root will do. */
const MAIL_UID = 5000;

/**
 * Puts messages into a mailbox and gives commands.
 *
 * @returns for each command its untagged responses without `* `, Latin-1
 */
export async function dovecotAnswers(
  messages: readonly Uint8Array[],
  commands: readonly string[],
): Promise<string[][]> {
  const folder = await Deno.makeTempDir({ prefix: "dovecot-" });
  try {
    await layOut(folder, messages);
    return (await talk(folder, ["EXAMINE INBOX", ...commands, "LOGOUT"])).slice(1, -1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The values of an item of a FETCH response, such as `3 FETCH (BODY[1] "x")`. */
export function fetched(response: string | undefined): readonly Value[] {
  const item = /^\d+ FETCH \((?:BODY\[[^\]]*\]|BINARY[^ ]*\]|[A-Z.]+)(?:<\d+>)? ([^]*)\)$/
    .exec(response ?? "");
  if (!item) throw new Error(`Cannot read Dovecot's response: ${response}`);
  return parseValues(item[1]!);
}

/** Gives one command after the other: Dovecot mixes the answers to those that come together. */
async function talk(folder: string, commands: readonly string[]): Promise<string[][]> {
  const process = new Deno.Command(PROGRAM, {
    args: ["-c", join(folder, "dovecot.conf")],
    env: { USER: "test", HOME: folder },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = process.stdin.getWriter();
  const reader = process.stdout.getReader();
  try {
    const answers: string[][] = [];
    for (const [at, command] of commands.entries()) {
      await writer.write(octetsOf(`c${at} ${command}\r\n`));
      const responses = await responsesUntil(`c${at} `, reader);
      const tagged = responses.pop();
      if (!tagged?.startsWith(`c${at} OK`)) {
        throw new Error(`Cannot ask Dovecot to ${command}: it said ${tagged}`);
      }
      answers.push(responses.map((response) => response.slice("* ".length)));
    }
    return answers;
  } finally {
    await reader.cancel();
    await writer.close().catch(() => undefined);
    await process.status;
  }
}

/** The responses up to the one that begins with the tag. */
async function responsesUntil(
  tag: string,
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<string[]> {
  let output = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Cannot wait longer for Dovecot: it said ${output}`);
    output += latin1(value);
    const responses = output.endsWith("\r\n") ? [...responsesIn(output)] : [];
    if (responses.at(-1)?.startsWith(tag)) return responses;
  }
}

/** Responses end in CRLF, unless a literal goes on behind it. */
function* responsesIn(output: string): Generator<string> {
  for (let start = 0; start < output.length;) {
    let end = output.indexOf("\r\n", start);
    for (;;) {
      if (end < 0) return;
      const literal = /\{(\d+)\}$/.exec(output.slice(Math.max(start, end - 20), end));
      if (!literal) break;
      end = output.indexOf("\r\n", end + 2 + Number(literal[1]));
    }
    yield output.slice(start, end);
    start = end + 2;
  }
}

async function layOut(folder: string, messages: readonly Uint8Array[]): Promise<void> {
  const mail = join(folder, "mail");
  for (const name of ["base", "state", "mail", "mail/cur", "mail/new", "mail/tmp"]) {
    await Deno.mkdir(join(folder, name));
    await Deno.chown(join(folder, name), MAIL_UID, MAIL_UID);
  }
  await Deno.chown(folder, MAIL_UID, MAIL_UID);
  for (const [at, message] of messages.entries()) {
    const file = join(mail, "cur", `${1_000_000 + at}.M1.host:2,S`);
    await Deno.writeFile(file, message);
    await Deno.chown(file, MAIL_UID, MAIL_UID);
  }
  await Deno.writeTextFile(
    join(folder, "dovecot.conf"),
    `base_dir = ${folder}/base
state_dir = ${folder}/state
log_path = ${folder}/log
mail_location = maildir:${mail}
first_valid_uid = 0
mail_uid = ${MAIL_UID}
mail_gid = ${MAIL_UID}
stats_writer_socket_path =
`,
  );
}
