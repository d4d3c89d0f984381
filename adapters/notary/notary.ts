/**
 * Signs the heads of the log's tree, one after the other: the same way at work and after a crash.
 *
 * @module
 */
import { type Clock, MINUTE, SECOND } from "../../events/instant.ts";
import { signCheckpoint } from "../merkle/checkpoint.ts";
import type { NoteSigner } from "../merkle/note_key.ts";
import type { TreeHead } from "../merkle/tree.ts";
import type { StoredHead } from "../storage/log.ts";
import type { Storage } from "../storage/storage.ts";
import { LogFault } from "./fault.ts";
import { grow } from "./growth.ts";
import type { LogFolder } from "./log_folder.ts";
import { publish, publishedHead, requireNoneLost } from "./published.ts";
import { requireWhole } from "./whole.ts";

/** How long events wait for a head at the most, while nothing is wrong. */
const INTERVAL = 2 * SECOND;
/** How long a fault waits until it is looked at again. */
const FAULT_INTERVAL = MINUTE;

const DAMAGED =
  "the published checkpoint is damaged, or signed with another key. Put the log's own " +
  "key back; where it is there, `ceralacca log repair` publishes again";

/** What a notary works with. */
export interface NotaryPorts {
  readonly storage: Pick<Storage, "log" | "addHead">;
  readonly folder: LogFolder;
  /** The log's own key; its name is the log's origin. */
  readonly signer: NoteSigner;
  readonly clock: Clock;
  /** Where faults are alarmed. */
  readonly log: { error(event: string, fields: Readonly<Record<string, unknown>>): void };
}

/** Advances the head of one log. Several may do so at once, in several processes. */
export class Notary {
  readonly #ports: NotaryPorts;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ports: NotaryPorts) {
    this.#ports = ports;
  }

  /**
   * Signs and publishes a head that covers every event of now, unless there is one; null while the
   * log is empty. Where another notary was quicker, the head is that one's and may cover less.
   *
   * @throws {LogFault} when what is there is not what was signed: nothing is signed then
   */
  advance(): Promise<StoredHead | null> {
    const turn = this.#turn.catch(() => {}).then(() => this.#advance());
    this.#turn = turn;
    return turn;
  }

  /** The same; what goes wrong raises the alarm `log.fault`. Resolves with whether it went well. */
  async attempt(): Promise<boolean> {
    try {
      await this.advance();
      return true;
    } catch (reason) {
      this.#ports.log.error("log.fault", { reason });
      return false;
    }
  }

  /** Advances every two seconds until `signal` aborts; a fault is alarmed every minute. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#ports;
    while (!signal.aborted) {
      const interval = await this.attempt() ? INTERVAL : FAULT_INTERVAL;
      await clock.until(clock.now() + interval, signal).catch(() => {});
    }
  }

  async #advance(): Promise<StoredHead | null> {
    const { storage, folder, signer } = this.#ports;
    // First what is published, then what is stored: what is published was stored before.
    const published = await publishedHead(folder, signer.key);
    if (published === "damaged") throw new LogFault("extend the log", DAMAGED);
    const latest = storage.log.latestHead();
    requireNoneLost(published, storage.log);
    if (storage.log.commitments(latest?.size ?? 0, 1).length > 0) await this.#extend(latest);
    // This notary's or, where another one was quicker, that one's.
    const head = storage.log.latestHead();
    if (head) await publish(folder, published, head);
    return head;
  }

  async #extend(latest: StoredHead | null): Promise<void> {
    const { storage, folder, signer } = this.#ports;
    if (latest) {
      await requireWhole({ log: storage.log, read: folder.read, key: signer.key }, latest);
    }
    const from = latest?.size ?? 0;
    try {
      const head = await grow({
        from,
        commitments: (after, limit) => storage.log.commitments(after, limit),
        read: folder.read,
        write: (files) => folder.write(files),
      });
      await storage.addHead(from, await this.#signed(head));
    } catch (error) {
      // A quicker notary has put full files in the place of partial ones: nothing is wrong.
      if ((storage.log.latestHead()?.size ?? 0) === from) throw error;
    }
  }

  async #signed(head: TreeHead): Promise<StoredHead> {
    const { signer, clock } = this.#ports;
    const checkpoint = { origin: signer.key.name, head, extensions: [] };
    return { ...head, at: clock.now(), note: await signCheckpoint(checkpoint, [signer]) };
  }
}
