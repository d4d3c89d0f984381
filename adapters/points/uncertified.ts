/**
 * What arrives and is no correct document of a provider (RFC 6109 §2.2.2, §3.2.2).
 *
 * @module
 */
import { addressKey } from "../../events/address.ts";
import { decodedText, field, unfolded } from "../documents/mime/headers.ts";
import { ANOMALIES } from "../documents/pec/texts.ts";
import { type Reply, reply } from "../smtp/server/reply.ts";
import { takeBounce } from "./bounces.ts";
import type { Arrival } from "./incoming_point.ts";
import type { Content } from "./intake.ts";
import type { Provider } from "./provider.ts";
import { derivedKey, INFECTED, takeOver } from "./takeover.ts";
import { virusIn } from "./virus.ts";

/** Why a message is not certified. */
export interface Uncertified {
  readonly form: "ordinary" | "incorrect";
  /** In English: for the SMTP session and the log. */
  readonly reason: string;
}

const BOUNCE_TAKEN = reply(250, "2.0.0", "Ok: a failure becomes an avviso for the sender");

/**
 * What a provider has signed is always passed on, in an anomaly envelope; ordinary mail only to
 * those who want it. A virus in it is refused like any other on the Internet.
 */
export async function takeUncertified(
  provider: Provider,
  arrival: Arrival,
  { form, reason }: Uncertified,
): Promise<Reply> {
  const { sender, recipients, content } = arrival;
  const bounce = form === "ordinary" ? await takeBounce(provider, arrival) : "none";
  if (bounce === "certificato") return BOUNCE_TAKEN;
  // Whoever wrote to ordinary recipients gets their bounces, whatever else the mailbox refuses.
  const asked = form === "ordinary" && bounce === "none";
  const refusing = asked ? await refusingOrdinary(provider, recipients) : [];
  if (refusing.length > 0) {
    provider.log("arrival.refused", { sender, reason });
    return reply(550, "5.7.1", `${refusing.join(", ")} accepts certified mail only: ${reason}`);
  }
  const virus = await virusIn(provider, content);
  if (virus !== null) {
    provider.log("arrival.infected", { sender, virus });
    return INFECTED;
  }
  provider.log("arrival.anomaly", { sender, reason });
  const { rope, size } = content;
  const message = { sender, recipients, content: rope, size, ...namesOf(content) };
  // Sent twice under one Message-ID it is one message; without one nobody can tell.
  const sending = message.messageId || String(provider.clock.now());
  const key = derivedKey([sender, sending, JSON.stringify(rope)]);
  const command = { type: "anomaly", arrival: { ...message, reason: ANOMALIES[form] } } as const;
  return await takeOver(provider, key, command, content);
}

function namesOf({ root }: Content): { readonly subject: string; readonly messageId: string } {
  const subject = field(root, "Subject");
  const messageId = field(root, "Message-ID");
  return {
    subject: subject ? decodedText(subject) : "",
    messageId: messageId ? unfolded(messageId) : "",
  };
}

/**
 * The recipients that will not have it. One of them refuses for all: to take the message and drop
 * a copy, or to answer an address that nobody has verified, would both be worse. A mailbox that
 * does not exist, or is disabled, refuses as well: nobody would ever read it there.
 */
async function refusingOrdinary(
  { queries }: Provider,
  recipients: readonly string[],
): Promise<string[]> {
  const refusing = await Promise.all(recipients.map(async (recipient) => {
    const account = await queries.accountByAddress(addressKey(recipient));
    const open = account?.role === "holder" && account.status === "open";
    return open && account.ordinary !== "refuse" ? [] : [recipient];
  }));
  return refusing.flat();
}
