/**
 * The operation that verifies a file.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { type Claim, overall, type Report, type Verdict } from "../../verifier/report.ts";
import { CLAIMS } from "../../verifier/texts.ts";
import type { Api } from "../api.ts";
import type { Language } from "../language.ts";
import { HeldOctets, type Holding } from "../held_octets.ts";
import { operation, problems } from "../operation.ts";
import { Problem } from "../problem.ts";
import { instantSchema, textOfInstant } from "../schemas.ts";
import { type Verification, verificationSchema } from "./schemas.ts";
import { verifyApart } from "./verify.ts";

/** Octets of the largest file. */
const LARGEST_FILE = 64 * 1024 * 1024;
/** What lies in the scratch folders of all worlds, while it comes and while it waits for its turn. */
const held = new HeldOctets({ all: 32 * LARGEST_FILE, each: 8 * LARGEST_FILE });
/** Claims that are shown; a bundle makes a dozen, and some more for each document. */
const MOST_CLAIMS = 1000;

const octets = z.string().openapi({ format: "binary", description: "The file as it is." });

const createVerification = operation({ scope: "verifications:create", changes: "nothing" }, {
  method: "post",
  path: "/v1/verifications",
  operationId: "createVerification",
  tags: ["Verifications"],
  summary: "Verify a file",
  description: "Says of an evidence bundle (.zip), a PEC document (.eml), a sealed day (.p7m), a " +
    "head of a log or a time stamp what holds and what does not, by the authorities that this " +
    "provider trusts. Nothing of the file is kept. What it is, its content tells. Up to 64 MiB; " +
    "for larger files there is `ceralacca verify`.",
  request: {
    query: z.object({
      name: z.string().min(1).max(200).optional().openapi({
        description: "What the report is to call the file.",
        example: "ricevuta.eml",
      }),
    }),
    body: {
      required: true,
      content: {
        "application/octet-stream": { schema: octets },
        "application/zip": { schema: octets },
        "message/rfc822": { schema: octets },
      },
    },
  },
  responses: {
    200: {
      description: "The verdicts. Also a file of which everything is false is a `200`.",
      content: { "application/json": { schema: verificationSchema } },
    },
    ...problems(413, 415, 422),
  },
});

/** Adds the operation. */
export function mountVerifications(api: Api): void {
  api.openapi(createVerification, async (context) => {
    const { world, language, gateway, caller: { client } } = context.var;
    const { name = "file" } = context.req.valid("query");
    const { provider: { clock, random }, scratchFolder } = world;
    const path = `${scratchFolder}/${random(16).toHex()}`;
    const now = clock.now();
    using holding = held.of(client);
    try {
      await writeFile(path, context.req.raw.body, holding);
      const trust = { ...await world.trusted(), now };
      const report = await verifyApart({ path, name, trust }, gateway.clock);
      return context.json(shown(report, now, language), 200);
    } finally {
      await Deno.remove(path);
    }
  });
}

/** Writes a body down; each piece is counted before. */
async function writeFile(
  path: string,
  body: ReadableStream<Uint8Array> | null,
  holding: Holding,
): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > LARGEST_FILE) throw tooLarge();
    holding.add(chunk.length);
    for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
  }
}

/** What is wrong is seen first. */
const ORDER: Readonly<Record<Verdict, number>> = { fails: 0, unknown: 1, holds: 2 };

function shown(report: Report, now: number, language: Language): Verification {
  const claims = report.claims.toSorted((one, other) => ORDER[one.verdict] - ORDER[other.verdict]);
  return {
    kind: report.kind,
    verdict: overall([report]),
    verified_at: textOfInstant(now),
    claims: claims.slice(0, MOST_CLAIMS).map((claim) => shownClaim(claim, language)),
    omitted: Math.max(0, claims.length - MOST_CLAIMS),
  };
}

function shownClaim(
  { claim, subject, verdict, detail, at }: Claim,
  language: Language,
): Verification["claims"][number] {
  const text = CLAIMS[claim][language];
  return { claim, text, subject, verdict, detail, at: instantIn(at) };
}

/** Numbers out of foreign files need not be instants at all, or none of this calendar. */
function instantIn(at: number | undefined): string | null {
  if (at === undefined || Number.isNaN(new Date(at).getTime())) return null;
  const text = textOfInstant(at);
  return instantSchema.safeParse(text).success ? text : null;
}

function tooLarge(): Problem {
  const most = LARGEST_FILE / 1024 / 1024;
  return new Problem("too-large", {
    detail: {
      en: `The file has more than ${most} MiB: verify it offline with ceralacca verify`,
      it: `Il file supera ${most} MiB: verificalo in locale con ceralacca verify`,
    },
  });
}
