/**
 * What a search looks at.
 *
 * @module
 */
import type { Instant } from "../../../../events/instant.ts";
import type { Era } from "../../../mailboxes/era.ts";
import type { MessageIndex } from "../../../mailboxes/index/message_index.ts";
import type { Selection } from "../selection.ts";

/** A folder as its client knows it, and what follows from the contents of its messages. */
export interface Searched {
  /** The address key. */
  readonly mailbox: string;
  /** Of its UIDs. */
  readonly era: Era;
  readonly selection: Pick<Selection, "count" | "message" | "rangesOf">;
  readonly index: Pick<MessageIndex, "facts" | "search">;
  /** When the search was asked for. */
  readonly now: Instant;
}
