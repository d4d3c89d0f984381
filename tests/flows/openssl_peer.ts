/**
 * OpenSSL as whoever receives a document and trusts the authority of the provider's certificate.
 *
 * @module
 */
import { expect } from "expect";
import { opensslAvailable, Workshop } from "../documents/smime/openssl.ts";
import type { Document } from "./document.ts";

const VERIFY = "cms -verify -in document.eml -CAfile ca.pem -purpose any -out signed";

/** Runs a step with OpenSSL; where there is none, the step's name says that it was left out. */
export async function verifyWithOpenssl(
  t: Deno.TestContext,
  documents: readonly Document[],
  authority: string,
): Promise<void> {
  await t.step({
    name: "openssl verifies every document, and none with one changed byte",
    ignore: !opensslAvailable,
    fn: async () => {
      expect(documents.length).toBeGreaterThan(0);
      await using shop = await Workshop.open({ "ca.pem": authority });
      for (const { bytes, root } of documents) {
        await shop.write("document.eml", bytes);
        expect(await shop.openssl(VERIFY)).toMatchObject({ success: true });
        const altered = Uint8Array.from(bytes);
        altered[root.children[0]!.end - 10]! ^= 1;
        await shop.write("document.eml", altered);
        expect(await shop.openssl(VERIFY)).toMatchObject({ success: false });
      }
    },
  });
}
