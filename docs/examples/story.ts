/**
 * A partner's whole story: trying a message out, sending it to many, following every recipient by
 * webhook and by feed, and keeping evidence that anybody can verify without the provider.
 *
 * @module
 */
import type { PartnerApi } from "../../adapters/client/client.ts";
import { type FeedEvent, followEvents } from "../../adapters/client/events.ts";
import type { components } from "../../adapters/client/openapi.ts";
import { certificatesFromPem } from "../../adapters/documents/smime/pem.ts";
import { type Claim, verifyFile } from "../../adapters/verifier/verify.ts";
import type { Receiver } from "./receiver.ts";

type Message = components["schemas"]["Message"];

/** What is sent. */
export interface Mailing {
  readonly from: string;
  readonly to: readonly string[];
  /** The partner's own name for it, from which it also makes the idempotency key. */
  readonly reference: string;
}

/** What it is sent with. */
export interface Tools {
  readonly api: PartnerApi;
  readonly receiver: Receiver;
  readonly say: (line: string) => void;
  /** What else there is to do once it is sent: in the sandbox, letting time pass. */
  readonly sent?: () => Promise<void>;
}

/** What came of it. */
export interface Outcome {
  readonly message: Message;
  /** Of the feed, in their order. */
  readonly events: readonly FeedEvent[];
  /** The last word about each recipient, by its address. */
  readonly states: ReadonlyMap<string, string>;
}

/** Sends, and resolves when every recipient has its final state and every webhook has come. */
export async function sendAndFollow(mailing: Mailing, tools: Tools): Promise<Outcome> {
  const { api, receiver, say } = tools;
  const draft = draftOf(mailing);

  // 1. All checks, and nothing is sent.
  const tried = await api.POST("/v1/messages", {
    params: { header: {}, query: { dry_run: "true" } },
    body: draft,
  });
  const report = tried.data as components["schemas"]["DryRun"];
  for (const { detail } of [...report.faults, ...report.warnings]) say(`Dry run: ${detail}`);
  if (!report.would_be_accepted) throw new Error("Cannot send: the message would be refused");
  say(`Dry run: ${report.size} octets to ${report.recipients.length} recipients`);

  // 2. Whoever wants to be told says so before. The secret is shown this once: keep it.
  const { data: webhook } = await api.POST("/v1/webhooks", { body: { url: receiver.url } });
  const { id: webhookId, secret } = webhook!;
  receiver.secret = secret;
  const { data: now } = await api.GET("/v1/events", {
    params: { query: { after: "latest", limit: 1 } },
  });
  try {
    // 3. The key makes it one message, however often the request is repeated.
    const params = { header: { "Idempotency-Key": mailing.reference } };
    const { data } = await api.POST("/v1/messages", { params, body: draft });
    const { id, pec_id } = data as Message;
    say(`Sent: ${pec_id}`);
    await tools.sent?.();

    // 4. Every recipient to its end, by the feed; the webhooks tell the same.
    const { events, states } = await follow(api, id, now!.next);
    await receiver.delivered(events.map((event) => event.id));
    say(`Told of ${events.length} events by the feed, and of all of them by webhooks`);
    const { data: message } = await api.GET("/v1/messages/{id}", { params: { path: { id } } });
    return { message: message!, events, states };
  } finally {
    await api.DELETE("/v1/webhooks/{id}", { params: { path: { id: webhookId } } });
  }
}

function draftOf({ from, to, reference }: Mailing): components["schemas"]["MessageDraft"] {
  return {
    from,
    to: [...to],
    subject: "Convocazione dell'assemblea",
    text: "Si convoca l'assemblea per il giorno 15 dicembre alle ore 10.\n",
    attachments: [{
      filename: "ordine-del-giorno.txt",
      content_type: "text/plain",
      content: new TextEncoder().encode("1. Approvazione del bilancio\n").toBase64(),
    }],
    reference,
    metadata: { pratica: "2026/7" },
  };
}

/** The states behind which nothing more comes. */
const FINAL: ReadonlySet<string> = new Set([
  "delivered",
  "failed",
  "virus",
  "timed_out",
  "external",
]);

/** Reads the feed until each recipient of a message has its final state. */
async function follow(
  api: PartnerApi,
  message: string,
  after: string,
): Promise<Pick<Outcome, "events" | "states">> {
  const events: FeedEvent[] = [];
  const states = new Map<string, string>();
  for await (const event of followEvents(api, { message, after })) {
    events.push(event);
    learn(states, event);
    if (states.size > 0 && [...states.values()].every((state) => FINAL.has(state))) break;
  }
  return { events, states };
}

/**
 * Takes over what an event says of recipients. Receipts may overtake each other on their way: that a
 * provider has taken a message in charge may be heard after its delivery, and changes nothing then.
 */
export function learn(states: Map<string, string>, event: FeedEvent): void {
  for (const [recipient, state] of told(event)) {
    if (FINAL.has(state) || !FINAL.has(states.get(recipient) ?? "")) states.set(recipient, state);
  }
}

/** What an event says of recipients. */
function told(event: FeedEvent): readonly (readonly [string, string])[] {
  switch (event.type) {
    case "message.accepted":
      return event.data.recipients.map(({ address, certified }) =>
        [address, certified ? "in_transit" : "external"] as const
      );
    case "message.taken_in_charge":
    case "message.delivered":
    case "message.failed":
    case "message.overdue_12h":
    case "message.timed_out":
      return [[event.data.recipient, event.type.replace("message.", "")]];
    case "message.virus":
      return event.data.recipient === null ? [] : [[event.data.recipient, "virus"]];
    case "message.refused":
      throw new Error(`Cannot send: ${event.data.reason.detail}`);
    default:
      return [];
  }
}

/** The evidence about a message. */
export async function fetchEvidence(api: PartnerApi, id: string): Promise<Uint8Array> {
  const { data } = await api.GET("/v1/messages/{id}/evidence", {
    params: { path: { id } },
    parseAs: "arrayBuffer",
  });
  return new Uint8Array(data as ArrayBuffer);
}

/**
 * What a bundle proves: computed here, and nobody is asked.
 *
 * @param authorities PEM of the authorities of providers' certificates that are trusted.
 * @param now milliseconds since 1970.
 */
export async function verifyEvidence(
  bundle: Uint8Array,
  authorities: string,
  now: number,
): Promise<readonly Claim[]> {
  const trust = {
    roots: certificatesFromPem(authorities),
    timeStampRoots: [],
    logKeys: [],
    now,
  };
  return (await verifyFile("evidence.zip", bundle, trust)).claims;
}
