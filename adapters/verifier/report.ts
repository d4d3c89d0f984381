/**
 * What a verification is asked with, and what it answers.
 *
 * @module
 */
import type { ClaimName } from "./texts.ts";

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** What whoever verifies trusts; everything else comes out of the files themselves. */
export interface Trust {
  /** Authorities of providers' certificates: X.509, DER. */
  readonly roots: readonly Uint8Array[];
  /** Authorities of time stamps: X.509, DER. */
  readonly timeStampRoots: readonly Uint8Array[];
  /** Keys of logs as they are published (`name+id+base64`), where they are known from elsewhere. */
  readonly logKeys: readonly string[];
  /** The time of the verification: nothing can have been made after it. */
  readonly now: Instant;
}

/** A file to be verified. */
export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** `unknown`: what was given neither shows nor refutes it. */
export type Verdict = "holds" | "fails" | "unknown";

/** One thing that a file claims, and whether it is so. */
export interface Claim {
  /** What is claimed; {@link ClaimName} has the texts. */
  readonly claim: ClaimName;
  /** What it is claimed of: a path, a position, a name. Foreign text. */
  readonly subject: string;
  readonly verdict: Verdict;
  /** Why, in English. May hold foreign text. */
  readonly detail: string;
  /** The instant that the claim is about, where there is one. */
  readonly at?: Instant;
}

/** What was given. */
export type FileKind = "bundle" | "message" | "day" | "heads" | "stamp" | "unknown";

/** The verdicts on what was given. */
export interface Report {
  readonly kind: FileKind;
  /** Which files it is about. */
  readonly subject: string;
  readonly claims: readonly Claim[];
}

/** The verdict on the whole: the worst of all. */
export function overall(reports: readonly Report[]): Verdict {
  const verdicts = reports.flatMap(({ claims }) => claims.map(({ verdict }) => verdict));
  if (verdicts.includes("fails")) return "fails";
  return verdicts.length === 0 || verdicts.includes("unknown") ? "unknown" : "holds";
}

/** Collects claims about one subject after another. */
export class Claims {
  readonly list: Claim[] = [];

  /** It is so. */
  holds(claim: ClaimName, subject: string, detail: string, at?: Instant): void {
    this.#add("holds", claim, subject, detail, at);
  }

  /** It is not so. */
  fails(claim: ClaimName, subject: string, detail: string): void {
    this.#add("fails", claim, subject, detail);
  }

  /** Nothing shows whether it is so. */
  unknown(claim: ClaimName, subject: string, detail: string): void {
    this.#add("unknown", claim, subject, detail);
  }

  #add(verdict: Verdict, claim: ClaimName, subject: string, detail: string, at?: Instant): void {
    this.list.push({ claim, subject, verdict, detail, ...(at !== undefined && { at }) });
  }
}

/** An instant as reports show it (RFC 3339, UTC). */
export function shown(instant: Instant): string {
  // Numbers out of foreign files need not be instants at all.
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? `no time (${instant})` : date.toISOString();
}

/** Up to five of many things, and how many more there are. */
export function some(things: readonly (string | number)[]): string {
  const shown = things.slice(0, 5).join(", ");
  return things.length > 5 ? `${shown} and ${things.length - 5} more` : shown;
}
