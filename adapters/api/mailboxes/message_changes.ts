/**
 * Changing messages: flags, folder, deletion.
 *
 * @module
 */
import { uidsOf } from "../../../events/uid_set.ts";
import type { FlagChange } from "../../../actors/mailbox_messages.ts";
import type { Refusal } from "../../../actors/actor.ts";
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import { Problem } from "../problem.ts";

/** What flags are to become; what is absent stays. */
export interface Marks {
  readonly seen?: boolean | undefined;
  readonly flagged?: boolean | undefined;
  readonly add_keywords?: readonly string[] | undefined;
  readonly remove_keywords?: readonly string[] | undefined;
}

/** Messages of one folder. */
export interface Chosen {
  readonly folder: number;
  /** Ascending. */
  readonly uids: readonly number[];
}

/** The change of flags that marks mean. */
export function flagChange({ seen, flagged, add_keywords, remove_keywords }: Marks): FlagChange {
  const wanted = [["\\Seen", seen], ["\\Flagged", flagged]] as const;
  const set = (value: boolean) => wanted.filter(([, to]) => to === value).map(([flag]) => flag);
  return {
    add: [...set(true), ...(add_keywords ?? []).filter(isHolders)],
    remove: [...set(false), ...(remove_keywords ?? []).filter(isHolders)],
  };
}

/** What tells programs the kind of a message is the provider's word. */
function isHolders(keyword: string): boolean {
  return !/^\$Pec/i.test(keyword);
}

/**
 * Changes the flags of messages.
 *
 * @param unchangedSince messages with a higher MODSEQ are passed over; null for none.
 * @returns whether any of them has changed.
 * @throws {Problem} invalid-content, where a message would bear too many keywords.
 */
export async function mark(
  mailbox: HolderMailbox,
  chosen: Chosen,
  change: FlagChange,
  unchangedSince: number | null,
): Promise<boolean> {
  const command = { type: "flag", ...chosen, change, unchangedSince } as const;
  const { events, refusal } = await mailbox.send(command);
  if (refusal) throw refused(refusal);
  return events.length > 0;
}

/**
 * Moves messages of one folder into another one.
 *
 * @returns the UIDs that they have there, by those that they had.
 * @throws {Problem} conflict, where the folder is gone meanwhile.
 */
export async function move(
  mailbox: HolderMailbox,
  { folder: from, uids }: Chosen,
  to: number,
): Promise<ReadonlyMap<number, number>> {
  if (from === to) return new Map(uids.map((uid) => [uid, uid]));
  const { events, refusal } = await mailbox.send({ type: "move", from, to, uids });
  if (refusal) throw refused(refusal);
  return new Map(
    events.flatMap((event) =>
      event.type === "mailbox.moved"
        ? [...uidsOf(event.uids)].map((uid, at) => [uid, event.first + at] as const)
        : []
    ),
  );
}

function refused({ refused, detail }: Refusal): Problem {
  if (refused === "too-many-keywords") {
    return new Problem("invalid-content", {
      detail: {
        en: `A message would bear too many keywords: ${detail}. Remove some first`,
        it: "Un messaggio avrebbe troppe parole chiave: al più 100. Toglierne prima qualcuna",
      },
    });
  }
  return new Problem("conflict", {
    detail: {
      en: "The folder has been removed meanwhile. GET the list of folders, and choose another one",
      it: "La cartella è stata eliminata nel frattempo. Rileggi l'elenco delle cartelle",
    },
  });
}
