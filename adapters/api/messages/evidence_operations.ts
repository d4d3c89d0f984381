/**
 * The operations that hand out evidence.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Api } from "../api.ts";
import { attachmentDisposition } from "../byte_answer.ts";
import { type Caller, requireMailbox } from "../caller.ts";
import { operation, problems } from "../operation.ts";
import { Problem } from "../problem.ts";
import { addressSchema } from "../schemas.ts";
import type { World } from "../world.ts";
import { openMailbox } from "../mailboxes/holder.ts";
import { requireMessage } from "../mailboxes/held_message.ts";
import { messageParams as heldParams } from "../mailboxes/schemas.ts";
import { type Bundle, makeBundle, noParty } from "./evidence.ts";
import { eventsOf, loadMessage, pecIdOf } from "./load.ts";
import { messageParams } from "./schemas.ts";

const DESCRIPTION =
  "A ZIP file with the documents byte for byte, the events of the log with proofs, time stamps, " +
  "certificates and a readable summary, signed by the provider: what concerns the party, and " +
  "nothing of anybody else's mailbox. Anyone can verify it offline. The log remembers for whom it " +
  "was made, and the SHA-256 of the file. Each request makes a new one.";

const BUNDLE = {
  description: "The bundle.",
  headers: z.object({
    "Repr-Digest": z.string().openapi({
      description: "SHA-256 of the file (RFC 9530), as the log remembers it.",
      example: "sha-256=:d435Qo+nKZ+gLcUHn7GQtQ72hiBVAgqoLsZnZPiTGPk=:",
    }),
  }),
  content: {
    "application/zip": {
      schema: z.string().openapi({ format: "binary", description: "The ZIP file." }),
    },
  },
};

const getEvidence = operation({ scope: "evidence:read", changes: "call" }, {
  method: "get",
  path: "/v1/messages/{id}/evidence",
  operationId: "getEvidence",
  tags: ["Receipts"],
  summary: "The evidence about a message",
  description: DESCRIPTION,
  request: {
    params: messageParams,
    query: z.object({
      for: addressSchema.optional().openapi({
        description: "The party: the sender unless said, or a mailbox of these credentials that " +
          "is a recipient.",
      }),
    }),
  },
  responses: {
    200: BUNDLE,
    ...problems(409),
  },
});

const getReceivedEvidence = operation({ scope: "evidence:read", changes: "call" }, {
  method: "get",
  path: "/v1/mailboxes/{address}/messages/{uid}/evidence",
  operationId: "getMailboxMessageEvidence",
  tags: ["Mailboxes"],
  summary: "The evidence about a message that was received",
  description: DESCRIPTION,
  request: { params: heldParams },
  responses: { 200: BUNDLE, ...problems(409) },
});

/** Adds the operations. */
export function mountEvidence(api: Api): void {
  api.openapi(getEvidence, async (context) => {
    const { world, caller } = context.var;
    const { id } = context.req.valid("param");
    const party = await partyOf(world, caller, id, context.req.valid("query").for);
    return bundleAnswer(await makeBundle(world, pecIdOf(world, id), party), `${id}.zip`);
  });
  api.openapi(getReceivedEvidence, async (context) => {
    const { address, uid } = context.req.valid("param");
    const { world, caller } = context.var;
    const mailbox = await openMailbox(world, caller, address);
    const { pecId } = requireMessage(world, mailbox, uid);
    if (pecId === "") throw nothingCertified();
    return bundleAnswer(await makeBundle(world, pecId, address), `${uid}.zip`);
  });
}

function bundleAnswer({ bytes, size, digest }: Bundle, name: string): Response {
  return new Response(bytes, {
    headers: {
      "content-type": "application/zip",
      "content-length": String(size),
      "content-disposition": attachmentDisposition(name),
      "repr-digest": `sha-256=:${Uint8Array.fromHex(digest).toBase64()}:`,
    },
  });
}

function nothingCertified(): Problem {
  return new Problem("conflict", {
    detail: {
      en: "This is ordinary mail: nothing of it is certified, and there is no evidence",
      it: "È posta ordinaria: nulla è certificato, e non ci sono prove",
    },
  });
}

/**
 * The mailbox that gets the bundle.
 *
 * @throws {Problem} not-found for a message or a mailbox of others; conflict for a message that has
 *   not been sent.
 */
async function partyOf(
  world: World,
  caller: Caller,
  id: string,
  named: string | undefined,
): Promise<string> {
  if (named !== undefined) {
    requireMailbox(caller, named);
    if ((await eventsOf(world, id)).events.length === 0) throw noParty();
    return named;
  }
  const { mailbox, submitted_at } = await loadMessage(world, caller, id);
  if (submitted_at !== null) return mailbox;
  throw new Problem("conflict", {
    detail: {
      en: "The message has not been sent: there is nothing to give evidence of",
      it: "Il messaggio non è stato inviato: non c'è nulla da provare",
    },
  });
}
