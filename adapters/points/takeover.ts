/**
 * The last step of an arrival: it becomes a fact, and the sender is told.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { incoming, type IncomingCommand } from "../../actors/incoming.ts";
import { type Reply, reply } from "../smtp/server/reply.ts";
import type { Content } from "./intake.ts";
import type { Provider } from "./provider.ts";

const TAKEN = reply(250, "2.0.0", "Ok: taken over");

/** The answer to a message with a virus that is no envelope. */
export const INFECTED: Reply = reply(554, "5.7.1", "Message refused: it holds a virus");

/** Hands a message over to the stream `key`; resolves once it is durable. */
export async function takeOver(
  { runtime, structures }: Provider,
  key: string,
  command: IncomingCommand,
  { rope, root, pending }: Content,
): Promise<Reply> {
  structures.remember(rope, root);
  const { refusal } = await runtime.send(incoming, key, command, pending);
  return refusal ? reply(550, "5.6.0", refusal.detail) : TAKEN;
}

/** 40 hexadecimal digits that only these values, in this order, give. */
export function derivedKey(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 40);
}
