/**
 * Commands of callers to webhooks.
 *
 * @module
 */
import { webhook as actor, type WebhookCommand } from "../../../actors/webhook.ts";
import type { Refusal } from "../../../actors/actor.ts";
import type { Webhook } from "../../storage/webhooks.ts";
import type { Caller } from "../caller.ts";
import { Problem } from "../problem.ts";
import type { World } from "../world.ts";

/** What a caller may ask for. */
export type Asked = WebhookCommand extends infer One
  ? One extends WebhookCommand ? Omit<One, "by"> : never
  : never;

/**
 * Carries a command out in the name of the caller's credential; resolves with the webhook as it is
 * then.
 *
 * @throws {Problem}
 */
export async function sendCommand(
  { provider, storage }: World,
  { credential }: Caller,
  id: string,
  command: Asked,
): Promise<Webhook> {
  const named = { ...command, by: credential } as WebhookCommand;
  const { refusal } = await provider.runtime.send(actor, id, named);
  const webhook = storage.webhooks.webhook(id);
  if (refusal || webhook === null) throw refused(refusal);
  return webhook;
}

function refused(refusal: Refusal | null): Problem {
  switch (refusal?.refused) {
    case "changed":
      return new Problem("precondition-failed", {
        detail: {
          en: "It has changed since: fetch it again, and decide anew",
          it: "È cambiato nel frattempo: rileggilo e decidi di nuovo",
        },
      });
    case "too-many-secrets":
      return new Problem("conflict", {
        detail: {
          en: "Too many older secrets are still in use. Wait until one ends, or rotate with " +
            "overlap_hours 0",
          it: "Troppi segreti precedenti sono ancora in uso. Attendi che uno scada, o ruota con " +
            "overlap_hours 0",
        },
      });
    default:
      return new Problem("not-found", {
        detail: {
          en: "The webhook has been deleted meanwhile",
          it: "Il webhook è stato eliminato nel frattempo",
        },
      });
  }
}
