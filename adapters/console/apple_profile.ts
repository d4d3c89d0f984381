/**
 * Writes the configuration profile of a mailbox for Mail on Apple's systems.
 *
 * @module
 */
import { standingOf } from "../http/client_setup/holder_address.ts";
import { mobileconfig } from "../http/client_setup/mobileconfig.ts";
import type { ClientServices } from "../http/client_setup/services.ts";
import { fileFault } from "./file_faults.ts";

/**
 * Writes the profile for an address into a new file.
 *
 * @throws {Error} where there can be none for the address, or the file cannot be made.
 */
export async function writeAppleProfile(
  services: ClientServices,
  address: string,
  file: string,
): Promise<void> {
  const cannot = `Cannot write a profile for ${address}`;
  const standing = standingOf(address, services.domains);
  if (standing === "malformed") throw new Error(`${cannot}: it is no mail address`);
  if (standing === "foreign") throw new Error(`${cannot}: its domain is not managed here`);
  const profile = mobileconfig(services, address);
  if (profile === null) throw new Error(`${cannot}: IMAP and POP3 are off`);
  try {
    await Deno.writeTextFile(file, profile, { createNew: true });
  } catch (error) {
    throw new Error(`Cannot write ${file}: ${fileFault(error)}. Name a new file`);
  }
}
