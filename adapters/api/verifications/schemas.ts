/**
 * What the API says of a file that was verified.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { CLAIMS } from "../../verifier/texts.ts";
import { instantSchema } from "../schemas.ts";

const verdictSchema = z.enum(["holds", "fails", "unknown"]).openapi({
  description: "`unknown`: the file neither shows nor refutes it.",
  example: "holds",
});

/** The report. */
export const verificationSchema = z.object({
  kind: z.enum(["bundle", "message", "day", "heads", "stamp", "unknown"]).openapi({
    description:
      "What the file is by its content: an evidence bundle, a document of PEC, a sealed " +
      "day of the log, a head of a log, a time stamp, or nothing that can be verified.",
    example: "bundle",
  }),
  verdict: verdictSchema.openapi({ description: "The worst of all." }),
  verified_at: instantSchema,
  claims: z.array(z.object({
    claim: z.enum(Object.keys(CLAIMS) as [keyof typeof CLAIMS, ...(keyof typeof CLAIMS)[]])
      .openapi({ example: "signature" }),
    text: z.string().openapi({ description: "The claim in words, in the caller's language." }),
    subject: z.string().openapi({ description: "What it is claimed of; may be foreign text." }),
    verdict: verdictSchema,
    detail: z.string().openapi({ description: "Why, in English; may hold foreign text." }),
    at: instantSchema.nullable().openapi({ description: "The instant that it is about, if any." }),
  })).openapi({ description: "At most 1,000, what fails first." }),
  omitted: z.int().min(0).openapi({ description: "Claims beyond those that are shown." }),
}).openapi("Verification");
/** See {@linkcode verificationSchema}. */
export type Verification = z.output<typeof verificationSchema>;
