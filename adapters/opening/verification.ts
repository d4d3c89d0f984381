/**
 * Opens what files are verified by, as the configuration says.
 *
 * @module
 */
import type { Configuration } from "../config/configuration.ts";
import { certificatesFromPem } from "../documents/smime/pem.ts";
import { formatVerifierKey } from "../merkle/note_key.ts";
import type { Trust } from "../verifier/report.ts";
import { logSignerOf } from "./proof.ts";

/** The roots that the provider trusts, and the key of its own log. */
export async function trustedBy(configuration: Configuration): Promise<Omit<Trust, "now">> {
  const { trust, proof } = configuration;
  const rootsIn = async (path: string) => certificatesFromPem(await Deno.readTextFile(path));
  const stamping = await Promise.all(proof.authorities.map(({ roots }) => rootsIn(roots)));
  return {
    roots: await rootsIn(trust.roots),
    timeStampRoots: stamping.flat(),
    logKeys: [formatVerifierKey((await logSignerOf(configuration)).key)],
  };
}
