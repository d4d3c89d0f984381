/**
 * The Incoming Point: where other providers' documents and ordinary mail arrive
 * (RFC 6109 §2.2.2, §3.2).
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { EnvelopeArrival } from "../../actors/incoming_envelope.ts";
import type { NoticeArrival } from "../../actors/incoming_notice.ts";
import { domainOf } from "../../events/address.ts";
import { defaultMimeLimits } from "../documents/mime/limits.ts";
import { requestedReceipt } from "../documents/pec/receipt_type.ts";
import type { SmtpHandler } from "../smtp/server/handler.ts";
import { type Reply, reply } from "../smtp/server/reply.ts";
import { type CertifiedForm, type Classified, classify } from "./classification.ts";
import { ADRIFT, BUSY, type Content, intake } from "./intake.ts";
import type { Provider } from "./provider.ts";
import { derivedKey, INFECTED, takeOver } from "./takeover.ts";
import { namesStranger } from "./correlation.ts";
import { takeUncertified } from "./uncertified.ts";
import { virusIn } from "./virus.ts";

/** A message that has arrived in one transaction. */
export interface Arrival {
  /** MAIL FROM; empty for the null path. */
  readonly sender: string;
  readonly recipients: readonly string[];
  /** Whether it came over TLS, or from this very provider. */
  readonly secure: boolean;
  readonly content: Content;
}

const NOT_SERVED = reply(550, "5.1.2", "This provider does not serve the recipient's domain");
const TLS_NEEDED = reply(530, "5.7.0", "Certified mail must come over TLS: issue STARTTLS first");

/** The SMTP handler of the reception server. */
export function incomingPoint(provider: Provider): SmtpHandler {
  return {
    sender: () => {
      if (provider.runtime.overloaded) return Promise.resolve(BUSY);
      return Promise.resolve(provider.clockTrust().ok ? null : ADRIFT);
    },

    // Which mailboxes exist is told by avviso di mancata consegna, not in the session: RCPT comes
    // before anyone knows whether the message is certified.
    recipient: (recipient) =>
      Promise.resolve(provider.domains.has(domainOf(recipient)) ? null : NOT_SERVED),

    content: ({ sender, recipients, peer }) =>
      intake(
        provider.blobs,
        defaultMimeLimits,
        (content) => arrive(provider, { sender, recipients, secure: peer.secure, content }),
      ),
  };
}

/** Decides on a message that has arrived; resolves once whatever follows from it is durable. */
export async function arrive(provider: Provider, arrival: Arrival): Promise<Reply> {
  const classified = await classify(provider, arrival);
  if (classified.form === "ordinary" || classified.form === "incorrect") {
    return await takeUncertified(provider, arrival, classified);
  }
  if (!arrival.secure) return TLS_NEEDED;
  const { content } = arrival;
  const virus = await virusIn(provider, content);
  const key = streamKey(classified);
  if (classified.form === "envelope") {
    const letter = envelopeArrival(classified, arrival);
    return await takeOver(provider, key, { type: "envelope", arrival: letter, virus }, content);
  }
  if (virus !== null) {
    provider.log("arrival.infected", { sender: arrival.sender, virus });
    return INFECTED;
  }
  const notice = noticeArrival(classified, arrival);
  if (await namesStranger(provider, notice)) {
    const reason = "it names a recipient that the message never had";
    return await takeUncertified(provider, arrival, { form: "incorrect", reason });
  }
  return await takeOver(provider, key, { type: "notice", arrival: notice }, content);
}

/**
 * The same document, relayed twice, comes to the same stream: the key is what its provider has
 * signed. What stands in the header, and what relays add to it, does not count.
 */
function streamKey({ provider, messageDigest }: CertifiedForm): string {
  return derivedKey([provider.name, Buffer.from(messageDigest).toString("hex")]);
}

function envelopeArrival(
  classified: Extract<Classified, { form: "envelope" }>,
  { sender, recipients, content }: Arrival,
): EnvelopeArrival {
  return {
    provider: classified.provider.name,
    mailReceipt: classified.provider.mailReceipt,
    sender,
    recipients,
    content: content.rope,
    size: content.size,
    certified: classified.daticert.certified,
    receipt: classified.daticert.ricevuta ?? requestedReceipt(content.root.header),
  };
}

function noticeArrival(
  classified: Extract<Classified, { form: "notice" }>,
  { recipients, content }: Arrival,
): NoticeArrival {
  const { provider, daticert, messageId, kind } = classified;
  const concerns = kind === "presa-in-carico" ? daticert.ricezione : daticert.consegna ?? [];
  return {
    provider: provider.name,
    kind,
    messageId,
    recipients,
    content: content.rope,
    size: content.size,
    certified: daticert.certified,
    concerns: [concerns].flat(),
    ...(daticert.errore === "nessuno" ? {} : { error: daticert.errore }),
    description: daticert.erroreEsteso ?? "",
  };
}
