/**
 * Dovecot's reading of messages, by doveadm and a maildir of its own; no server runs.
 *
 * @module
 */
import { join } from "node:path";
import { latin1 } from "../../../adapters/documents/mime/octets.ts";

/** Whether Dovecot is installed and may be used. */
export const dovecotAvailable: boolean = Deno.uid() === 0 && await (async () => {
  try {
    return (await new Deno.Command("doveadm", { args: ["help", "fetch"] }).output()).success;
  } catch {
    return false;
  }
})();

/** What Dovecot tells of a message, without the outer parentheses. */
export interface DovecotReading {
  readonly envelope: string;
  readonly body: string;
  readonly bodystructure: string;
}

/** Owner of the mailbox; any but root will do. */
const MAIL_UID = 5000;

/** Has Dovecot describe messages, in their order. */
export async function dovecotReadings(messages: readonly Uint8Array[]): Promise<DovecotReading[]> {
  const folder = await Deno.makeTempDir({ prefix: "dovecot-" });
  try {
    await layOut(folder, messages);
    const { stdout, stderr, success } = await new Deno.Command("doveadm", {
      args: [
        ...["-c", join(folder, "dovecot.conf"), "-f", "pager", "fetch"],
        ...["imap.envelope imap.body imap.bodystructure", "mailbox", "INBOX", "all"],
      ],
      env: { USER: "test", HOME: folder },
    }).output();
    if (!success) throw new Error(`Cannot run doveadm: ${latin1(stderr)}`);
    return latin1(stdout).split("\f\n").map(readingOf);
  } finally {
    await Deno.remove(folder, { recursive: true });
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

function readingOf(page: string): DovecotReading {
  const found = /^imap\.envelope: ([^]*)\nimap\.body: ([^]*)\nimap\.bodystructure: ([^]*)\n\n?$/
    .exec(
      page,
    );
  if (!found) throw new Error(`Cannot read what doveadm says: ${page}`);
  const [, envelope = "", body = "", bodystructure = ""] = found;
  return { envelope, body, bodystructure };
}
