/**
 * Hands documents over to the provider of their recipients, this one included: messages within
 * one provider go through the same steps (RFC 6109 §3.4).
 *
 * @module
 */
import { domainOf } from "../../events/address.ts";
import type { PecDocument } from "../documents/pec/facts.ts";
import type { TlsPolicy } from "../smtp/client/connect.ts";
import type { RecipientOutcome } from "../smtp/client/outcome.ts";
import type { Relay } from "../smtp/client/relay.ts";
import type { Reply } from "../smtp/server/reply.ts";
import type { Arrival } from "./incoming_point.ts";
import type { Provider } from "./provider.ts";

/** A document on its way to recipients of one domain. */
export interface Consignment {
  /** MAIL FROM; empty for the null path. */
  readonly sender: string;
  /** All of one domain. */
  readonly recipients: readonly string[];
  readonly document: PecDocument;
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
    const { sender, recipients, document } = consignment;
    const { hop, recipients: outcomes } = await relay.relay(domain, {
      sender,
      recipients,
      size: document.size,
      eightBit: document.eightBit,
      tls: tlsPolicy(provider, domain),
      content: () => provider.blobs.read(document.rope, document.inline),
    });
    return { hop, outcomes };
  };
}

/** RFC 6109 §5.3: between providers only TLS; towards ordinary mail as well as it can be had. */
function tlsPolicy(provider: Provider, domain: string): TlsPolicy {
  return provider.directory.providerOfDomain(domain) ? "required-verified" : "opportunistic";
}

async function handOverHere(
  provider: Provider,
  arrive: (arrival: Arrival) => Promise<Reply>,
  { sender, recipients, document }: Consignment,
): Promise<HandedOver> {
  const { rope, inline, size } = document;
  const root = await provider.structures.of(rope, inline);
  const { code, enhanced, text } = await arrive({
    sender,
    recipients,
    secure: true,
    content: { rope, pending: inline, root, size, eightBit: document.eightBit },
  });
  const outcome = code < 400 ? "taken" : code < 500 ? "deferred" : "refused";
  const verdict = { outcome, code, enhanced, text: String(text) } as const;
  return {
    hop: provider.hostname,
    outcomes: recipients.map((recipient) => ({ recipient, ...verdict })),
  };
}
