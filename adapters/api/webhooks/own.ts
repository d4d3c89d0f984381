/**
 * The webhooks that a caller may see and change, and what it may make of them.
 *
 * @module
 */
import { addressKey } from "../../../events/address.ts";
import type { WebhookSettings } from "../../../events/webhook.ts";
import type { Webhook } from "../../storage/webhooks.ts";
import { TargetFault, targetUrl } from "../../webhooks/target.ts";
import { type Caller, mayUse } from "../caller.ts";
import { entityTag } from "../entity_tag.ts";
import { Problem } from "../problem.ts";
import type { World } from "../world.ts";

/** Webhooks of one client in a world. */
export const MOST_WEBHOOKS = 50;

/** The webhooks of a caller's client that are told of nothing but what the caller may see. */
export function ownWebhooks({ storage }: World, caller: Caller): readonly Webhook[] {
  return storage.webhooks.webhooksOf(caller.client)
    .filter(({ mailboxes }) => mailboxes.every((one) => mayUse(caller, one)));
}

/** One of them. @throws {Problem} not-found. */
export function requireWebhook(world: World, caller: Caller, id: string): Webhook {
  const webhook = ownWebhooks(world, caller).find((one) => one.webhook === id);
  if (webhook) return webhook;
  throw new Problem("not-found", {
    detail: {
      en: `These credentials have no webhook ${id}. GET /v1/webhooks shows those that they have`,
      it: `Queste credenziali non hanno un webhook ${id}. GET /v1/webhooks mostra i loro`,
    },
  });
}

/** The tag of a webhook's settings. */
export function webhookTag({ webhook, version }: Webhook): string {
  return entityTag("webhook", webhook, version);
}

/** Settings as they are recorded. @throws {Problem} where a caller may not have them. */
export function requireSettings(
  { webhooks }: World,
  caller: Caller,
  { url, description, types, mailboxes }: WebhookSettings,
): WebhookSettings {
  const keys = mailboxes.map(addressKey);
  if (keys.length === 0) throw noMailboxes();
  const index = keys.findIndex((one) => !mayUse(caller, one));
  if (index >= 0) throw notBound(keys[index]!, index);
  const target = requireTarget(url, webhooks.allowPrivate);
  return { url: target, description, mailboxes: keys, ...(types ? { types } : {}) };
}

function requireTarget(url: string, allowPrivate: boolean): string {
  try {
    return targetUrl(url, { allowPrivate }).href;
  } catch (error) {
    if (!(error instanceof TargetFault)) throw error;
    const detail = {
      en: `Webhooks can't go there: ${error.message}. Name a URL with https:// that leads to the ` +
        "public internet",
      it: "L'indirizzo non è ammesso: indica un URL https:// raggiungibile da internet, senza " +
        "utente, password o frammento",
    };
    throw new Problem("invalid-content", { detail, faults: [{ pointer: "/url", detail }] });
  }
}

function noMailboxes(): Problem {
  const detail = {
    en: "These credentials are bound to no mailbox: there is nothing to be told of. Use others",
    it: "Queste credenziali non sono legate ad alcuna casella: non c'è nulla da notificare. " +
      "Usane altre",
  };
  return new Problem("invalid-content", { detail, faults: [{ pointer: "/mailboxes", detail }] });
}

function notBound(mailbox: string, index: number): Problem {
  const detail = {
    en: `These credentials are not bound to ${mailbox}. GET /v1/me shows those to which they are`,
    it: `Queste credenziali non sono legate a ${mailbox}. GET /v1/me mostra quelle a cui lo sono`,
  };
  return new Problem("invalid-content", {
    detail,
    faults: [{ pointer: `/mailboxes/${index}`, detail }],
  });
}
