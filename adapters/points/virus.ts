/**
 * Asks the scanner (RFC 6109 §5.4).
 *
 * @module
 */
import type { Content } from "./intake.ts";
import type { Provider } from "./provider.ts";

/** What the scanner finds in a message; null for nothing. Rejects where it cannot be asked. */
export async function virusIn(
  { scanner, blobs }: Provider,
  { rope, pending }: Pick<Content, "rope" | "pending">,
): Promise<string | null> {
  const verdict = await scanner.scan(blobs.read(rope, pending));
  return verdict.infected ? verdict.signature : null;
}
