/**
 * Replays of the log into fresh projections: compared with the live ones, or as they once were.
 *
 * @module
 */
import { join } from "node:path";
import { addressKey } from "../../events/address.ts";
import type { Instant } from "../../events/instant.ts";
import { legalInstant } from "../documents/pec/legal_instant.ts";
import { escapeText } from "../documents/pec/trace_line.ts";
import { projectionDifferences } from "../storage/sqlite/comparison.ts";
import { openedEventsOf } from "../storage/sqlite/reading.ts";
import { type Difference, Replay } from "../storage/sqlite/replay.ts";
import type { Queries } from "../storage/storage.ts";
import { accountOf } from "./mailboxes.ts";
import { messageTable } from "./messages.ts";
import type { Progress } from "./progress.ts";
import { renderTable } from "./table.ts";

/** Characters of a row that are shown. */
const SHOWN = 200;

/** What a comparison has found. */
export interface Comparison {
  /** Events of the log. */
  readonly events: number;
  /** Rows that differ. */
  readonly differences: number;
}

/**
 * Folds the log into fresh projections, and compares them with the live ones.
 *
 * @param tell is told of each row that differs.
 */
export async function compareProjections(
  folder: string,
  tell: (line: string) => void,
  progress: Progress,
): Promise<Comparison> {
  return await withScratch(async (scratch) => {
    let [events, differences] = [0, 0];
    const reached = (position: number, head: number) => {
      events = head;
      tellOf(progress, position, head);
    };
    const pages = openedEventsOf(folder);
    for await (const difference of projectionDifferences({ folder, scratch, pages, reached })) {
      differences += 1;
      progress.end();
      tell(escapeText(wordsOf(difference)));
    }
    progress.end();
    return { events, differences };
  });
}

/** What a provider's past looks like. */
export interface PastOptions {
  /** The mailbox to be shown as it was; absent: accounts and messages. */
  readonly mailbox?: string;
  /** How many messages are listed. */
  readonly limit: number;
}

/**
 * The accounts and messages, or one mailbox, as they were before an instant; for people.
 *
 * @throws {Error} where there was no such mailbox.
 */
export async function pastOf(
  folder: string,
  instant: Instant,
  { mailbox, limit }: PastOptions,
  progress: Progress,
): Promise<string> {
  return await withReplay(folder, async (replay) => {
    for (const position of replay.foldUntil(instant)) tellOf(progress, position, replay.head);
    progress.end();
    const { queries } = replay;
    return mailbox === undefined
      ? [
        await accountTable(queries),
        await messageTable(queries, limit),
      ].join("\n\n")
      : await mailboxTable(queries, mailbox);
  });
}

async function withReplay<T>(folder: string, work: (replay: Replay) => Promise<T>): Promise<T> {
  return await withScratch(async (scratch) => {
    const replay = new Replay(folder, scratch);
    try {
      return await work(replay);
    } finally {
      replay.close();
    }
  });
}

/** Gives a file that is not there yet, and removes it afterwards. */
async function withScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "ceralacca-replay-" });
  try {
    return await work(join(folder, "fresh.db"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function tellOf(progress: Progress, position: number, head: number): void {
  progress.reached(position, `${position} of ${head} events`);
}

function wordsOf({ projection, table, live, fresh }: Difference): string {
  const [is, should] = [live, fresh].map((row) => row?.slice(0, SHOWN) ?? "nothing");
  const remedy = `\`ceralacca rebuild ${projection}\` mends it`;
  return `table ${table}: there is (${is}), the log says (${should}); ${remedy}`;
}

async function accountTable(queries: Queries): Promise<string> {
  return renderTable(
    ["ACCOUNT", "ROLE", "STATUS", "ORDINARY MAIL"],
    (await queries.listAccounts()).map(({ address, role, status, ordinary }) => [
      address,
      role,
      status,
      ordinary,
    ]),
  );
}

async function mailboxTable(queries: Queries, mailbox: string): Promise<string> {
  const { address } = await accountOf(queries, mailbox);
  const entries = await queries.mailboxEntries(addressKey(address));
  return renderTable(
    ["UID", "FOLDER", "RECEIVED", "KIND", "FLAGS", "SUBJECT", "PEC ID"],
    entries.map(({ uid, folder, received, kind, flags, subject, pecId }) => [
      String(uid),
      folder,
      legalInstant(received),
      kind,
      flags.join(" "),
      subject,
      pecId,
    ]),
  );
}
