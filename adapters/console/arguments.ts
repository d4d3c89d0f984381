/**
 * How words of the command line become values.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { networkSchema } from "../../events/account.ts";

/** A whole number from 1 up. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Give a whole number from 1 up.");
}

/** One more network for an option that may be given several times; an address stands for itself. */
export function oneMoreNetwork(text: string, before: readonly string[] = []): string[] {
  const single = text.includes(":") ? `${text}/128` : `${text}/32`;
  const network = text.includes("/") ? text : single;
  if (networkSchema.safeParse(network).success) return [...before, network];
  throw new InvalidArgumentError("Give an address or a network such as 192.0.2.0/24.");
}
