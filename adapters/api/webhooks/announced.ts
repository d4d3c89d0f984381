/**
 * What endpoints are sent: the section `webhooks` of the OpenAPI document.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Api } from "../api.ts";
import { EVENT_KINDS, testEventSchema } from "../feed/event_schemas.ts";

const headers = z.object({
  "webhook-id": z.string().openapi({
    description: "The id of the event; the same whenever it is delivered again.",
  }),
  "webhook-timestamp": z.string().openapi({
    description: "When it was sent, in seconds since 1970: believe none that is far from now.",
  }),
  "webhook-signature": z.string().openapi({
    description: "Separated by blanks: `v1,` and HMAC-SHA256, `v1a,` and Ed25519, of each secret " +
      "that is in use, over `<webhook-id>.<webhook-timestamp>.<body>`, in base64.",
  }),
});

const responses = {
  "2XX": { description: "The event is taken; the content is not looked at." },
  "410": { description: "Nothing shall be delivered here any more: the webhook is disabled." },
  default: { description: "It will be delivered again, over three days. Retry-After is heeded." },
};

/** Adds the events to the document. */
export function mountAnnouncedEvents(api: Api): void {
  const test = {
    type: "webhook.test",
    summary: "Sent when a test is asked for; nothing has happened.",
    schema: testEventSchema,
  };
  for (const { type, summary, schema } of [...EVENT_KINDS, test]) {
    api.openAPIRegistry.registerWebhook({
      method: "post",
      path: type,
      operationId: `receive ${type}`.replace(/[ ._]+(\w)/g, (_, letter) => letter.toUpperCase()),
      tags: ["Webhooks"],
      summary,
      security: [],
      request: { headers, body: { content: { "application/json": { schema } } } },
      responses,
    });
  }
}
