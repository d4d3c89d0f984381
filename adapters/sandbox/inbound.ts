/**
 * Messages that come to the sandbox from outside.
 *
 * @module
 */
import { type ComposedMessage, composeMessage } from "../api/sending/compose.ts";
import type { Reception, SimulatedMessage } from "../api/world.ts";
import { newPecId } from "../points/pec_id.ts";
import type { Provider } from "../points/provider.ts";
import { acceptContent } from "../points/submission.ts";
import { handOver } from "./hand_over.ts";
import type { SandboxMailboxes } from "./mailboxes.ts";
import { takenIn } from "./taken_in.ts";

/** The providers of the sandbox. */
export interface InboundParts {
  readonly own: Provider;
  readonly other: Provider;
  /** Of the other provider. */
  readonly mailboxes: SandboxMailboxes;
  /** Octets times recipients. */
  readonly maxTotalBytes: number;
}

/** Has a message come in. */
export async function receive(parts: InboundParts, message: SimulatedMessage): Promise<Reception> {
  const { clock, issuer, random } = parts.other;
  const pecId = newPecId(issuer.domain, clock.now(), random);
  const composed = composeMessage(draftOf(message), pecId, clock.now());
  return message.kind === "certified"
    ? await receiveCertified(parts, message, composed, pecId)
    : await receiveOrdinary(parts, message, composed);
}

async function receiveCertified(
  { other, mailboxes, maxTotalBytes }: InboundParts,
  { from, to }: SimulatedMessage,
  composed: ComposedMessage,
  pecId: string,
): Promise<Reception> {
  if (!await mailboxes.open(from)) {
    return { outcome: "refused", reply: "The other provider has no room for more mailboxes" };
  }
  const content = await takenIn(other, { ...composed, eightBit: true });
  const envelope = { account: from, sender: from, recipients: [to] };
  const limits = { maxTotalBytes };
  const { outcome } = await acceptContent(other, envelope, content, limits, undefined, pecId);
  return outcome === "accepted"
    ? { outcome: "taken", pecId }
    : { outcome: "refused", reply: `The other provider has not accepted it: ${outcome}` };
}

async function receiveOrdinary(
  { own }: InboundParts,
  { from, to }: SimulatedMessage,
  { size, content }: ComposedMessage,
): Promise<Reception> {
  const [outcome] = await handOver(own, {
    ...{ sender: from, recipients: [to], size, content },
    eightBit: true,
  });
  if (outcome?.outcome === "taken") return { outcome: "taken", pecId: null };
  return { outcome: "refused", reply: `${outcome?.code} ${outcome?.enhanced} ${outcome?.text}` };
}

function draftOf({ from, to, subject, text }: SimulatedMessage) {
  const mailbox = (address: string) => ({ address, name: "" });
  return {
    from: mailbox(from),
    to: [mailbox(to)],
    cc: [],
    replyTo: [],
    subject,
    text,
    attachments: [],
    receipt: "completa",
  } as const;
}
