/**
 * Keeps what is known about revoked certificates up to date: CRLs (RFC 5280 §5) and OCSP answers
 * (RFC 6960) for the certificates of the providers' directory and the authorities above them.
 *
 * @module
 */
import type { Clock, Instant } from "../../events/instant.ts";
import { Certificate } from "../documents/smime/certificate.ts";
import { RevocationList } from "../documents/smime/crl.ts";
import { DerError, sameBytes } from "../documents/smime/der.ts";
import { isCurrent } from "../documents/smime/revocation.ts";
import { type TrustMaterial, TrustStore } from "../documents/smime/trust_store.ts";
import { isIssuedBy } from "../documents/smime/issuer.ts";
import type { Subject } from "../documents/smime/ocsp_response.ts";
import { RevocationCache } from "./revocation_cache.ts";
import {
  type Answer,
  answerSources,
  listSources,
  type Published,
  type Source,
} from "./revocation_sources.ts";
import { iso, ROUND, Shelf, type ShelfTools, type TrustLog } from "./shelf.ts";

/** Gives the trust of the moment: ask for it anew for every signature. */
export interface TrustSource {
  /** Never changes; a refresh puts another in its place. */
  current(): TrustStore;
}

/**
 * When OCSP is asked: `fallback` where no current list speaks of a certificate, `prefer` before
 * the lists, `off` never.
 */
export type OcspUse = "fallback" | "prefer" | "off";

/** What is trusted, and what was said against it. */
export interface HeldTrust {
  /** Roots and intermediates. */
  readonly authorities: readonly Uint8Array[];
  /** CRLs and OCSP responses. */
  readonly revocation: readonly Uint8Array[];
}

/** What a {@link RevocationKeeper} is made of. */
export interface KeeperParts {
  /** Roots, intermediates, lists that are given as files, and the policy. */
  readonly material: Omit<TrustMaterial, "statuses">;
  /** The signing certificates of the directory's present edition, DER. */
  readonly certificates: () => Iterable<Uint8Array>;
  /** The folder of the cache; made where it does not exist. */
  readonly folder: string;
  readonly ocsp: OcspUse;
  /** Milliseconds after which lists and answers are fetched again at the latest. */
  readonly refresh: number;
  readonly clock: Clock;
  readonly log: TrustLog;
}

/** A certificate whose revocation is watched; its issuer where that is an authority known here. */
interface Watched {
  readonly certificate: Certificate;
  readonly issuer: Certificate | null;
}

/** Fetches, verifies, keeps and hands out. */
export class RevocationKeeper implements TrustSource {
  readonly #parts: KeeperParts;
  readonly #roots: readonly Certificate[];
  readonly #intermediates: readonly Certificate[];
  /** The lists that are given as files. */
  readonly #given: readonly RevocationList[];
  readonly #lists: Shelf<RevocationList>;
  readonly #answers: Shelf<Answer>;
  /** SHA-1 of the certificates for which the alarm has been raised. */
  #alarmed: ReadonlySet<string> = new Set();
  #store: TrustStore;
  #round: Promise<void> = Promise.resolve();

  private constructor(parts: KeeperParts, tools: ShelfTools) {
    const { roots, intermediates = [], crls = [] } = parts.material;
    this.#parts = parts;
    this.#roots = roots.map((der) => new Certificate(der));
    this.#intermediates = intermediates.map((der) => new Certificate(der));
    this.#given = crls.map((crl) => crl instanceof RevocationList ? crl : new RevocationList(crl));
    this.#lists = new Shelf(tools);
    this.#answers = new Shelf(tools);
    this.#store = this.#build();
  }

  /**
   * A keeper with what an earlier process has fetched. Nothing is fetched yet.
   *
   * @throws {DerError} if roots, intermediates or given lists cannot be read.
   */
  static async open(parts: KeeperParts): Promise<RevocationKeeper> {
    const { folder, clock, log, refresh } = parts;
    const cache = await RevocationCache.open(folder);
    const keeper = new RevocationKeeper(parts, { cache, clock, log, refresh });
    for (const watched of keeper.#watched()) await keeper.#load(watched);
    keeper.#store = keeper.#build();
    return keeper;
  }

  current(): TrustStore {
    return this.#store;
  }

  /** What signatures are judged by at the moment, beside the directory; DER. */
  held(): HeldTrust {
    return {
      authorities: [...this.#roots, ...this.#intermediates].map(({ raw }) => raw),
      revocation: [...this.#given, ...this.#known()].map(({ der }) => der),
    };
  }

  /** Fetches at once and then on schedule what is due, until `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    while (!signal.aborted) {
      try {
        await this.refresh(signal);
      } catch (error) {
        if (!signal.aborted) log.warn("revocation.failed", { reason: String(error) });
      }
      await clock.until(clock.now() + ROUND, signal).catch(() => {});
    }
  }

  /**
   * Fetches what is due, after the round that may be under way. To be called as well when the
   * directory has a new edition.
   *
   * @throws the reason of `signal` when it aborts.
   */
  refresh(signal: AbortSignal): Promise<void> {
    const round = this.#round.then(() => this.#refresh(signal));
    this.#round = round.catch(() => {});
    return round;
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    const before = this.#known();
    const watched = this.#watched();
    for (const each of watched) {
      await this.#load(each);
      await this.#learn(each, signal);
    }
    this.#lists.keepOnly(watched.flatMap((each) => this.#listSources(each)));
    this.#answers.keepOnly(watched.flatMap((each) => this.#answerSources(each)));
    const after = this.#known();
    const changed = after.length !== before.length ||
      after.some((each, index) => each !== before[index]);
    // What the store has found out about signers is kept as long as nothing is new.
    if (changed) this.#store = this.#build();
    this.#raiseAlarms(watched);
  }

  #known(): readonly Published[] {
    return [...this.#lists.values(), ...this.#answers.values()];
  }

  #build(): TrustStore {
    return new TrustStore({
      ...this.#parts.material,
      crls: [...this.#given, ...this.#lists.values()],
      statuses: this.#answers.values(),
    });
  }

  /** The directory's certificates and the authorities between them and the roots. */
  #watched(): readonly Watched[] {
    const authorities = [...this.#roots, ...this.#intermediates];
    const listed = [...this.#parts.certificates()].flatMap(readable);
    return [...this.#intermediates, ...listed]
      .filter((one) => !this.#roots.some((root) => sameBytes(root.raw, one.raw)))
      .map((certificate) => ({
        certificate,
        issuer: authorities.find((issuer) => isIssuedBy(certificate, issuer)) ?? null,
      }));
  }

  async #load(watched: Watched): Promise<void> {
    for (const source of this.#listSources(watched)) await this.#lists.load(source);
    for (const source of this.#answerSources(watched)) await this.#answers.load(source);
  }

  /** Asks the lists and the responders, in the order chosen, until one of them gives an answer. */
  async #learn(watched: Watched, signal: AbortSignal): Promise<void> {
    const ways = [
      () => this.#ask(this.#lists, this.#listSources(watched), watched, signal),
      () => this.#ask(this.#answers, this.#answerSources(watched), watched, signal),
    ];
    if (this.#parts.ocsp === "prefer") ways.reverse();
    for (const way of ways) if (await way()) return;
  }

  /** Whether a source of a kind had a current word on the certificate, in the sources' order. */
  async #ask<Value extends Published>(
    shelf: Shelf<Value>,
    sources: readonly Source<Value>[],
    { certificate }: Watched,
    signal: AbortSignal,
  ): Promise<boolean> {
    for (const source of sources) {
      await shelf.refresh(source, signal);
      const held = shelf.get(source);
      if (held !== undefined && speaksOf(held, certificate) && this.#isCurrent(held, 0)) {
        return true;
      }
    }
    return false;
  }

  #listSources({ certificate, issuer }: Watched): readonly Source<RevocationList>[] {
    return issuer === null ? [] : listSources({ certificate, issuer });
  }

  #answerSources({ certificate, issuer }: Watched): readonly Source<Answer>[] {
    const { ocsp, refresh } = this.#parts;
    return issuer === null || ocsp === "off" ? [] : answerSources({ certificate, issuer }, refresh);
  }

  #isCurrent(published: Published, grace: number): boolean {
    return isCurrent(published, grace, this.#parts.clock.now());
  }

  /** One alarm for every certificate whose last word has run out, until a new one has come. */
  #raiseAlarms(watched: readonly Watched[]): void {
    const { material: { revocation, crlGrace = 0 }, log } = this.#parts;
    const stale = watched.filter((each) => {
      const words = this.#words(each);
      if (words.some((word) => this.#isCurrent(word, crlGrace))) return false;
      // Where nothing is required, a certificate that nobody ever speaks of is no news.
      return revocation === "required" || words.length > 0 || this.#isAnswerable(each);
    });
    for (const each of stale) {
      const { certificate } = each;
      if (this.#alarmed.has(certificate.fingerprintSha1)) continue;
      log.warn("revocation.stale", {
        certificate: certificate.fingerprintSha1,
        subject: certificate.commonName,
        consequence: revocation === "required" ? "not trusted" : "trusted all the same",
        reason: this.#reasonOf(each),
      });
    }
    this.#alarmed = new Set(stale.map(({ certificate }) => certificate.fingerprintSha1));
  }

  #reasonOf(watched: Watched): string {
    const words = this.#words(watched);
    const last: Instant = Math.max(...words.map(({ nextUpdate }) => nextUpdate));
    if (words.length > 0) return `a newer list or answer was due ${iso(last)}`;
    if (watched.issuer === null) return "its issuer is neither a root nor an intermediate here";
    if (this.#isAnswerable(watched)) return "no list and no answer has come yet";
    return "it names no list, and no responder that is asked";
  }

  #isAnswerable(watched: Watched): boolean {
    return this.#listSources(watched).length + this.#answerSources(watched).length > 0;
  }

  /** Every list and answer that speaks of a certificate. */
  #words({ certificate, issuer }: Watched): readonly Published[] {
    if (issuer === null) return [];
    const subject: Subject = { certificate, issuer };
    const given = this.#given.filter((list) => list.isFrom(issuer));
    const fetched = listSources(subject).flatMap((source) => this.#lists.get(source) ?? []);
    const lists = [...given, ...fetched].filter((list) => list.covers(certificate));
    const answers = this.#answerSources({ certificate, issuer })
      .flatMap((source) => this.#answers.get(source) ?? []);
    return [...lists, ...answers];
  }
}

/** An answer was asked for this certificate; a list may be for others. */
function speaksOf(published: Published, certificate: Certificate): boolean {
  return !(published instanceof RevocationList) || published.covers(certificate);
}

/** What the directory publishes under the name of a certificate may be none. */
function readable(der: Uint8Array): Certificate[] {
  try {
    return [new Certificate(der)];
  } catch (error) {
    if (error instanceof DerError) return [];
    throw error;
  }
}
