/**
 * Calls of the API that change something: the streams `calls-<credential>.<hour>`, so that none
 * grows for longer than an hour. Numbers 620 to 629. What names its caller itself (a message that is
 * sent, a credential that is added) has no event here.
 *
 * @module
 */
import { z } from "zod";
import { clientIdSchema, credentialIdSchema } from "./client.ts";
import { defineEvent, type EventOf } from "./definition.ts";

/** Recorded before the call is carried out; it may still come to nothing. */
export const made = defineEvent({
  number: 620,
  name: "call.made",
  version: 1,
  summary: "A partner's program has called an operation that changes something.",
  schema: z.strictObject({
    client: clientIdSchema,
    credential: credentialIdSchema,
    /** operationId of the OpenAPI document. */
    operation: z.string().min(1).max(100),
    /** The path that was called. */
    target: z.string().min(1).max(2000),
    /** The UUID of the request. */
    request: z.string().length(36),
  }),
});

/** The definitions of this stream. */
export const callEvents = [made] as const;

/** An event of a stream `calls-…`. */
export type CallEvent = EventOf<(typeof callEvents)[number]>;
