/**
 * What a foreign message may cost before reading it is given up.
 *
 * @module
 */

/** Bounds of one scan; those of a header hold for the message's own and for every part's. */
export interface MimeLimits {
  /** Entities inside one another, the message itself included. */
  readonly depth: number;
  /** Entities in all, the message itself included. */
  readonly parts: number;
  /** Bytes of one entity's header, line ends included. */
  readonly headerBytes: number;
  /** Bytes of all headers together: many parts must not cost what one of them may not. */
  readonly totalHeaderBytes: number;
  /** Fields of one entity's header; a line that is no field counts as one. */
  readonly headerFields: number;
}

/** Far above what mail programs make, far below what hurts. */
export const defaultMimeLimits: MimeLimits = {
  depth: 100,
  parts: 10_000,
  headerBytes: 256 * 1024,
  totalHeaderBytes: 2 * 1024 * 1024,
  headerFields: 1000,
};

/** A limit of the MIME layer: those of the scan, and those of an address list. */
export type MimeLimit = keyof MimeLimits | "addresses" | "addressBytes";

/** Foreign content that goes beyond a limit. */
export class MimeFault extends Error {
  /** The limit in question. */
  readonly limit: MimeLimit;

  /** Takes the limit and the full text of the error. */
  constructor(limit: MimeLimit, message: string) {
    super(message);
    this.name = "MimeFault";
    this.limit = limit;
  }
}
