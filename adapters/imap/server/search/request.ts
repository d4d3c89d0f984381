/**
 * What SEARCH, SORT and THREAD have in common.
 *
 * @module
 */
import type { Context } from "../context.ts";
import type { SearchKey } from "../grammar/ast.ts";
import type { Selected } from "../state.ts";
import type { Searched } from "./searched.ts";

/** What a command searches. */
export function searchedBy({ ports }: Context, { mailbox, selection }: Selected): Searched {
  return {
    mailbox: mailbox.key,
    era: mailbox.era,
    selection,
    index: ports.index,
    now: ports.clock.now(),
  };
}

/** Whether texts come in a charset that is not known. */
export function charsetFault(charset: string): boolean {
  return charset !== "US-ASCII" && charset !== "UTF-8";
}

/** Whether a key asks for MODSEQs: that enables CONDSTORE (RFC 7162 §3.1). */
export function asksForModseq(key: SearchKey): boolean {
  switch (key.key) {
    case "MODSEQ":
      return true;
    case "AND":
      return key.keys.some(asksForModseq);
    case "OR":
      return asksForModseq(key.one) || asksForModseq(key.other);
    case "NOT":
      return asksForModseq(key.of);
    default:
      return false;
  }
}
