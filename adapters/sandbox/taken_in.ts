/**
 * Letters of the sandbox as its providers store them.
 *
 * @module
 */
import { defaultMimeLimits } from "../documents/mime/limits.ts";
import { type Content, Receiving } from "../points/intake.ts";
import type { Provider } from "../points/provider.ts";
import type { Letter } from "./hand_over.ts";

/** What a provider stores of a letter. Nothing refers to it yet. */
export async function takenIn(
  { blobs }: Provider,
  { content, size, eightBit }: Pick<Letter, "content" | "size" | "eightBit">,
): Promise<Content> {
  const receiving = new Receiving(blobs, defaultMimeLimits);
  try {
    for await (const chunk of content()) await receiving.write(chunk);
    return await receiving.end({ size, eightBit });
  } finally {
    await receiving.abort();
  }
}
