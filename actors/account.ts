/**
 * A holder's account: whether it exists, may be used, and with which password.
 *
 * @module
 */
import type { AccountEvent, OrdinaryPolicy } from "../events/account.ts";
import { canonicalName } from "../events/folders.ts";
import type { Instant } from "../events/instant.ts";
import type { Sha256 } from "../events/rope.ts";
import {
  type AppPasswordCommand,
  type AppPasswords,
  decideAppPasswords,
  evolveAppPasswords,
  noAppPasswords,
} from "./app_passwords.ts";
import { type Actor, type Decision, type Elapse, type Refusal, refusal } from "./actor.ts";
import { nameFault } from "./mailbox_folders.ts";

/** Whether a folder can have the name is for the rules of mailboxes to say. */
const FOLDER_NAME = /^[^\p{Cc}\p{Zl}\p{Zp}]{1,200}$/u;

/** What may be asked of an account. */
export type AccountCommand =
  | { readonly type: "open"; readonly address: string; readonly role: "holder" | "service" }
  | { readonly type: "set-password"; readonly verifier: Sha256 }
  | { readonly type: "disable"; readonly reason: string }
  | { readonly type: "enable"; readonly reason: string }
  | {
    readonly type: "set-ordinary-mail";
    readonly policy: OrdinaryPolicy;
    readonly folder?: string;
  }
  | { readonly type: "set-quota"; readonly bytes: number }
  | { readonly type: "set-receipts-folder"; readonly folder: string }
  | AppPasswordCommand;

/** The state of a stream `account-…`. */
export interface AccountState {
  readonly status: "none" | "open" | "disabled";
  readonly role: "holder" | "service";
  readonly appPasswords: AppPasswords;
}

/** The actor of an account. It owes the world nothing. */
export const account: Actor<AccountState, AccountCommand, AccountEvent, never> = {
  kind: "account",
  initial: () => ({ status: "none", role: "holder", appPasswords: noAppPasswords }),
  evolve,
  decide,
  pending: () => ({ effects: [], deadline: null }),
};

function evolve(state: AccountState, event: AccountEvent): AccountState {
  switch (event.type) {
    case "account.opened":
      return { ...state, status: "open", role: event.role };
    case "account.password-set":
    case "account.ordinary-mail-set":
    case "account.quota-set":
    case "account.receipts-folder-set":
      return state;
    case "account.app-password-added":
    case "account.app-password-revoked":
    case "account.second-factor-set":
      return { ...state, appPasswords: evolveAppPasswords(state.appPasswords, event) };
    case "account.disabled":
      return { ...state, status: "disabled" };
    case "account.enabled":
      return { ...state, status: "open" };
  }
}

function decide(
  state: AccountState,
  command: AccountCommand | Elapse,
  now: Instant,
): Decision<AccountEvent> {
  if (command.type === "elapse") return [];
  if (command.type === "open") {
    const { address, role } = command;
    return state.status === "none"
      ? [{ type: "account.opened", at: now, address, role }]
      : refusal("exists", `${address} has an account already`);
  }
  if (state.status === "none") return refusal("unknown-account", "there is no such account");
  switch (command.type) {
    case "set-password":
      // RFC 6109 §2.2.5: no holder sees the service mailbox, so nobody can log in to it.
      return state.role === "service"
        ? refusal("service-account", "a service mailbox has no password")
        : [{ type: "account.password-set", at: now, verifier: command.verifier }];
    case "set-ordinary-mail":
      return setOrdinaryMail(command, now);
    case "set-quota":
      return [{ type: "account.quota-set", at: now, bytes: command.bytes }];
    case "set-receipts-folder":
      return refusedName(command.folder) ??
        [{ type: "account.receipts-folder-set", at: now, folder: command.folder }];
    case "add-app-password":
    case "revoke-app-password":
    case "set-second-factor":
      return state.role === "service"
        ? refusal("service-account", "a service mailbox has no login")
        : decideAppPasswords(state.appPasswords, command, now);
    case "disable":
      return state.status === "disabled"
        ? []
        : [{ type: "account.disabled", at: now, reason: command.reason }];
    case "enable":
      return state.status === "open"
        ? []
        : [{ type: "account.enabled", at: now, reason: command.reason }];
  }
}

function setOrdinaryMail(
  { policy, folder }: Extract<AccountCommand, { type: "set-ordinary-mail" }>,
  now: Instant,
): Decision<AccountEvent> {
  const fact = { type: "account.ordinary-mail-set", at: now, policy } as const;
  if (policy !== "folder") return [fact];
  if (!folder) return refusal("no-folder", "the policy needs a folder");
  return refusedName(folder) ?? [{ ...fact, folder }];
}

/** What no mailbox can have as a folder would lead to INBOX for ever. */
function refusedName(folder: string): Refusal | null {
  if (!FOLDER_NAME.test(folder)) {
    return refusal("bad-name", "the name of a folder is a line of 1 to 200 characters");
  }
  const fault = nameFault(canonicalName(folder));
  return fault === null ? null : refusal("bad-name", `there can be no folder ${folder}: ${fault}`);
}
