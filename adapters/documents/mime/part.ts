/**
 * A MIME entity as the scanner finds it: offsets into the message, never copies of it.
 *
 * @module
 */

/** One header field as it stands in the message. */
export interface HeaderField {
  /** Name as written. */
  readonly name: string;
  /** Everything after the colon, folded lines and all, as Latin-1; without the final CRLF. */
  readonly raw: string;
  /** Offset of the first byte of the name. */
  readonly start: number;
  /** Offset after the field's final line end. */
  readonly end: number;
}

/** A MIME entity (RFC 2045 §2.4) and where its bytes lie. Offsets count from the message's start. */
export interface MimePart {
  /** First byte of the header. */
  readonly start: number;
  /** First byte of the body: after the empty line. */
  readonly bodyStart: number;
  /** After the last byte of the body. The line end before a delimiter belongs to the delimiter. */
  readonly end: number;
  /** The fields in their order. */
  readonly header: readonly HeaderField[];
  /**
   * False where a line of the header is neither a field nor the continuation of one. Other readers
   * end the header there, and show as text what is read as fields here.
   */
  readonly headerClean: boolean;
  /** Content-Type in lower case, `text/plain` where absent or unreadable (RFC 2045 §5.2). */
  readonly type: string;
  /** Parameters of Content-Type, names in lower case, RFC 2231 decoded. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Content-Disposition in lower case; empty where absent. */
  readonly disposition: string;
  /** Parameters of Content-Disposition, read like those of Content-Type. */
  readonly dispositionParameters: ReadonlyMap<string, string>;
  /** Content-Transfer-Encoding in lower case, `7bit` where absent. */
  readonly encoding: string;
  /** Parts of a multipart; the one entity inside a message/rfc822; empty for everything else. */
  readonly children: readonly MimePart[];
  /** False for a multipart whose closing delimiter never came. */
  readonly closed: boolean;
}
