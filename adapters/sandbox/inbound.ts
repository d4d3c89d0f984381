/**
 * Messages that come to the sandbox from outside.
 *
 * @module
 */
import { composeMessage } from "../api/sending/compose.ts";
import type { SimulatedMessage } from "../api/world.ts";
import { defaultMimeLimits } from "../documents/mime/limits.ts";
import { type Content, Receiving } from "../points/intake.ts";
import { newPecId } from "../points/pec_id.ts";
import type { Provider } from "../points/provider.ts";
import { acceptContent } from "../points/submission.ts";
import { handOver } from "./hand_over.ts";
import { openMailboxes } from "./post.ts";

/** The providers of the sandbox. */
export interface InboundParts {
  readonly own: Provider;
  readonly other: Provider;
  /** Octets times recipients. */
  readonly maxTotalBytes: number;
}

/**
 * Has a message come in; resolves with the identificativo of a certified one, null for ordinary
 * mail.
 *
 * @throws {Error} when it is refused, which no message that a schema has let through should be.
 */
export async function receive(
  { own, other, maxTotalBytes }: InboundParts,
  message: SimulatedMessage,
): Promise<string | null> {
  const certified = message.kind === "certified";
  const pecId = newPecId(other.issuer.domain, other.clock.now(), other.random);
  const composed = composeMessage(draftOf(message), pecId, other.clock.now());
  const { from, to } = message;
  if (!certified) {
    const letter = { sender: from, recipients: [to], size: composed.size, eightBit: true };
    const [outcome] = await handOver(own, { ...letter, content: () => composed.content() });
    if (outcome?.outcome !== "taken") throw new Error(`Cannot receive: ${outcome?.text}`);
    return null;
  }
  await openMailboxes(other, [from]);
  const content = await stored(other, composed.content(), composed.size);
  const envelope = { account: from, sender: from, recipients: [to] };
  const { outcome } = await acceptContent(
    other,
    envelope,
    content,
    { maxTotalBytes },
    undefined,
    pecId,
  );
  if (outcome !== "accepted") throw new Error(`Cannot receive: the message was ${outcome}`);
  return pecId;
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

async function stored(
  { blobs }: Provider,
  octets: AsyncIterable<Uint8Array>,
  size: number,
): Promise<Content> {
  const receiving = new Receiving(blobs, defaultMimeLimits);
  try {
    for await (const chunk of octets) await receiving.write(chunk);
    return await receiving.end({ size, eightBit: true });
  } finally {
    await receiving.abort();
  }
}
