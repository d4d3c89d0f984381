/**
 * The era of UIDs. A restore that lost events lets UIDs, numbers of folders and MODSEQs be given
 * again that programs know already, for other messages. A new era begins with it: UIDVALIDITY (RFC
 * 9051 §2.3.1.1), MAILBOXID and EMAILID (RFC 8474) and POP3's UIDL (RFC 1939 §7) are others from
 * then on, and programs fetch anew.
 *
 * @module
 */
import { type Instant, SECOND } from "../../events/instant.ts";

/** The second in which an era began; 0 for the first one of a storage. */
export type Era = number;

/** The era that began with a restore; null: there was none. */
export function eraOf(restored: Instant | null): Era {
  return restored === null ? 0 : Math.floor(restored / SECOND);
}

/** UIDVALIDITY of a folder, 32 bits until 2106; with an `F` before it, its MAILBOXID. */
export function validityOf(era: Era, folder: number): number {
  return era + folder;
}

/** The EMAILID of the message that was first stored under a UID. */
export function emailIdOf(era: Era, email: number): string {
  return era === 0 ? `M${email}` : `M${era}-${email}`;
}

/** What UIDL shows of a message. */
export function uidlOf(era: Era, uid: number): string {
  return era === 0 ? `${uid}` : `${era}.${uid}`;
}
