/**
 * What the sandbox is asked for, and what it tells of itself.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { HOUR, MINUTE, SECOND } from "../../../events/instant.ts";
import { schemaText } from "../schema_texts.ts";
import { addressSchema, instantSchema } from "../schemas.ts";

const DURATION =
  /^P(?=[\dT])(?:(\d{1,3})D)?(?:T(?=\d)(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/;

/** A duration of days, hours, minutes and seconds, in milliseconds. */
export const durationSchema = z.string().max(30).regex(
  DURATION,
  schemaText({
    en: "Write a duration such as PT24H or P1DT2H30M",
    it: "Scrivi una durata come PT24H o P1DT2H30M",
  }),
).transform((text) => {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = DURATION.exec(text) ?? [];
  return Number(days) * 24 * HOUR + Number(hours) * HOUR + Number(minutes) * MINUTE +
    Number(seconds) * SECOND;
}).openapi({
  type: "string",
  description: "A duration of ISO 8601 in days, hours, minutes and seconds.",
  example: "PT24H",
});

/** The sandbox. */
export const sandboxSchema = z.object({
  now: instantSchema.openapi({ description: "The time in the sandbox." }),
  ahead_seconds: z.number().openapi({
    description: "By how much its clock is ahead of everybody else's.",
    example: 86_400,
  }),
  domain: z.string().openapi({
    description: "The domain of your mailboxes there.",
    example: "ceralacca.test",
  }),
  other_domain: z.string().openapi({
    description: "The domain of the simulated other provider.",
    example: "altro.test",
  }),
  authority: z.string().openapi({
    description: "PEM of the authority whose certificates sign there: what receipts and evidence " +
      "of the sandbox are verified by. Trust it for nothing else.",
    example: "-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n",
  }),
  recipients: z.array(
    z.object({
      address: z.string().openapi({ example: "overdue@altro.test" }),
      outcome: z.string().openapi({
        description: "What happens to messages to it, in the language of the request.",
      }),
    }).openapi("MagicRecipient"),
  ).openapi({ description: "Recipients with whom something always happens." }),
}).openapi("Sandbox");

/** How far the clock is to be moved. */
export const advanceSchema = z.strictObject({ advance: durationSchema }).openapi("ClockAdvance");

/** A mailbox to be. */
export const newMailboxSchema = z.strictObject({ address: addressSchema }).openapi(
  "SandboxMailbox",
);

/** A message that shall come in. */
export const inboundSchema = z.strictObject({
  kind: z.enum(["certified", "ordinary"]).openapi({
    description: "From a holder of the other provider, or ordinary mail.",
  }),
  from: addressSchema.optional().openapi({
    description: "Certified: an address of the other provider, `delivered@` of it where absent. " +
      "Ordinary: any other address, `mittente@esterno.example` where absent.",
  }),
  to: addressSchema,
  subject: z.string().max(200).regex(
    /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u,
    schemaText({ en: "Write one line", it: "Scrivi una sola riga" }),
  ).openapi({ example: "Prova" }),
  text: z.string().max(100_000).openapi({ example: "Buongiorno." }),
}).openapi("InboundMessage");

/** A message that has come in. */
export const receivedSchema = z.object({
  pec_id: z.string().nullable().openapi({
    description: "The identificativo that the other provider gave it; null for ordinary mail.",
  }),
}).openapi("ReceivedMessage");
