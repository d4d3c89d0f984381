/**
 * How content is cut out of the bytes a client sends: by DATA's final dot, or by BDAT's count.
 *
 * @module
 */
import type { Input } from "../../net/input.ts";

/** The next bytes of content, and whether they are the last. */
export interface ContentPiece {
  /** May be empty. */
  readonly bytes: Uint8Array;
  /** Whether the content (of the message or of the chunk) ends here. */
  readonly last: boolean;
}

/** Cuts content out of the input. */
export interface ContentReader {
  /** Takes what belongs to the content. Null: nothing has arrived. */
  read(input: Input): ContentPiece | null;
}
