/**
 * Identifiers that follow from the facts: whoever renders a document again gets the same bytes.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** 64 hexadecimal digits that only these values, in this order, give. */
export function derive(...values: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(values)).digest("hex");
}
