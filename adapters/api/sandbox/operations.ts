/**
 * What only the sandbox can do: let time pass, and have messages come from outside.
 *
 * @module
 */
import { addressKey, domainOf } from "../../../events/address.ts";
import { SECOND } from "../../../events/instant.ts";
import { isMailbox } from "../../documents/mime/addresses.ts";
import { toPem } from "../../documents/smime/pem.ts";
import type { Api } from "../api.ts";
import { requireMailbox } from "../caller.ts";
import type { Language } from "../language.ts";
import { operation, problems } from "../operation.ts";
import { Problem } from "../problem.ts";
import { textOfInstant } from "../schemas.ts";
import type { SandboxControl, World } from "../world.ts";
import { originOf } from "./origin.ts";
import {
  advanceSchema,
  inboundSchema,
  newMailboxSchema,
  receivedSchema,
  sandboxSchema,
} from "./schemas.ts";

const TAGS = ["Sandbox"];

const getSandbox = operation({ scope: null, changes: "nothing" }, {
  method: "get",
  path: "/v1/sandbox",
  operationId: "getSandbox",
  tags: TAGS,
  summary: "Show the sandbox",
  description: "For `test_` keys: the time there, and the recipients with whom something always " +
    "happens.",
  responses: {
    200: {
      description: "The sandbox.",
      content: { "application/json": { schema: sandboxSchema } },
    },
  },
});

const advanceClock = operation({ scope: "sandbox:write", changes: "call" }, {
  method: "post",
  path: "/v1/sandbox/clock",
  operationId: "advanceSandboxClock",
  tags: TAGS,
  summary: "Let time pass",
  description:
    "Moves the clock of the sandbox on. Everything that falls due meanwhile happens in " +
    "its order and bears its instant; the answer comes when it has. Everybody in the sandbox has " +
    "the same clock. It moves forward alone, and 400 days in all.",
  request: {
    body: { required: true, content: { "application/json": { schema: advanceSchema } } },
  },
  responses: {
    200: {
      description: "The sandbox afterwards.",
      content: { "application/json": { schema: sandboxSchema } },
    },
    ...problems(422),
  },
});

const openMailbox = operation({ scope: "sandbox:write", changes: "call" }, {
  method: "post",
  path: "/v1/sandbox/mailboxes",
  operationId: "openSandboxMailbox",
  tags: TAGS,
  summary: "Open a mailbox",
  description:
    "In the domain of the sandbox, and one that your credentials are bound to. One that " +
    "is there stays as it is.",
  request: {
    body: { required: true, content: { "application/json": { schema: newMailboxSchema } } },
  },
  responses: {
    201: {
      description: "The mailbox is open.",
      content: { "application/json": { schema: newMailboxSchema } },
    },
    ...problems(409, 422),
  },
});

const receiveMessage = operation({ scope: "sandbox:write", changes: "call" }, {
  method: "post",
  path: "/v1/sandbox/inbound",
  operationId: "receiveInSandbox",
  tags: TAGS,
  summary: "Have a message come in",
  description: "From the simulated other provider, or as ordinary mail, to one of your mailboxes.",
  request: {
    body: { required: true, content: { "application/json": { schema: inboundSchema } } },
  },
  responses: {
    202: {
      description: "It is on its way to the mailbox.",
      content: { "application/json": { schema: receivedSchema } },
    },
    ...problems(409, 422),
  },
});

/** Adds the operations. */
export function mountSandbox(api: Api): void {
  api.openapi(getSandbox, async (context) => {
    const world = context.get("world");
    return context.json(await shown(world, requireSandbox(world), context.get("language")), 200);
  });
  api.openapi(advanceClock, async (context) => {
    const world = context.get("world");
    const sandbox = requireSandbox(world);
    await advance(sandbox, context.req.valid("json").advance);
    return context.json(await shown(world, sandbox, context.get("language")), 200);
  });
  api.openapi(openMailbox, async (context) => {
    const world = context.get("world");
    const sandbox = requireSandbox(world);
    const { address } = context.req.valid("json");
    requireOwn(world, address, "/address");
    requireMailbox(context.get("caller"), address);
    if (!await sandbox.openMailbox(address)) throw crowded();
    return context.json({ address }, 201);
  });
  api.openapi(receiveMessage, async (context) => {
    const world = context.get("world");
    const sandbox = requireSandbox(world);
    const { from, ...message } = context.req.valid("json");
    requireOwn(world, message.to, "/to");
    requireMailbox(context.get("caller"), message.to);
    const origin = originOf(sandbox, world.provider.issuer.domain, message.kind, from);
    const received = await sandbox.receive({ ...message, from: origin });
    if (received.outcome === "refused") throw refused(received.reply);
    return context.json({ pec_id: received.pecId }, 202);
  });
}

/** Nobody moves the time of the live world. */
function requireSandbox({ sandbox }: World): SandboxControl {
  if (sandbox) return sandbox;
  throw new Problem("not-found", {
    detail: {
      en: "This is of the sandbox alone: use a key that begins with test_",
      it: "Esiste solo nella sandbox: usa una chiave che inizia con test_",
    },
  });
}

function requireOwn({ provider }: World, address: string, pointer: string): void {
  const { domain } = provider.issuer;
  const reserved = [provider.serviceMailbox, provider.issuer.address].map(addressKey);
  const own = isMailbox(address) && domainOf(address) === domain;
  if (own && !reserved.includes(addressKey(address))) return;
  const detail = {
    en: `Give an address in ${domain}, other than ${reserved.join(" and ")}`,
    it: `Indica un indirizzo in ${domain}, diverso da ${reserved.join(" e ")}`,
  };
  throw new Problem("invalid-content", { detail, faults: [{ pointer, detail }] });
}

function crowded(): Problem {
  return new Problem("conflict", {
    detail: {
      en:
        "The sandbox has as many mailboxes as it can have: use one of yours, or ask the provider " +
        "for a new sandbox",
      it: "La sandbox ha già tutte le caselle che può avere: usane una delle tue, o chiedi al " +
        "gestore una sandbox nuova",
    },
  });
}

function refused(reply: string): Problem {
  return new Problem("conflict", {
    detail: {
      en: `The server has refused the message: ${reply}. A mailbox takes ordinary mail when its ` +
        "settings say so (PATCH /v1/mailboxes/{address})",
      it: `Il server ha rifiutato il messaggio: ${reply}. Una casella accetta posta ordinaria se ` +
        "le sue impostazioni lo dicono (PATCH /v1/mailboxes/{address})",
    },
  });
}

async function advance({ clock }: SandboxControl, milliseconds: number): Promise<void> {
  try {
    await clock.advance(milliseconds);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const detail = {
      en: "The clock of the sandbox can be 400 days ahead in all: move it less",
      it: "L'orologio della sandbox può essere avanti di 400 giorni in tutto: spostalo di meno",
    };
    throw new Problem("invalid-content", { detail, faults: [{ pointer: "/advance", detail }] });
  }
}

async function shown({ provider, trusted }: World, sandbox: SandboxControl, language: Language) {
  const { clock, otherDomain, recipients } = sandbox;
  const { roots } = await trusted();
  return {
    now: textOfInstant(clock.now()),
    ahead_seconds: clock.offset / SECOND,
    domain: provider.issuer.domain,
    other_domain: otherDomain,
    authority: roots.map((root) => toPem("CERTIFICATE", root)).join(""),
    recipients: recipients.map(({ address, outcome }) => ({ address, outcome: outcome[language] })),
  };
}
