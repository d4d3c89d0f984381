/**
 * The test file that scanners agree to call a virus. It stands here in pieces: whole, it would
 * have this very file put into quarantine.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** Its 68 octets, as text. */
export const EICAR: string = [
  "X5O!P%@AP[4\\PZX54(P^)7CC)7}$",
  "EICAR-STANDARD-",
  "ANTIVIRUS-TEST-FILE!",
  "$H+H*",
].join("");

/** What {@linkcode SIGNATURE_FILE} has clamd call it. */
export const EICAR_NAME = "Eicar-Test.UNOFFICIAL";

/** ClamAV's form (`.ndb`): name, any kind of file, any offset, the octets in hexadecimal. */
export const SIGNATURE_FILE: string = `Eicar-Test:0:*:${Buffer.from(EICAR).toString("hex")}\n`;
