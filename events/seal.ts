/**
 * The seal of a document: what its signature adds to what follows from the facts. With it the
 * document can be rendered again to the byte, long after its key is gone.
 *
 * @module
 */
import { z } from "zod";
import { sha256Schema } from "./definition.ts";

/** What is remembered of a signature. */
export const sealSchema = z.strictObject({
  /** SHA-256 of the signing certificate's DER. */
  certificate: sha256Schema,
  /** SHA-256 of what is signed: the messageDigest of the CMS (RFC 5652 §11.2). */
  digest: sha256Schema,
  /** The signing time (RFC 5652 §11.3): the one instant of the document. */
  at: z.int(),
  /** SHA-256 of all bytes but those of the message that it encloses: header, frame, signature. */
  own: sha256Schema,
  /** The signature value in base64. */
  signature: z.base64().max(2048),
});
/** See {@linkcode sealSchema}. */
export type Seal = z.output<typeof sealSchema>;

/** The upcaster of events that had no seal: there is nothing to make one of. */
export function withoutSeal(stored: Record<string, unknown>): Record<string, unknown> {
  return stored;
}
