/**
 * What is measured of a mail server.
 *
 * @module
 */
import { ImapClient } from "./imap_client.ts";
import { messageOf, RARE_SUBJECT, RARE_TEXT } from "./messages.ts";
import { Pop3Client } from "./pop3_client.ts";
import { atRest, type MailServer, memoryOfServer } from "./server.ts";

/** How much is measured. */
export interface Extent {
  /** Messages in the mailbox. */
  readonly messages: number;
  /** Octets of each. */
  readonly size: number;
  /** Connections that idle at once. */
  readonly idlers: number;
}

/** What Ceralacca is meant to reach: as such, or as a part of what the other server does. */
export type Target =
  | { readonly atMost: number }
  | { readonly ratioAtMost: number }
  | { readonly ratioAtLeast: number };

/** One thing that is measured. */
export interface Measure {
  readonly name: string;
  readonly unit: "1/s" | "kB" | "ms";
  readonly target: Target;
  /**
   * `once`: what cannot be repeated. `in parts`: as often as it takes to fill the mailbox. `again`:
   * once unmeasured, so that caches are warm and code is compiled, then as often as is asked for.
   */
  readonly runs: "again" | "in parts" | "once";
  /** Measures a server; `run` counts from 0. */
  measure(server: MailServer, extent: Extent, run: number): Promise<number>;
}

/** Parts in which the mailbox is filled. */
export const PARTS = 10;

/** No time longer than the other's by more than half. */
const NOT_SLOWER: Target = { ratioAtMost: 1.5 };
/** The same for a rate. */
const NOT_FEWER: Target = { ratioAtLeast: 2 / 3 };

/** By which a mail program lists a folder that is new to it. */
const LIST = "FETCH 1:* (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (From To Cc Subject Date " +
  "Message-ID References In-Reply-To Content-Type Reply-To)])";
/** Messages of which the whole content is read. */
const BODIES = 100;
/** Messages that a POP3 client takes. */
const RETRIEVED = 3000;
/** Messages that come while a client idles. */
const NEWS = 10;
/** Sessions before memory is measured. */
const FIRST = 20;

/**
 * Everything, in an order in which each finds what it needs. Memory comes first: later a server has
 * room to spare that it has got for other work and not given back.
 */
export const MEASURES: readonly Measure[] = [
  {
    name: "memory of an idle connection",
    unit: "kB",
    target: { atMost: 150 },
    runs: "once",
    measure: idleMemory,
  },
  {
    name: "APPEND, one connection",
    unit: "1/s",
    target: NOT_FEWER,
    runs: "in parts",
    measure: append,
  },
  again(
    "SELECT",
    NOT_SLOWER,
    (server) => inSession(server, null, (client) => timed(() => client.command("SELECT INBOX"))),
  ),
  command("FETCH 1:* (FLAGS)", NOT_SLOWER),
  command("FETCH 1:* (FLAGS ENVELOPE)", NOT_SLOWER),
  command("FETCH 1:* (BODYSTRUCTURE)", NOT_SLOWER),
  command(LIST, NOT_SLOWER, "FETCH 1:* (UID RFC822.SIZE FLAGS, ten header fields)"),
  command("FETCH 1:* BODY.PEEK[]", NOT_SLOWER),
  again(
    `${BODIES} bodies, one FETCH each`,
    NOT_SLOWER,
    (server, { messages }, run) =>
      inSession(server, "INBOX", (client) =>
        timed(async () => {
          for (const number of someOf(messages, run)) {
            await client.command(`FETCH ${number} BODY.PEEK[]`);
          }
        })),
  ),
  again(
    `${BODIES} bodies, one FETCH for all`,
    NOT_SLOWER,
    (server, { messages }, run) =>
      inSession(
        server,
        "INBOX",
        (client) => timed(() => client.command(`FETCH ${someOf(messages, run)} BODY.PEEK[]`)),
      ),
  ),
  command(`SEARCH SUBJECT ${RARE_SUBJECT}`, NOT_SLOWER),
  command(`SEARCH TEXT ${RARE_TEXT}`, { ratioAtMost: 0.1 }),
  again("IDLE, from OK of APPEND to EXISTS (below 0: before it)", { atMost: 20 }, news),
  {
    name: "POP3 RETR over TLS",
    unit: "1/s",
    target: NOT_FEWER,
    runs: "again",
    measure: (server, extent) => retrieve(server, "tls", extent),
  },
  {
    name: "POP3 RETR after STLS",
    unit: "1/s",
    target: NOT_FEWER,
    runs: "again",
    measure: (server, extent) => retrieve(server, "stls", extent),
  },
];

function again(name: string, target: Target, measure: Measure["measure"]): Measure {
  return { name, unit: "ms", target, runs: "again", measure };
}

/** A command in INBOX, on a new connection each time. */
function command(text: string, target: Target, name = text): Measure {
  return again(
    name,
    target,
    (server) => inSession(server, "INBOX", (client) => timed(() => client.command(text))),
  );
}

async function append(
  server: MailServer,
  { messages, size }: Extent,
  run: number,
): Promise<number> {
  const part = Math.ceil(messages / PARTS);
  const made = Array.from({ length: part }, (_, index) => messageOf(run * part + index, size));
  return await inSession(server, null, async (client) => {
    const milliseconds = await timed(async () => {
      for (const message of made) await client.append("INBOX", message);
    });
    return part / milliseconds * 1000;
  });
}

/** The median of how long an idling client hears of a message after its sender knows it stored. */
async function news(server: MailServer, { size }: Extent, run: number): Promise<number> {
  const folder = `Folder${run}`;
  return await inSession(server, null, async (sender) => {
    await sender.command(`CREATE ${folder}`);
    const idler = await ImapClient.open(server.imaps, server.user);
    await idler.command(`SELECT ${folder}`);
    await idler.idle();
    const delays: number[] = [];
    for (let number = 0; number < NEWS; number++) {
      await pause(20 + 7 * number);
      const heard = idler.untagged("EXISTS").then(() => performance.now());
      await sender.append(folder, messageOf(number, size));
      const stored = performance.now();
      delays.push(await heard - stored);
    }
    idler.close();
    await sender.command(`DELETE ${folder}`);
    return median(delays);
  });
}

async function retrieve(
  server: MailServer,
  beginning: "stls" | "tls",
  { messages }: Extent,
): Promise<number> {
  const endpoint = beginning === "tls" ? server.pop3s : server.pop3;
  const client = await Pop3Client.open(endpoint, beginning, server.user);
  const count = Math.min(messages, RETRIEVED);
  const milliseconds = await timed(async () => {
    for (let number = 1; number <= count; number++) await client.retrieve(number);
  });
  await client.quit();
  return count / milliseconds * 1000;
}

async function idleMemory(server: MailServer, { idlers }: Extent): Promise<number> {
  // What the first clients cause is no matter of the thousandth.
  for (let number = 0; number < FIRST; number++) {
    await inSession(server, "INBOX", (client) => client.command("NOOP"));
  }
  await atRest(server);
  const before = await memoryOfServer(server);
  const clients: ImapClient[] = [];
  for (let number = 0; number < idlers; number++) {
    const client = await ImapClient.open(server.imaps, server.user);
    await client.command("SELECT INBOX");
    await client.idle();
    clients.push(client);
  }
  await atRest(server);
  const after = await memoryOfServer(server);
  for (const client of clients) client.close();
  return (after - before) / idlers / 1000;
}

async function inSession<T>(
  { imaps, user }: MailServer,
  folder: string | null,
  work: (client: ImapClient) => Promise<T>,
): Promise<T> {
  const client = await ImapClient.open(imaps, user);
  if (folder !== null) await client.command(`SELECT ${folder}`);
  const result = await work(client);
  await client.logout();
  return result;
}

/** Numbers of messages all over the mailbox, ascending; others in each run. */
function someOf(messages: number, run: number): readonly number[] {
  const count = Math.min(BODIES, messages);
  const step = messages / count;
  return Array.from({ length: count }, (_, index) => {
    return 1 + Math.floor(index * step + run % step);
  });
}

/** Milliseconds that some work takes. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The median; NaN of nothing. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
