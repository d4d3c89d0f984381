/**
 * Whether messages can be taken now.
 *
 * @module
 */
import { Overloaded } from "../../../actors/runtime.ts";
import { ScannerUnavailable } from "../../scanner/scanner.ts";
import type { Text } from "../language.ts";
import { Problem } from "../problem.ts";
import type { World } from "../world.ts";

/** Seconds after which what is short may be there again. */
const LATER = 60;

/**
 * Requires that messages can be taken.
 *
 * @throws {Problem} unavailable while too much is waiting, or the clock may not be believed.
 */
export function requireReady({ provider }: World): void {
  if (provider.runtime.overloaded) throw unavailable(BUSY);
  // What is certified now would bear a wrong time.
  if (!provider.clockTrust().ok) throw unavailable(ADRIFT);
}

/** The problem of work that could not be done now, and has left nothing; else the error itself. */
export function problemOf(error: unknown): unknown {
  if (error instanceof Overloaded) return unavailable(BUSY);
  if (error instanceof ScannerUnavailable) return unavailable(UNSCANNED);
  return error;
}

function unavailable({ en, it }: Text): Problem {
  return new Problem("unavailable", {
    detail: {
      en: `${en}. Nothing was sent: try again with the same Idempotency-Key`,
      it: `${it}. Nulla è stato inviato: riprova con la stessa Idempotency-Key`,
    },
    retryAfter: LATER,
  });
}

const BUSY: Text = { en: "The system is busy", it: "Il sistema è sovraccarico" };
const ADRIFT: Text = {
  en: "The system's clock is being set",
  it: "L'orologio del sistema è in fase di regolazione",
};
/** Nothing is accepted unscanned (RFC 6109 §5.4). */
const UNSCANNED: Text = {
  en: "The content cannot be scanned for viruses now",
  it: "Al momento il contenuto non può essere controllato dall'antivirus",
};
