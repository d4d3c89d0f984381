/**
 * COMPRESS (RFC 4978).
 *
 * @module
 */
import { bad, type Completion, no, ok } from "../completion.ts";
import type { Context } from "../context.ts";
import type { Command } from "../grammar/ast.ts";

/** Lets everything after the tagged response be compressed. */
export function compress(
  context: Context,
  { mechanism }: Extract<Command, { name: "COMPRESS" }>,
): Completion {
  if (mechanism.toUpperCase() !== "DEFLATE") return bad("Only DEFLATE is known");
  if (context.compressed) return no("Compression is on already", "COMPRESSIONACTIVE");
  return { ...ok("Compression begins"), afterwards: "compress" };
}
