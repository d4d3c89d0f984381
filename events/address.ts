/**
 * Mail addresses as they stand in SMTP paths, without the angle brackets. They are kept exactly
 * as received (they go into daticert.xml); only comparisons fold case.
 *
 * @module
 */

/** The domain of an address in lower case, or the empty string for the null path. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/** What stands before the `@`; of an identificativo, what partners call the message. */
export function localPartOf(address: string): string {
  return address.slice(0, address.lastIndexOf("@"));
}

/**
 * The form under which an address is compared and looked up. RFC 5321 §2.4 allows local parts
 * that differ in case only; PEC providers do not make such mailboxes, and neither does this one.
 */
export function addressKey(address: string): string {
  return address.toLowerCase();
}

/** Whether two addresses name the same mailbox. */
export function sameAddress(one: string, other: string): boolean {
  return addressKey(one) === addressKey(other);
}
