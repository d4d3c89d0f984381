/**
 * Bounces of envelopes that a next hop had taken (RFC 6109 §2.2.2): for a certified recipient they
 * become an avviso di mancata consegna, for an ordinary one they are handed to the sender.
 *
 * @module
 */
import { outgoing, type OutgoingMessage } from "../../actors/outgoing.ts";
import { addressKey, domainOf } from "../../events/address.ts";
import {
  type DeliveryReport,
  readDeliveryReport,
  type RecipientReport,
} from "../documents/mime/delivery_report.ts";
import { bytesOf } from "./bytes.ts";
import type { Arrival } from "./incoming_point.ts";
import { refusalOf } from "./relay_refusal.ts";
import type { Provider } from "./provider.ts";

/** What a bounce was about: nothing of ours, or recipients of that kind. */
export type Bounce = "none" | "certificato" | "esterno";

/**
 * Takes a bounce in. Anybody can write one: it counts only with the null reverse-path, for a
 * recipient of a message of this provider of whom nothing else has been heard, and where it comes
 * to the sender of that message.
 */
export async function takeBounce(provider: Provider, arrival: Arrival): Promise<Bounce> {
  const { sender, content: { rope, pending, root } } = arrival;
  if (sender !== "") return "none";
  // A bounce goes to the reverse-path alone; anything else would reach whom it does not concern.
  const [recipient, ...others] = arrival.recipients;
  if (recipient === undefined || others.length > 0) return "none";
  const report = await readDeliveryReport(root, bytesOf(provider.blobs, rope, pending));
  const message = report && await messageOf(provider, report);
  if (!report || !message) return "none";
  if (addressKey(message.submission.sender) !== addressKey(recipient)) return "none";
  let bounce: Bounce = "none";
  for (const reported of report.recipients) {
    const known = message.recipients.get(addressKey(reported.recipient)) ??
      message.recipients.get(addressKey(reported.finalRecipient ?? ""));
    if (!known) continue;
    bounce = known.kind;
    if (known.kind === "certificato" && reported.action === "failed") {
      await tell(provider, message, known.address, reported);
    }
    if (reported.action !== "failed") {
      const { pecId } = message.submission;
      provider.log("bounce.noted", { pecId, recipient: known.address, action: reported.action });
    }
  }
  return bounce;
}

async function messageOf(
  { issuer, runtime }: Provider,
  { originalMessageId }: DeliveryReport,
): Promise<OutgoingMessage | null> {
  const pecId = originalMessageId?.replace(/^<|>$/g, "") ?? "";
  if (domainOf(pecId) !== issuer.domain) return null;
  const { state } = await runtime.send(outgoing, pecId, { type: "elapse" });
  return state.phase === "accepted" ? state : null;
}

async function tell(
  { runtime }: Provider,
  { submission: { pecId } }: OutgoingMessage,
  recipient: string,
  { status, diagnostic }: RecipientReport,
): Promise<void> {
  const refusal = refusalOf({ recipient, enhanced: status, text: diagnostic });
  await runtime.send(outgoing, pecId, { type: "bounced", refusal });
}
