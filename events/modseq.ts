/**
 * MODSEQs: the place of an event in its mailbox's stream, counted from 2, so that a folder to which
 * nothing has happened has the lowest one that there may be (RFC 7162 §3.1.2.1).
 *
 * @module
 */

/** HIGHESTMODSEQ of a folder to which nothing has happened. */
export const NO_CHANGE = 1;

/** The MODSEQ that an event gives to the messages that it concerns. */
export function modseqOf(version: number): number {
  return NO_CHANGE + version;
}
