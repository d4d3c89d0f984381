/**
 * Hands documents over to the provider of their recipients, this one included: messages within
 * one provider go through the same steps (RFC 6109 §3.4).
 *
 * @module
 */
import { domainOf } from "../../events/address.ts";
import type { Instant } from "../../events/instant.ts";
import { cutRope } from "../../events/rope.ts";
import { dkimSignature, type DkimSigner } from "../documents/dkim/signature.ts";
import { octetsOf } from "../documents/mime/octets.ts";
import { MimeFault } from "../documents/mime/limits.ts";
import type { PecDocument } from "../documents/pec/facts.ts";
import type { RecipientOutcome } from "../smtp/client/outcome.ts";
import type { Relay, RelayRequest } from "../smtp/client/relay.ts";
import type { Reply } from "../smtp/server/reply.ts";
import type { Arrival } from "./incoming_point.ts";
import { faultReply } from "./intake.ts";
import type { Provider } from "./provider.ts";

/** A document on its way to recipients of one domain. */
export interface Consignment {
  /** MAIL FROM; empty for the null path. */
  readonly sender: string;
  /** All of one domain. */
  readonly recipients: readonly string[];
  readonly document: PecDocument;
  /** The instant of the event that the document is a rendering of. */
  readonly at: Instant;
}

/** What the next hop said. */
export interface HandedOver {
  readonly hop: string;
  readonly outcomes: readonly RecipientOutcome[];
}

/** Hands consignments over. */
export type Transport = (consignment: Consignment) => Promise<HandedOver>;

/** The transport of a provider: its own Incoming Point for its own domains, else SMTP. */
export function transport(
  provider: Provider,
  relay: Relay,
  arrive: (arrival: Arrival) => Promise<Reply>,
): Transport {
  return async (consignment) => {
    const domain = domainOf(consignment.recipients[0] ?? "");
    if (provider.domains.has(domain)) return await handOverHere(provider, arrive, consignment);
    const { sender, recipients } = consignment;
    const certified = provider.directory.providerOfDomain(domain) !== undefined;
    const letter = await letterOf(provider, consignment, certified ? null : provider.dkim);
    // RFC 6109 §5.3: between providers only TLS; towards ordinary mail as well as it can be had.
    const tls = certified ? "required-verified" : "opportunistic";
    const { hop, recipients: outcomes } = await relay.relay(domain, {
      sender,
      recipients,
      tls,
      ...letter,
    });
    return { hop, outcomes };
  };
}

/** The document as it leaves; with a DKIM signature where it goes to ordinary mail. */
async function letterOf(
  { blobs, structures }: Provider,
  { document, at }: Consignment,
  dkim: DkimSigner | null,
): Promise<Pick<RelayRequest, "size" | "eightBit" | "content">> {
  const { rope, inline, size, eightBit } = document;
  if (dkim === null) return { size, eightBit, content: () => blobs.read(rope, inline) };
  const { header, bodyStart } = await structures.of(rope, inline);
  const body = blobs.read(cutRope(rope, bodyStart, size), inline);
  const signature = octetsOf(await dkimSignature(dkim, { header, body, at }));
  return {
    size: size + signature.length,
    eightBit,
    async *content() {
      yield signature;
      yield* blobs.read(rope, inline);
    },
  };
}

async function handOverHere(
  provider: Provider,
  arrive: (arrival: Arrival) => Promise<Reply>,
  { sender, recipients, document }: Consignment,
): Promise<HandedOver> {
  const { rope, inline, size, eightBit } = document;
  const { code, enhanced, text } = await refusingFaults(async () => {
    const root = await provider.structures.of(rope, inline);
    const content = { rope, pending: inline, root, size, eightBit };
    return await arrive({ sender, recipients, secure: true, content });
  });
  const outcome = code < 400 ? "taken" : code < 500 ? "deferred" : "refused";
  const verdict = { outcome, code, enhanced, text: String(text) } as const;
  return {
    hop: provider.hostname,
    outcomes: recipients.map((recipient) => ({ recipient, ...verdict })),
  };
}

/** A limit that a document breaks it breaks at every attempt: as in a session, it is refused. */
async function refusingFaults(arrive: () => Promise<Reply>): Promise<Reply> {
  try {
    return await arrive();
  } catch (error) {
    if (error instanceof MimeFault) return faultReply(error);
    throw error;
  }
}
