/**
 * How words of the command line become values.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { networkSchema } from "../../events/account.ts";
import { type LegalDay, startOfLegalDay } from "../../events/legal_day.ts";

/** A whole number from 1 up. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Give a whole number from 1 up.");
}

/** Words that say something: at least one character, and at most a thousand. */
export function someWords(text: string): string {
  if (text.trim() !== "" && text.length <= 1000) return text;
  throw new InvalidArgumentError("Say it in 1 to 1000 characters.");
}

/** A day of legal time. */
export function legalDay(text: string): LegalDay {
  try {
    startOfLegalDay(text);
    return text;
  } catch {
    throw new InvalidArgumentError("Give a day such as 2026-11-21.");
  }
}

/**
 * Both days belong to a period; without one of them it has no bound there.
 *
 * @throws {Error} where it ends before it begins.
 */
export function requirePeriod(from: LegalDay | undefined, to: LegalDay | undefined): void {
  if (from === undefined || to === undefined || from <= to) return;
  throw new Error(`Cannot go from ${from} to ${to}: give the earlier day with --from`);
}

/** One more network for an option that may be given several times; an address stands for itself. */
export function oneMoreNetwork(text: string, before: readonly string[] = []): string[] {
  const single = text.includes(":") ? `${text}/128` : `${text}/32`;
  const network = text.includes("/") ? text : single;
  if (networkSchema.safeParse(network).success) return [...before, network];
  throw new InvalidArgumentError("Give an address or a network such as 192.0.2.0/24.");
}
