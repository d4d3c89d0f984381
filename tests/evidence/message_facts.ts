/**
 * Facts of messages without a store, for what is decided upon them alone.
 *
 * @module
 */
import type { MessageEvent, MessageFact } from "../../adapters/evidence/selection.ts";
import type { IncomingEvent } from "../../events/incoming.ts";
import type { Instant } from "../../events/instant.ts";

/** Events, each with the stream that it belongs to. */
export type Told = readonly (readonly [stream: string, event: MessageEvent])[];

const AT: Instant = Date.UTC(2026, 10, 21, 21, 30);
const content = [{ blob: "0".repeat(64), offset: 0, length: 1 }];

/** The facts in this order, as a log would have them. */
export function factsFrom(told: Told): readonly MessageFact[] {
  const versions = new Map<string, number>();
  return told.map(([stream, event], index) => {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const key = new Uint8Array(32);
    return {
      entry: {
        ...{ position: index + 1, stream, version, number: 1, form: 1, at: event.at, data: "{}" },
        ...{ key, commitment: key },
      },
      event,
    };
  });
}

/** A message that was submitted, accepted, and delivered to everyone. */
export function submission(
  { pecId, account, subject, recipients }: {
    readonly pecId: string;
    readonly account: string;
    readonly subject: string;
    readonly recipients: readonly string[];
  },
): Told {
  const stream = `outgoing-${pecId}`;
  const classified = recipients.map((address) => ({ address, kind: "certificato" as const }));
  return [
    [stream, {
      ...{ type: "outgoing.submitted", at: AT, pecId, account, sender: account, content, size: 1 },
      ...{ recipients: [...recipients], subject, replyTo: account, receipt: "completa" },
    }],
    [stream, { type: "outgoing.accepted", at: AT, recipients: classified, relayUntil: AT }],
    ...recipients.map((recipient): Told[number] => [stream, {
      ...{ type: "outgoing.delivered", at: AT + 1000, recipient, provider: "Beta" },
      messageId: `<${recipient}>`,
    }]),
  ];
}

type Envelope = Extract<IncomingEvent, { type: "incoming.envelope-received" }>;

/** An envelope that came in some transactions, and what became of each recipient. */
export function arrival(
  stream: string,
  pecId: string,
  transactions: readonly (readonly string[])[],
): Told {
  const sender = "anna@alfa.example";
  const recipients = transactions.flat();
  const received = transactions.map((recipients): Told[number] => [stream, {
    ...{ type: "incoming.envelope-received", at: AT, provider: "Alfa", sender, content, size: 1 },
    ...{ mailReceipt: "ricevute@alfa.example", recipients: [...recipients], relayUntil: AT },
    ...{ receipt: "completa", certified: certifiedOf(pecId, sender, transactions.flat()) },
  } as Envelope]);
  const charges = transactions.map((_, index): Told[number] => [stream, {
    ...{ type: "incoming.charge-notified", at: AT, transaction: index + 1 },
    messageId: `<${index}>`,
  }]);
  const fates = recipients.flatMap((recipient): Told => [
    [stream, { type: "incoming.envelope-delivered", at: AT, recipient, storedAt: AT }],
    [`mailbox-${recipient}`, stored(pecId, "posta-certificata")],
    [stream, { type: "incoming.receipt-sent", at: AT, recipient, messageId: `<${recipient}>` }],
  ]);
  return [...received, ...charges, ...fates];
}

/** A receipt or notice that came. */
export function notice(
  stream: string,
  { pecId, sender, recipients, matched }: {
    readonly pecId: string;
    readonly sender: string;
    readonly recipients: readonly string[];
    readonly matched: boolean;
  },
): Told {
  return [
    [stream, {
      ...{ type: "incoming.notice-received", at: AT, provider: "Beta", kind: "presa-in-carico" },
      ...{ messageId: "<n>", recipients: [...recipients], content, size: 1, concerns: [] },
      ...{ description: "", certified: certifiedOf(pecId, sender, ["b@beta.example"]) },
    }],
    ...recipients.map((recipient): Told[number] => [stream, {
      type: "incoming.notice-delivered",
      at: AT,
      recipient,
    }]),
    [stream, { type: "incoming.notice-correlated", at: AT, matched }],
  ];
}

/** A document in a mailbox. */
export function stored(pecId: string, kind: string): MessageEvent {
  return {
    ...{ type: "mailbox.stored", at: AT, entry: kind, uid: 1, folder: 1, content, size: 1, kind },
    ...{ pecId, messageId: "<m>", subject: "", flags: [] },
  };
}

function certifiedOf(pecId: string, sender: string, recipients: readonly string[]) {
  const kind = "certificato" as const;
  return {
    ...{ pecId, sender, replyTo: sender, subject: "Prova" },
    recipients: recipients.map((address) => ({ address, kind })),
  };
}
