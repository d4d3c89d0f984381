/**
 * App passwords: what mail programs log in with where the account has a second factor.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { account } from "../../../actors/account.ts";
import { addressKey } from "../../../events/address.ts";
import { appPasswordScopeSchema, networkSchema } from "../../../events/account.ts";
import { giveAppPassword } from "../../accounts/new_app_password.ts";
import type { AppPassword } from "../../storage/storage.ts";
import type { Api } from "../api.ts";
import { operation, problems } from "../operation.ts";
import { Problem } from "../problem.ts";
import { instantSchema, nameSchema, textOfInstant, wellFormed } from "../schemas.ts";
import { holderOf } from "./holder.ts";
import { mailboxParams } from "./schemas.ts";

const networksSchema = z.array(networkSchema).min(1).max(20).openapi({
  example: ["192.0.2.0/24"],
});

const fields = {
  name: nameSchema.refine(...wellFormed).openapi({
    description: "What the holder calls it, once in an account.",
    example: "Thunderbird in ufficio",
  }),
  // Schemas of events may be older than `openapi`, which their copies have.
  scope: appPasswordScopeSchema.clone().openapi({
    description: "`read`: IMAP and POP3. `send`: SMTP. `both`: all of them.",
  }),
};

const appPasswordSchema = z.object({
  id: z.int(),
  ...fields,
  networks: networksSchema.nullable().openapi({
    description: "From where alone it works; null for everywhere.",
  }),
  created_at: instantSchema,
  expires_at: instantSchema.nullable().openapi({ description: "Null for never." }),
}).openapi("AppPassword");

const newAppPasswordSchema = z.strictObject({
  ...fields,
  networks: networksSchema.optional(),
  expires_at: instantSchema.optional().openapi({ description: "Ten years from now at the most." }),
}).openapi("NewAppPassword");

const listAppPasswords = operation({ scope: "settings:write", changes: "nothing" }, {
  method: "get",
  path: "/v1/mailboxes/{address}/app-passwords",
  operationId: "listAppPasswords",
  tags: ["Mailboxes"],
  summary: "The app passwords of a mailbox",
  description: "There are 50 at the most. The passwords themselves are kept nowhere.",
  request: { params: mailboxParams },
  responses: {
    200: {
      description: "The app passwords, the oldest first.",
      content: {
        "application/json": {
          schema: z.object({ data: z.array(appPasswordSchema) }).openapi("AppPasswords"),
        },
      },
    },
  },
});

const addAppPassword = operation({ scope: "settings:write", changes: "call" }, {
  method: "post",
  path: "/v1/mailboxes/{address}/app-passwords",
  operationId: "addAppPassword",
  tags: ["Mailboxes"],
  summary: "Make an app password",
  description: "Only for accounts with a second factor, which the provider sets. The password is " +
    "shown in this answer and never again: where the answer is lost, delete it and make another.",
  request: {
    params: mailboxParams,
    body: { required: true, content: { "application/json": { schema: newAppPasswordSchema } } },
  },
  responses: {
    201: {
      description: "The app password.",
      content: {
        "application/json": {
          schema: appPasswordSchema.extend({
            password: z.string().openapi({ description: "Shown once." }),
          }).openapi("GivenAppPassword"),
        },
      },
    },
    ...problems(409, 422),
  },
});

const revokeAppPassword = operation({ scope: "settings:write", changes: "call" }, {
  method: "delete",
  path: "/v1/mailboxes/{address}/app-passwords/{id}",
  operationId: "revokeAppPassword",
  tags: ["Mailboxes"],
  summary: "Revoke an app password",
  description: "Nobody logs in with it any more; sessions that are open end by themselves.",
  request: {
    params: mailboxParams.extend({ id: z.coerce.number().int().min(1) }),
  },
  responses: { 204: { description: "It is revoked." } },
});

/** Adds the operations on app passwords. */
export function mountAppPasswords(api: Api): void {
  api.openapi(listAppPasswords, async (context) => {
    const { address } = context.req.valid("param");
    const world = context.get("world");
    const { account } = await holderOf(world, context.get("caller"), address);
    const passwords = await world.provider.queries.appPasswordsOf(account.address);
    return context.json({ data: passwords.map(viewOf) }, 200);
  });
  api.openapi(addAppPassword, async (context) => {
    const { address } = context.req.valid("param");
    const { expires_at: expires, name, scope, networks } = context.req.valid("json");
    const { provider } = context.get("world");
    const { account } = await holderOf(context.get("world"), context.get("caller"), address);
    const wish = {
      name,
      scope,
      ...(networks === undefined ? {} : { networks }),
      ...(expires === undefined ? {} : { expires: Date.parse(expires) }),
    };
    const given = await giveAppPassword(provider.runtime, account.address, wish, provider.random);
    if ("refusal" in given) throw refused(given.refusal.refused);
    const passwords = await provider.queries.appPasswordsOf(account.address);
    const added = viewOf(passwords.find((one) => one.name === name)!);
    const headers = { "cache-control": "no-store" };
    return context.json({ ...added, password: given.secret }, 201, headers);
  });
  api.openapi(revokeAppPassword, async (context) => {
    const { address, id } = context.req.valid("param");
    const { provider } = context.get("world");
    const holder = await holderOf(context.get("world"), context.get("caller"), address);
    const mailbox = addressKey(holder.account.address);
    const passwords = await provider.queries.appPasswordsOf(mailbox);
    const found = passwords.find((one) => one.id === id);
    if (!found) throw noAppPassword();
    const revoke = { type: "revoke-app-password", name: found.name } as const;
    const { refusal } = await provider.runtime.send(account, mailbox, revoke);
    // Somebody else has revoked it in the same moment.
    if (refusal) throw noAppPassword();
    return context.body(null, 204);
  });
}

function viewOf(
  { id, name, scope, networks, added, expires }: AppPassword,
): z.output<typeof appPasswordSchema> {
  return {
    id,
    name,
    scope,
    networks: networks && [...networks],
    created_at: textOfInstant(added),
    expires_at: expires === null ? null : textOfInstant(expires),
  };
}

function refused(reason: string): Problem {
  switch (reason) {
    case "no-second-factor":
      return new Problem("conflict", {
        detail: {
          en: "The account has no second factor: programs log in with its own password. Ask the " +
            "provider for a second factor first",
          it: "L'account non ha un secondo fattore: i programmi usano la sua password. Chiedi " +
            "prima al gestore un secondo fattore",
        },
      });
    case "exists":
      return new Problem("conflict", {
        detail: {
          en: "There is an app password of this name. Delete it first, or choose another name",
          it: "C'è già una password per app con questo nome. Eliminala, o scegli un altro nome",
        },
      });
    case "too-many":
      return new Problem("conflict", {
        detail: {
          en: "The account has 50 app passwords already. Delete those that nobody uses",
          it: "L'account ha già 50 password per app. Elimina quelle che nessuno usa",
        },
      });
    case "expires": {
      const detail = {
        en: "It must expire in the future, within ten years. Leave expires_at out for never",
        it: "Deve scadere nel futuro, entro dieci anni. Ometti expires_at perché non scada",
      };
      const faults = [{ pointer: "/expires_at", detail }];
      return new Problem("invalid-content", { detail, faults });
    }
    default:
      throw new Error(`Cannot make an app password: ${reason}`);
  }
}

function noAppPassword(): Problem {
  return new Problem("not-found", {
    detail: {
      en: "There is no such app password. GET the list for the ids of those that there are",
      it: "La password per app non c'è. L'elenco mostra gli id di quelle che ci sono",
    },
  });
}
