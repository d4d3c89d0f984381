/**
 * By which rule each event of a message was decided on.
 *
 * @module
 */

/** By the event's name: the rule, and what it asks for. */
export const decisionRules: Readonly<Record<string, string>> = {
  "outgoing.submitted": "RFC 6109 §2.2.1, RFC 5321 §4.5.5: held durably, under its identificativo",
  "outgoing.accepted": "RFC 6109 §3.1.1: every formal check holds; envelope and receipt are owed",
  "outgoing.refused": "RFC 6109 §3.1.1, §3.1.2: a formal check fails; the notice is owed",
  "outgoing.infected": "RFC 6109 §3.1.3: a virus; the notice is owed, the message is kept apart",
  "outgoing.answered": "RFC 6109 §3.1.2 to §3.1.4: the sender has the receipt, or the notice",
  "outgoing.dispatched": "RFC 6109 §3.1.5: the envelope has been handed over",
  "outgoing.relay-failed": "RFC 6109 §3.3.3, RFC 5321 §4.5.4: the envelope is taken by nobody",
  "outgoing.failure-notified": "RFC 6109 §3.3.3: the sender has the notice of non-delivery",
  "outgoing.taken-in-charge": "RFC 6109 §3.2.1: the recipient's provider has taken it in charge",
  "outgoing.delivered": "RFC 6109 §3.3.2: the sender has the delivery receipt",
  "outgoing.failed": "RFC 6109 §3.3.3: the sender has the other provider's notice",
  "outgoing.overdue": "RFC 6109 §3.1.6: nothing has been heard within the hours",
  "outgoing.overdue-notified": "RFC 6109 §3.1.6: the sender has the notice of the delay",
  "outgoing.virus-reported": "RFC 6109 §3.2.4: the recipient's provider has found a virus",
  "incoming.envelope-received": "RFC 6109 §2.2.2: a correct envelope of a provider of the index",
  "incoming.charge-notified": "RFC 6109 §3.2.1: one presa in carico for each transaction",
  "incoming.charge-abandoned": "RFC 6109 §2.2.2: it could not be handed over within 24 hours",
  "incoming.envelope-delivered": "RFC 6109 §2.2.3: the envelope lies in the mailbox",
  "incoming.envelope-refused": "RFC 6109 §3.3.1, §3.3.3: the mailbox cannot take the envelope",
  "incoming.receipt-sent": "RFC 6109 §3.3.2, §3.3.3: one receipt, or notice, for each recipient",
  "incoming.receipt-abandoned": "RFC 6109 §2.2.2: it could not be handed over within 24 hours",
  "incoming.notice-received": "RFC 6109 §2.2.2: a correct receipt, or notice, of a provider",
  "incoming.notice-delivered": "RFC 6109 §2.2.3: it lies in the mailbox of whom it is for",
  "incoming.notice-undeliverable": "RFC 6109 §2.2.5: there is no mailbox that takes it",
  "incoming.notice-correlated": "RFC 6109 §3.1.6: the message that it is about has been told",
  "incoming.virus-detected": "RFC 6109 §3.2.3: a virus; the sender's provider is told",
  "incoming.anomaly-received": "RFC 6109 §3.2.2: not a correct document of a provider",
  "incoming.anomaly-delivered": "RFC 6109 §3.2.2: it lies in the mailbox, in an anomaly envelope",
  "incoming.anomaly-undeliverable": "RFC 6109 §3.2.2: there is no mailbox that takes it",
  "mailbox.stored": "RFC 6109 §2.2.3: the mailbox holds it durably",
};
