/**
 * Keeps the providers' directory up to date (RFC 6109 §4.5): fetches it, takes a new edition only
 * where it is good, and goes on serving the last good one otherwise.
 *
 * @module
 */
import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { type Clock, HOUR, type Instant, MINUTE } from "../../events/instant.ts";
import { copyTime, putInPlace } from "./copy.ts";
import { openDirectory, type ProviderDirectory } from "./directory.ts";
import { importSigned } from "./signed_import.ts";
import type { DirectoryTrust, Edition, SignedDirectory } from "./signed_directory.ts";
import { fetchSigned, type SignedSource } from "./signed_source.ts";
import { successionFault } from "./succession.ts";

/** Writes one entry of the log of operation. */
export type DirectoryLogEntry = (event: string, fields: Record<string, unknown>) => void;

/** What a keeper is made of. */
export interface KeeperOptions {
  readonly source: SignedSource;
  /** The file of the last good copy. Others may replace it: it is then read anew. */
  readonly cache: string;
  readonly trust: DirectoryTrust;
  /** Milliseconds between two fetches. */
  readonly every: number;
  /** The share of providers or of domains that a new edition may lack, from 0 to 1. */
  readonly maxShrink: number;
  /** Milliseconds since the last good fetch after which an alarm is raised. */
  readonly alarmAge: number;
  readonly clock: Clock;
  /** `error` gets the alarms. */
  readonly log: { readonly info: DirectoryLogEntry; readonly error: DirectoryLogEntry };
}

/** How an attempt to get a newer edition ended. */
export type RefreshOutcome =
  | {
    readonly kind: "refreshed";
    readonly edition: Edition;
    readonly previous: Edition | null;
    readonly warnings: readonly string[];
  }
  | {
    readonly kind: "refused";
    readonly reason: string;
    /** What is served on. */
    readonly current: Edition | null;
  };

/** How soon a fetch that failed is tried again. */
const RETRY = HOUR;
/** How often the copy is looked at: another process may have fetched a newer one. */
const WATCH = MINUTE;

/** An edition that is being served. */
interface Served {
  readonly edition: Edition;
  readonly directory: ProviderDirectory;
  /** When it was last fetched and found good. */
  readonly confirmed: Instant;
}

/** Keeps one directory. */
export class DirectoryKeeper {
  readonly #options: KeeperOptions;
  #served: Served | null = null;
  #refreshing: Promise<RefreshOutcome> | null = null;
  /** The time of the copy that was last read or written, good or not. */
  #copied: Instant | null = null;
  /** When to fetch next. */
  #due: Instant;
  /** Always answers from the newest good edition. Throws while there is none. */
  readonly directory: ProviderDirectory;

  private constructor(options: KeeperOptions) {
    this.#options = options;
    this.#due = options.clock.now();
    const newest = () => this.#newest();
    this.directory = {
      get edition() {
        return newest().edition;
      },
      get providers() {
        return newest().providers;
      },
      providerOfDomain: (domain) => newest().providerOfDomain(domain),
      providerOfCertificate: (sha1) => newest().providerOfCertificate(sha1),
    };
  }

  /** A keeper with the last good copy, if there is one that can be read; nothing is fetched. */
  static async load(options: KeeperOptions): Promise<DirectoryKeeper> {
    const keeper = new DirectoryKeeper(options);
    await keeper.#adopt();
    return keeper;
  }

  /**
   * A keeper that has a directory: the last good copy, or else a fetched one.
   *
   * @throws {Error} when there is neither.
   */
  static async open(options: KeeperOptions, signal?: AbortSignal): Promise<DirectoryKeeper> {
    const keeper = await DirectoryKeeper.load(options);
    if (keeper.edition === null) {
      const outcome = await keeper.refresh(signal);
      if (outcome.kind === "refused") {
        throw new Error(`Cannot start without a providers' directory: ${outcome.reason}`);
      }
    }
    return keeper;
  }

  /** The edition that is being served; null while there is none. */
  get edition(): Edition | null {
    return this.#served?.edition ?? null;
  }

  /** Fetches the directory now. Never rejects, unless `signal` aborts. */
  refresh(signal?: AbortSignal): Promise<RefreshOutcome> {
    this.#refreshing ??= this.#refresh(signal).finally(() => this.#refreshing = null);
    return this.#refreshing;
  }

  /** Fetches by the schedule until `signal` aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    try {
      while (!signal.aborted) {
        if (clock.now() >= this.#due) await this.refresh(signal);
        await clock.until(Math.min(this.#due, clock.now() + WATCH), signal);
        await this.#adopt(signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #refresh(signal?: AbortSignal): Promise<RefreshOutcome> {
    const { source, cache, clock, every, log } = this.#options;
    const fetched = `${cache}.${Deno.pid}.new`;
    const previous = this.edition;
    try {
      await mkdir(dirname(cache), { recursive: true });
      await fetchSigned(source, fetched, clock, signal);
      const { edition, warnings } = await this.#take(fetched, signal);
      this.#due = clock.now() + every;
      log.info("directory.refreshed", { ...described(edition), warnings: warnings.length });
      return { kind: "refreshed", edition, previous, warnings };
    } catch (error) {
      signal?.throwIfAborted();
      this.#due = clock.now() + Math.min(every, RETRY);
      const reason = this.#refused(error);
      this.#alarmIfStale();
      return { kind: "refused", reason, current: previous };
    } finally {
      await rm(fetched, { force: true }).catch(() => {});
    }
  }

  /** Verifies a fetched file and makes it the copy. */
  async #take(fetched: string, signal?: AbortSignal): Promise<SignedDirectory> {
    const { cache, trust, clock, maxShrink } = this.#options;
    const at = clock.now();
    const imported = await importSigned({ file: fetched, trust, at }, signal);
    const fault = successionFault(imported.edition, this.edition, maxShrink, at);
    if (fault !== undefined) throw new Error(`Cannot take this edition: ${fault}`);
    await putInPlace(fetched, cache, at);
    this.#copied = await copyTime(cache);
    this.#serve(imported, at);
    return imported;
  }

  /**
   * Serves the copy, where it is not the one that is being served: one of an earlier run, or of
   * another process. It has to hold at its own time, when it was judged, so that a signer's
   * certificate that has expired since does not leave the provider without a directory.
   */
  async #adopt(signal?: AbortSignal): Promise<void> {
    const { cache, trust, clock, every, log } = this.#options;
    try {
      const copied = await copyTime(cache);
      if (copied === null || copied === this.#copied) return;
      this.#copied = copied;
      const at = Math.min(copied, clock.now());
      const imported = await importSigned({ file: cache, trust, at }, signal);
      this.#serve(imported, at);
      this.#due = at + every;
      log.info("directory.loaded", { file: cache, ...described(imported.edition) });
    } catch (error) {
      signal?.throwIfAborted();
      this.#refused(error, cache);
    }
  }

  #serve({ edition, content }: SignedDirectory, confirmed: Instant): void {
    const directory = openDirectory(content);
    const dates = { signedAt: edition.signingTime, confirmedAt: confirmed };
    const dated = { ...directory, edition: { ...directory.edition, ...dates } };
    this.#served = { edition, directory: dated, confirmed };
  }

  #newest(): ProviderDirectory {
    if (this.#served !== null) return this.#served.directory;
    throw new Error("Cannot look up a provider: there is no directory");
  }

  #refused(error: unknown, file?: string): string {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.error("directory.refused", {
      ...(file !== undefined && { file }),
      reason,
    });
    return reason;
  }

  #alarmIfStale(): void {
    const { clock, alarmAge, log } = this.#options;
    if (this.#served === null) return;
    const age = clock.now() - this.#served.confirmed;
    if (age <= alarmAge) return;
    log.error("directory.stale", {
      ageHours: Math.floor(age / HOUR),
      ...described(this.#served.edition),
    });
  }
}

function described({ signingTime, ...edition }: Edition): Record<string, unknown> {
  return { signedAt: new Date(signingTime).toISOString(), ...edition };
}
