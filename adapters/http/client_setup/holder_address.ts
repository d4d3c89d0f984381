/**
 * Addresses for which somebody asks how to set up a mail program.
 *
 * @module
 */
import { domainOf } from "../../../events/address.ts";
import { mailAddress } from "../../config/values.ts";

/** RFC 5321 §4.5.3.1.3, without the angle brackets. */
const LONGEST_ADDRESS = 254;

/**
 * What an address is to the provider: `served` in a domain of its own, whether or not there is such
 * a mailbox, which nobody is told here; `foreign`; or no address at all.
 */
export type Standing = "served" | "foreign" | "malformed";

/** Where an address stands, by its domain alone. */
export function standingOf(address: string, domains: readonly string[]): Standing {
  if (address.length > LONGEST_ADDRESS || !mailAddress.safeParse(address).success) {
    return "malformed";
  }
  return domains.includes(domainOf(address)) ? "served" : "foreign";
}
