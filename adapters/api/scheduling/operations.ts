/**
 * The operations on messages whose time has not come.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { scheduled, type ScheduledCommand } from "../../../actors/scheduled.ts";
import type { Api } from "../api.ts";
import type { Caller } from "../caller.ts";
import { loadMessage } from "../messages/load.ts";
import { type Message, messageParams, messageSchema } from "../messages/schemas.ts";
import { operation, problems } from "../operation.ts";
import { Problem } from "../problem.ts";
import { instantSchema } from "../schemas.ts";
import type { World } from "../world.ts";
import { tooFar } from "./schedule.ts";

const NATURE = { scope: "messages:send", changes: "own-event" } as const;
const shown = (description: string) => ({
  description,
  content: { "application/json": { schema: messageSchema } },
});

const cancelMessage = operation(NATURE, {
  method: "post",
  path: "/v1/messages/{id}/cancel",
  operationId: "cancelMessage",
  tags: ["Messages"],
  summary: "Call a scheduled message off",
  description:
    "Either it is never sent, or the answer is 409 and it is: never both. Asked again, " +
    "the answer is the same.",
  request: { params: messageParams },
  responses: { 200: shown("The message, which will not be sent."), ...problems(409) },
});

const rescheduleMessage = operation(NATURE, {
  method: "patch",
  path: "/v1/messages/{id}",
  operationId: "rescheduleMessage",
  tags: ["Messages"],
  summary: "Send a scheduled message at another time",
  description: "While its time has not come it may be moved, earlier or later.",
  request: {
    params: messageParams,
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({
            send_at: instantSchema.openapi({
              description: "When it is to be sent instead: in the future, at most a year ahead.",
            }),
          }).openapi("Reschedule"),
        },
      },
    },
  },
  responses: { 200: shown("The message with its new time."), ...problems(409, 422) },
});

/** Adds the operations on scheduled messages. */
export function mountScheduling(api: Api): void {
  api.openapi(cancelMessage, async (context) => {
    const { world, caller } = context.var;
    const { id } = context.req.valid("param");
    const command = { type: "cancel", by: caller.credential } as const;
    return context.json(await change(world, caller, id, command), 200);
  });
  api.openapi(rescheduleMessage, async (context) => {
    const { world, caller } = context.var;
    const { id } = context.req.valid("param");
    const sendAt = Date.parse(context.req.valid("json").send_at);
    if (sendAt <= world.provider.clock.now()) throw inThePast();
    const command = { type: "move", by: caller.credential, sendAt } as const;
    return context.json(await change(world, caller, id, command), 200);
  });
}

async function change(
  world: World,
  caller: Caller,
  id: string,
  command: ScheduledCommand,
): Promise<Message> {
  const { state } = await loadMessage(world, caller, id);
  const { refusal } = await world.provider.runtime.send(scheduled, id, command);
  if (refusal?.refused === "too-far") throw tooFar();
  if (refusal) throw tooLate(state);
  return await loadMessage(world, caller, id);
}

function tooLate(state: Message["state"]): Problem {
  return new Problem("conflict", {
    detail: state === "cancelled"
      ? {
        en: "The message was called off: send it anew, under another idempotency key",
        it: "Il messaggio è stato annullato: invialo di nuovo con un'altra chiave di idempotenza",
      }
      : {
        en: "The message is no longer waiting for its time: what is sent cannot be taken back",
        it: "Il messaggio non è più in attesa: ciò che è inviato non si può ritirare",
      },
  });
}

function inThePast(): Problem {
  const detail = {
    en: "This time has passed: name one in the future",
    it: "Questa data è passata: indicane una futura",
  };
  return new Problem("invalid-content", { detail, faults: [{ pointer: "/send_at", detail }] });
}
