/**
 * Messages to schedule in tests, and waiting for what becomes of them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { schedule } from "../../../adapters/api/scheduling/schedule.ts";
import type { Plan, Planned } from "../../../adapters/api/scheduling/schedule.ts";
import type { World } from "../../../adapters/api/world.ts";
import { Receiving } from "../../../adapters/points/intake.ts";
import { derivedPecId } from "../../../adapters/points/pec_id.ts";
import type { SubmittedContent } from "../../../adapters/points/submission.ts";
import { SUBMISSION_LIMITS } from "../../../adapters/points/submission_limits.ts";
import type { AnyEvent } from "../../../events/definition.ts";
import { waitFor } from "../messages/support.ts";

const ANNA = "anna@alfa.example";
const CARLA = "carla@alfa.example";

/** The identificativo of an idempotency key of anna's. */
export function pecIdOf(key: string): string {
  return derivedPecId("alfa.example", ANNA, key);
}

/** A message from anna to carla, taken in. */
export async function contentOf({ provider }: World, text: string): Promise<SubmittedContent> {
  const lines = [`From: ${ANNA}`, `To: ${CARLA}`, "Subject: Disdetta", "", text, ""];
  const bytes = new TextEncoder().encode(lines.join("\r\n"));
  const receiving = new Receiving(provider.blobs, SUBMISSION_LIMITS);
  await receiving.write(bytes);
  return await receiving.end({ size: bytes.length, eightBit: false });
}

/** Plans a message of anna's to carla for an instant. */
export async function plan(
  world: World,
  key: string,
  sendAt: number,
  { text = key, ...differences }: Partial<Plan> & { readonly text?: string } = {},
): Promise<Planned> {
  return await schedule(world, {
    pecId: pecIdOf(key),
    account: ANNA,
    recipients: [CARLA],
    content: await contentOf(world, text),
    request: {
      by: "all00000",
      fingerprint: createHash("sha256").update(text).digest("hex"),
      reference: key,
    },
    sendAt,
    ...differences,
  });
}

/** How a scheduled message ends. */
const ENDS = ["scheduled.sent", "scheduled.failed", "scheduled.cancelled"];

/** Resolves with the event of a type in a stream as soon as it is there; rejects at another end. */
export async function eventOf(
  world: World,
  stream: string,
  type: string,
): Promise<AnyEvent> {
  const awaited = [type, ...ENDS];
  const { event } = await waitFor(world, (recorded) => {
    return recorded.stream === stream && awaited.includes(recorded.event.type);
  });
  if (event.type === type) return event;
  throw new Error(`${stream} ends with ${event.type}`);
}

/** The types of the events of a stream. */
export async function typesOf({ storage }: World, stream: string): Promise<string[]> {
  const recorded = await storage.events.readStream(stream, 0, 100);
  return recorded.map(({ event }) => event.type);
}
