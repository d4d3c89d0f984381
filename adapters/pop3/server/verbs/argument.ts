/**
 * The arguments of commands.
 *
 * @module
 */
import type { MaildropMessage } from "../maildrop.ts";
import type { MarkedMaildrop } from "../marked_maildrop.ts";
import { answer, misuse, type Outcome } from "../outcome.ts";
import { err } from "../reply.ts";

/** A message and its number. */
export interface Numbered {
  readonly number: number;
  readonly message: MaildropMessage;
}

/** A number of up to nine digits; null if the text is something else. */
export function numberOf(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** The message that an argument names, or the refusal of the command with this syntax. */
export function messageOf(
  drop: MarkedMaildrop,
  argument: string,
  syntax: string,
): Numbered | { readonly refused: Outcome } {
  const number = numberOf(argument);
  if (number === null) return { refused: misuse(err(`Syntax: ${syntax}`)) };
  const message = drop.message(number);
  return message ? { number, message } : { refused: answer(err("No such message")) };
}

/** Refuses an argument where there is none; undefined where there is nothing to refuse. */
export function refuseArgument(argument: string, name: string): Outcome | undefined {
  return argument === "" ? undefined : misuse(err(`${name} takes no argument`));
}
