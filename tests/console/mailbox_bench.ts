/**
 * Mailboxes to import into and to export from.
 *
 * @module
 */
import { account } from "../../actors/account.ts";
import { mailbox, type MailboxCommand } from "../../actors/mailbox.ts";
import { Runtime } from "../../actors/runtime.ts";
import { formatOf, messagesIn } from "../../adapters/console/mail_files/sources.ts";
import { importMessages, type ImportReport } from "../../adapters/console/mailbox_import.ts";
import { lineProgress } from "../../adapters/console/progress.ts";
import { latin1 } from "../../adapters/documents/mime/octets.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import { blobsOf } from "../../events/rope.ts";
import { gather } from "../contracts/samples.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

export const ANNA = "anna@alfa.example";
export const BRUNO = "bruno@alfa.example";

/** What the tests of one storage share. */
export class MailboxBench {
  readonly storage: Storage;
  readonly runtime: Runtime;
  readonly clock: SimulatedClock = new SimulatedClock();
  /** What the commands have told. */
  readonly lines: string[] = [];
  readonly progress = lineProgress((line) => this.lines.push(line));

  constructor(storage: Storage) {
    this.storage = storage;
    this.runtime = new Runtime({ store: storage.events, clock: this.clock, log: () => {} });
    this.runtime.register({ actor: account });
    this.runtime.register({ actor: mailbox });
  }

  /** Opens the accounts of Anna and Bruno. */
  async open(): Promise<void> {
    for (const address of [ANNA, BRUNO]) {
      await this.runtime.send(account, address, { type: "open", address, role: "holder" });
    }
  }

  /** Imports as the command line does. */
  async import(
    source: string,
    { address = ANNA, folder = "INBOX", quota = 1_000_000_000 } = {},
  ): Promise<ImportReport> {
    const found = messagesIn(source, await formatOf(source), folder);
    const { runtime, storage: { blobs }, progress } = this;
    const tools = { runtime, blobs, address, quota, now: this.clock.now(), progress };
    return await importMessages(tools, found);
  }

  /** Sends a command to Anna's mailbox. */
  async send(command: MailboxCommand): Promise<void> {
    const { refusal } = await this.runtime.send(mailbox, ANNA, command);
    if (refusal) throw new Error(refusal.detail);
  }

  /** What a mailbox holds, UIDs left out: folder, flags, INTERNALDATE and digest. */
  async contents(address: string): Promise<unknown[]> {
    return (await this.storage.queries.mailboxEntries(address))
      .map(({ folder, flags, received, content, size, subject }) => ({
        folder,
        flags: [...flags].sort(),
        received,
        blobs: blobsOf(content),
        size,
        subject,
      }));
  }

  /** The bytes of each message of Anna's, as Latin-1. */
  async texts(): Promise<string[]> {
    const entries = await this.storage.queries.mailboxEntries(ANNA);
    return await Promise.all(
      entries.map(async ({ content }) => latin1(await gather(this.storage.blobs.read(content)))),
    );
  }
}

/** Runs `test` with two mailboxes, and with an empty folder. */
export function benched(
  test: (bench: MailboxBench, folder: string) => Promise<void>,
): () => Promise<void> {
  return () =>
    withFolder((folder) =>
      withFolder((data) =>
        withStorage(data, async (storage) => {
          const bench = new MailboxBench(storage);
          try {
            await bench.open();
            await test(bench, folder);
          } finally {
            await bench.runtime.stop();
          }
        })
      )
    );
}

/** An mbox of `count` messages, one a second from noon. */
export function mboxOf(count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const time = new Date(Date.UTC(2026, 10, 20, 12, 0, index)).toISOString().slice(11, 19);
    return `From a@beta.example Fri Nov 20 ${time} 2026\nSubject: n. ${index}\n` +
      `Message-ID: <${index}@beta.example>\n\n>From here\n${"x".repeat(index % 90)}\n\n`;
  }).join("");
}
