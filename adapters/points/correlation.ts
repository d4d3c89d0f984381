/**
 * Tells the outgoing message that a receipt or notice names what has become of it.
 *
 * @module
 */
import type { IncomingNotice, NoticeArrival } from "../../actors/incoming_notice.ts";
import { outgoing, type OutgoingCommand } from "../../actors/outgoing.ts";
import { addressKey, domainOf } from "../../events/address.ts";
import type { Provider } from "./provider.ts";

/** Resolves with whether the notice named a message of this provider and advanced it. */
export async function correlate(provider: Provider, notice: IncomingNotice): Promise<boolean> {
  const { pecId } = notice.certified;
  const command = commandOf(notice);
  if (!command || domainOf(pecId) !== provider.issuer.domain) return false;
  const { refusal } = await provider.runtime.send(outgoing, pecId, command);
  if (refusal) provider.log("notice.unmatched", { pecId, kind: notice.kind, ...refusal });
  return refusal === null;
}

/**
 * Whether a receipt for a message of this provider names somebody to whom it was never sent, or
 * who never sent it.
 */
export async function namesStranger(
  { issuer, runtime }: Provider,
  { certified: { pecId, sender }, concerns }: NoticeArrival,
): Promise<boolean> {
  if (domainOf(pecId) !== issuer.domain) return false;
  const { state } = await runtime.send(outgoing, pecId, { type: "elapse" });
  if (state.phase !== "accepted") return false;
  if (addressKey(sender) !== addressKey(state.submission.sender)) return true;
  return concerns.some((recipient) => !state.recipients.has(addressKey(recipient)));
}

function commandOf(notice: IncomingNotice): OutgoingCommand | null {
  const { kind, provider, messageId, concerns: recipients, description } = notice;
  const [recipient] = recipients;
  if (recipient === undefined) return null;
  switch (kind) {
    case "presa-in-carico":
      return { type: "taken-in-charge", recipients, provider, messageId };
    case "avvenuta-consegna":
      return { type: "delivered", recipient, provider, messageId };
    case "errore-consegna": {
      const error = notice.error ?? "altro";
      return { type: "failed", recipient, provider, error, messageId };
    }
    case "rilevazione-virus":
      return { type: "virus-reported", recipient, provider, messageId, description };
    default:
      return null;
  }
}
