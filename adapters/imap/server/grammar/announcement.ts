/**
 * What announces a literal at the end of a line (RFC 9051 §4.3, RFC 7888, RFC 3516).
 *
 * @module
 */

/** A literal that follows a line. */
export interface Announcement {
  /** In octets. */
  readonly size: number;
  /** Whether the client waits to be told to go on. */
  readonly synchronizing: boolean;
}

const ANNOUNCEMENT = /\{(\d+)(\+?)\}$/;

/**
 * The literal that a line announces, given its last octets. Every line must be looked at, also of a
 * command that is refused: what is not synchronizing comes in any case (RFC 7888 §3).
 */
export function announcement(tail: string): Announcement | null {
  const [, size, plus] = ANNOUNCEMENT.exec(tail) ?? [];
  return size === undefined ? null : { size: Number(size), synchronizing: plus === "" };
}
