/**
 * The passwords of an account for single programs.
 *
 * Mail protocols cannot ask for a second factor. An account that has one therefore takes no
 * password of its own there, only passwords that were made for a program, and no other account has
 * such: where the holder's own password works anyway, another one would only be another way in.
 *
 * @module
 */
import type { AccountEvent, AppPasswordScope } from "../events/account.ts";
import { HOUR, type Instant } from "../events/instant.ts";
import type { Sha256 } from "../events/rope.ts";
import { type Decision, type Refusal, refusal } from "./actor.ts";

/** The most app passwords of an account, expired ones included. */
const MOST = 50;
/** The most networks of one of them. */
const MOST_NETWORKS = 20;
/** The longest time for which one works, if it ends at all. */
const LONGEST = 10 * 366 * 24 * HOUR;
/** A line of 1 to 100 characters, without blanks around it. */
const NAME = /^(?! )[^\p{Cc}\p{Zl}\p{Zp}]{1,100}(?<! )$/u;

/** What may be asked about app passwords. */
export type AppPasswordCommand =
  | {
    readonly type: "add-app-password";
    /** What the holder calls it; no other app password of the account has the same name. */
    readonly name: string;
    readonly scope: AppPasswordScope;
    readonly networks?: string[];
    readonly expires?: Instant;
    readonly verifier: Sha256;
  }
  | { readonly type: "revoke-app-password"; readonly name: string }
  | { readonly type: "set-second-factor"; readonly required: boolean };

/** The app passwords of an account, and whether it takes them. */
export interface AppPasswords {
  readonly secondFactor: boolean;
  /** How many there have ever been. */
  readonly given: number;
  /** Those that have not been revoked. */
  readonly kept: readonly { readonly id: number; readonly name: string }[];
}

/** Those of a new account. */
export const noAppPasswords: AppPasswords = { secondFactor: false, given: 0, kept: [] };

/** What becomes of them with an event. */
export function evolveAppPasswords(
  passwords: AppPasswords,
  event: Extract<
    AccountEvent,
    {
      type:
        | "account.app-password-added"
        | "account.app-password-revoked"
        | "account.second-factor-set";
    }
  >,
): AppPasswords {
  switch (event.type) {
    case "account.app-password-added": {
      const { id, name } = event;
      return { ...passwords, given: id, kept: [...passwords.kept, { id, name }] };
    }
    case "account.app-password-revoked":
      return { ...passwords, kept: passwords.kept.filter(({ id }) => id !== event.id) };
    case "account.second-factor-set":
      return { ...passwords, secondFactor: event.required };
  }
}

/** Decides on a command about them. */
export function decideAppPasswords(
  passwords: AppPasswords,
  command: AppPasswordCommand,
  now: Instant,
): Decision<AccountEvent> {
  switch (command.type) {
    case "add-app-password":
      return add(passwords, command, now);
    case "revoke-app-password": {
      const found = passwords.kept.find(({ name }) => name === command.name);
      return found
        ? [{ type: "account.app-password-revoked", at: now, id: found.id }]
        : refusal("no-app-password", `it has no app password "${command.name}"`);
    }
    case "set-second-factor":
      return setSecondFactor(passwords, command.required, now);
  }
}

function add(
  { secondFactor, given, kept }: AppPasswords,
  command: Extract<AppPasswordCommand, { type: "add-app-password" }>,
  now: Instant,
): Decision<AccountEvent> {
  const { type: _, ...facts } = command;
  if (!secondFactor) {
    return refusal("no-second-factor", "only accounts with a second factor have app passwords");
  }
  if (!NAME.test(facts.name)) {
    return refusal("bad-name", "a name is a line of 1 to 100 characters, without blanks around it");
  }
  if (kept.some(({ name }) => name === facts.name)) {
    return refusal("exists", `it has an app password "${facts.name}" already; revoke that first`);
  }
  if (kept.length >= MOST) return refusal("too-many", `it has ${MOST} app passwords already`);
  const fault = conditionsFault(facts, now);
  return fault ?? [{ type: "account.app-password-added", at: now, id: given + 1, ...facts }];
}

function conditionsFault(
  { networks, expires }: { readonly networks?: readonly string[]; readonly expires?: Instant },
  now: Instant,
): Refusal | null {
  if (networks && (networks.length < 1 || networks.length > MOST_NETWORKS)) {
    return refusal("networks", `an app password is bound to 1 to ${MOST_NETWORKS} networks`);
  }
  if (expires !== undefined && (expires <= now || expires > now + LONGEST)) {
    return refusal(
      "expires",
      "an app password works for ten years at most, or until it is revoked",
    );
  }
  return null;
}

/** Without a second factor there are no app passwords: none comes back to life with it. */
function setSecondFactor(
  { secondFactor, kept }: AppPasswords,
  required: boolean,
  now: Instant,
): Decision<AccountEvent> {
  if (required === secondFactor) return [];
  const revoked = required ? [] : kept;
  return [
    ...revoked.map(({ id }): AccountEvent => ({
      type: "account.app-password-revoked",
      at: now,
      id,
    })),
    { type: "account.second-factor-set", at: now, required },
  ];
}
