/**
 * What is done with a huge mailbox.
 *
 * @module
 */
import { ImapClient } from "../mailboxes/imap_client.ts";
import type { MailServer } from "../mailboxes/server.ts";
import { Wire } from "../mailboxes/wire.ts";
import { messageOf } from "../mailboxes/messages.ts";
import { lastTenth } from "./fill.ts";

/** Connections that stay open from one measure to the next. */
export interface Clients {
  /** It has INBOX selected from the first measure on. */
  readonly worker: ImapClient;
  /** It idles in INBOX from the measure of IDLE on. */
  readonly idler: ImapClient;
}

/** One thing that is done. */
export interface Measure {
  readonly name: string;
  /** Does it. What it resolves to is added to the name. */
  run(clients: Clients, server: MailServer): Promise<string | void>;
}

const SIZE = 4096;

/** Everything, in an order in which each finds what it needs. */
export function measuresOf(messages: number): readonly Measure[] {
  const last = Math.max(1, messages - 49);
  return [
    command("SELECT INBOX, the first of the process", "SELECT INBOX"),
    command("SELECT INBOX, again", "SELECT INBOX"),
    command("STATUS INBOX (MESSAGES UNSEEN SIZE)"),
    command('LIST "" * RETURN (STATUS (MESSAGES UNSEEN SIZE))'),
    command("FETCH, the last 50, (FLAGS ENVELOPE)", `FETCH ${last}:* (FLAGS ENVELOPE)`),
    command("FETCH, the last 50, again", `FETCH ${last}:* (FLAGS ENVELOPE)`),
    command("FETCH 1:* (FLAGS)"),
    command("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1)"),
    command("SEARCH UNSEEN"),
    command("UID SEARCH SINCE, the last tenth", `UID SEARCH SINCE ${lastTenth(messages)}`),
    command("UID SEARCH RETURN (COUNT) NOT OR SEEN FLAGGED"),
    command("UID SEARCH UID, a range", `UID SEARCH UID 1:${messages} UNFLAGGED`),
    command("SORT (REVERSE SIZE)", "SORT (REVERSE SIZE) UTF-8 ALL"),
    append("APPEND, the first: folds the mailbox"),
    append("APPEND, again"),
    command("STORE, one message", `STORE ${last} +FLAGS (\\Flagged)`),
    command("STORE 1:* +FLAGS (\\Answered)"),
    command("STORE 1:* -FLAGS.SILENT (\\Answered)"),
    command("MOVE, one message", `MOVE ${last} Cestino`),
    command("STORE, one message, \\Deleted", `STORE ${last} +FLAGS (\\Deleted)`),
    command("EXPUNGE, one message", "EXPUNGE"),
    {
      name: "IDLE, from OK of APPEND to EXISTS",
      async run({ worker, idler }) {
        await idler.command("SELECT INBOX");
        await idler.idle();
        const heard = idler.untagged("EXISTS").then(() => performance.now());
        await worker.append("INBOX", messageOf(1, SIZE));
        const stored = performance.now();
        return `heard after ${Math.max(0, await heard - stored).toFixed(0)} ms`;
      },
    },
    pop3("POP3 login and STAT", []),
    pop3("POP3 login and UIDL", ["UIDL"]),
    pop3("POP3 login and LIST", ["LIST"]),
    command("COPY, a tenth", `COPY 1:${Math.ceil(messages / 10)} Bozze`),
    command("STORE, a tenth, \\Deleted", `STORE 1:${Math.ceil(messages / 10)} +FLAGS (\\Deleted)`),
    command("EXPUNGE, a tenth", "EXPUNGE"),
    command("MOVE, a tenth", `MOVE 1:${Math.ceil(messages / 10)} Cestino`),
  ];
}

function command(name: string, text = name): Measure {
  return {
    name,
    async run({ worker }) {
      const octets = await worker.command(text);
      return octets > 1e6 ? `${(octets / 1e6).toFixed(1)} MB` : undefined;
    },
  };
}

function append(name: string): Measure {
  return {
    name,
    async run({ worker }) {
      await worker.append("INBOX", messageOf(1, SIZE));
    },
  };
}

function pop3(name: string, commands: readonly string[]): Measure {
  return {
    name,
    async run(_, { pop3s, user }) {
      const wire = await Wire.open(pop3s, "tls");
      await wire.line();
      for (const line of [`USER ${user.name}`, `PASS ${user.password}`, "STAT"]) {
        await wire.send(`${line}\r\n`);
        const answer = await wire.line();
        if (!answer.startsWith("+OK")) throw new Error(`Cannot measure ${name}: ${answer}`);
      }
      for (const line of commands) {
        await wire.send(`${line}\r\n`);
        await wire.until((line) => line === ".");
      }
      await wire.send("QUIT\r\n");
      await wire.line();
      wire.close();
    },
  };
}
