/**
 * A provider's mailboxes as IMAP sessions read them: real storage, runtime, views and index.
 *
 * @module
 */
import { account, type AccountCommand } from "../../actors/account.ts";
import { mailbox } from "../../actors/mailbox.ts";
import { Runtime } from "../../actors/runtime.ts";
import { eraOf } from "../../adapters/mailboxes/era.ts";
import { FolderViews } from "../../adapters/mailboxes/folder_views.ts";
import { HolderMailbox } from "../../adapters/mailboxes/holder_mailbox.ts";
import { MessageIndex } from "../../adapters/mailboxes/index/message_index.ts";
import { latestRestore } from "../../adapters/storage/restored.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import { type Clock, HOUR } from "../../events/instant.ts";
import { withFolder } from "../storage/temporary.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

/** Bytes that a mailbox may hold. */
const QUOTA = 1_000_000_000;

/** What is open while the server runs. */
interface Open {
  readonly storage: Storage;
  readonly runtime: Runtime;
  readonly views: FolderViews;
  readonly index: MessageIndex;
  readonly follow: AbortController;
  readonly following: Promise<void>;
}

/** A data folder and what runs on it; can be restarted. */
export class House {
  readonly #folder: string;
  #open: Open | null = null;
  #time = new SimulatedClock();
  /** What the log of operation has heard. */
  readonly log: string[] = [];
  readonly clock: Clock = {
    now: () => this.#time.now(),
    until: (instant, signal) => this.#time.until(instant, signal),
  };

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is open. */
  get parts(): Open {
    if (this.#open) return this.#open;
    throw new Error("Cannot use the house: it is closed");
  }

  /** Lets time begin anew, so that every dialogue has the same; returns what moves it on. */
  newTime(): (milliseconds: number) => void {
    const time = this.#time = new SimulatedClock();
    return (milliseconds) => time.advance(milliseconds);
  }

  /** Opens everything. */
  async open(): Promise<void> {
    const { clock, log } = this;
    const storage = await openStorage(this.#folder, clock);
    const runtime = new Runtime({ store: storage.events, clock, log: (event) => log.push(event) });
    runtime.register({ actor: account });
    runtime.register({
      actor: mailbox,
      perform: () => Promise.resolve({ retry: { at: clock.now() + 24 * HOUR, reason: "later" } }),
    });
    const restored = await latestRestore(storage.events);
    const views = new FolderViews(storage.mailboxes, eraOf(restored?.event.at ?? null));
    const index = await MessageIndex.open(this.#folder, storage, (event) => log.push(event));
    const follow = new AbortController();
    const following = views.follow(storage.events, follow.signal).catch(() => {});
    this.#open = { storage, runtime, views, index, follow, following };
  }

  /** Closes everything. */
  async close(): Promise<void> {
    const { storage, runtime, index, follow, following } = this.parts;
    follow.abort();
    await following;
    await runtime.stop();
    await index.close();
    await storage.close();
    this.#open = null;
  }

  /** Sends a command to an account. */
  async account(address: string, command: AccountCommand): Promise<void> {
    await this.parts.runtime.send(account, address, command);
  }

  /** The mailbox of an account. */
  mailboxOf(address: string): HolderMailbox {
    const { storage: { queries, mailboxes, blobs }, runtime, views } = this.parts;
    const shared = { queries, mailboxes, blobs, runtime, views, clock: this.clock };
    return new HolderMailbox(address, { ...shared, quota: QUOTA, keepDeletedDays: 30 });
  }
}

/** Runs `test` in a new house. */
export function withHouse(test: (house: House) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    const house = new House(folder);
    await house.open();
    try {
      await test(house);
    } finally {
      await house.close();
    }
  });
}
