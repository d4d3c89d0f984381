/**
 * A seal, where a test only asks whether it is remembered.
 *
 * @module
 */
import type { Seal } from "../../events/seal.ts";

export const SEAL: Seal = {
  certificate: "c".repeat(64),
  digest: "d".repeat(64),
  at: 0,
  own: "e".repeat(64),
  signature: "c2VhbA==",
};
