/**
 * Many messages at once, each on its own.
 *
 * @module
 */
import type { z } from "@hono/zod-openapi";
import { othersTurn } from "../../clock.ts";
import type { problemSchema } from "../schemas.ts";
import type { World } from "../world.ts";
import type { BatchResult, MessageBatch } from "./schemas.ts";
import { sendDraft, type Sender } from "./send.ts";

/** Messages of a batch that are sent at the same time: its attachments share the memory. */
const AT_ONCE = 4;

/**
 * Sends each message; resolves once all that can be sent is durable.
 *
 * @param document the problem document for whatever one of them has thrown, in the caller's
 *   language: the others go on.
 */
export async function sendBatch(
  world: World,
  { caller, key }: Sender,
  messages: MessageBatch["messages"],
  document: (thrown: unknown) => z.output<typeof problemSchema>,
): Promise<BatchResult["results"]> {
  const results: BatchResult["results"] = [];
  const waiting = messages.entries();
  const worker = async () => {
    for (const [index, { idempotency_key = `${key}/${index}`, ...said }] of waiting) {
      // What is refused is so without waiting for anything: mail would wait for the whole batch.
      await othersTurn();
      const sending = sendDraft(world, { caller, key: idempotency_key }, said);
      results[index] = await sending.then(
        ({ message, replayed }) => ({ status: 202, replayed, message, problem: null }),
        (thrown) => {
          const problem = document(thrown);
          return { status: problem.status, replayed: false, message: null, problem };
        },
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
