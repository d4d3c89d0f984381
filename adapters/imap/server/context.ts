/**
 * What commands may look at and use.
 *
 * @module
 */
import type { Logins } from "../../accounts/logins.ts";
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { MessageIndex } from "../../mailboxes/index/message_index.ts";
import type { Remote } from "../../net/conversation.ts";
import type { Clock } from "../../../events/instant.ts";
import type { NameEncoding } from "./grammar/names.ts";
import type { ImapLimits } from "./limits.ts";
import type { Output } from "./output.ts";
import type { Telling } from "./selection.ts";
import type { State } from "./state.ts";

/** What an IMAP server works with. */
export interface ImapPorts {
  readonly logins: Logins;
  /** The mailbox of an account. */
  mailboxOf(account: string): HolderMailbox;
  /** What follows from the contents of messages. */
  readonly index: MessageIndex;
  readonly clock: Clock;
  /** Takes operational records; no contents, no credentials. */
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}

/** Extensions that change answers once a client has asked for them (RFC 5161). */
export type Enabled = "CONDSTORE" | "IMAP4rev2" | "QRESYNC" | "UTF8=ACCEPT";

/** A session as its commands see it. */
export interface Context {
  readonly ports: ImapPorts;
  readonly limits: ImapLimits;
  readonly remote: Remote;
  readonly out: Output;
  readonly enabled: Set<Enabled>;
  /** Of the command that is being obeyed. */
  readonly tag: string;
  /** Whether the connection is encrypted. */
  readonly secure: boolean;
  /** Whether COMPRESS is on (RFC 4978). */
  readonly compressed: boolean;
  readonly state: State;
  /** Aborts when the connection is lost. */
  readonly gone: AbortSignal;
  /** Asks the session to look for news. */
  readonly wake: () => void;
}

/** How folder names are written for a client. */
export function nameEncoding({ enabled }: Pick<Context, "enabled">): NameEncoding {
  return enabled.has("UTF8=ACCEPT") || enabled.has("IMAP4rev2") ? "UTF-8" : "modified UTF-7";
}

/** How a client wants to be told of changes. */
export function tellingOf({ enabled }: Pick<Context, "enabled">, uids: boolean): Telling {
  return {
    condstore: enabled.has("CONDSTORE") || enabled.has("QRESYNC"),
    qresync: enabled.has("QRESYNC"),
    uids,
  };
}

/** RFC 7162 §3.1: the command that enables CONDSTORE learns where the selected folder stands. */
export function enableCondstore({ enabled, out, state }: Context): void {
  if (enabled.has("CONDSTORE") || enabled.has("QRESYNC")) return;
  enabled.add("CONDSTORE");
  if (state.at !== "selected") return;
  out.untagged(
    `OK [HIGHESTMODSEQ ${state.selection.view.modseq}] Changes are numbered from now on`,
  );
}
