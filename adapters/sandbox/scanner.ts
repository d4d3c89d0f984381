/**
 * The scanner of the sandbox: it knows one virus, the test file that all scanners agree to call one.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Scanner } from "../scanner/scanner.ts";

/** What the notices call it. */
const SIGNATURE = "Eicar-Test-Signature";

/** The file begins so. In pieces: whole, it would have this very file put into quarantine. */
const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!"].join("");

/** As it is, and as a file that begins with it stands in base64: 48 octets fill one line's start. */
const FORMS: readonly string[] = [EICAR, Buffer.from(EICAR.slice(0, 48)).toString("base64")];
const LONGEST = Math.max(...FORMS.map((form) => form.length));

/** Finds the test file in a message, bare or attached. */
export const sandboxScanner: Scanner = {
  name: "sandbox",
  async scan(content) {
    let rest = "";
    for await (const chunk of content) {
      const text = rest + Buffer.from(chunk).toString("latin1");
      if (FORMS.some((form) => text.includes(form))) {
        return { infected: true, signature: SIGNATURE };
      }
      rest = text.slice(-LONGEST);
    }
    return { infected: false };
  },
};

/** Finds it in every message. */
export const suspiciousScanner: Scanner = {
  name: "sandbox",
  scan: () => Promise.resolve({ infected: true, signature: SIGNATURE }),
};
