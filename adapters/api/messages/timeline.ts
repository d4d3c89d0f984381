/**
 * The life of a message, step by step.
 *
 * @module
 */
import type { ScheduledEvent } from "../../../events/scheduled.ts";
import type { MessageFact } from "../../evidence/selection.ts";
import { type Wording, wordingOf } from "../../evidence/wording.ts";
import { eventsOfStream } from "../../storage/whole.ts";
import type { Language } from "../language.ts";
import { textOfInstant } from "../schemas.ts";
import { scheduledStream } from "../scheduling/stream.ts";
import type { World } from "../world.ts";
import type { Message } from "./schemas.ts";
import { senderFacts } from "./sender_facts.ts";
import type { TimelineStep } from "./timeline_schemas.ts";

/** Which rule what happened follows. */
const RULES: Readonly<Partial<Record<string, string>>> = {
  "outgoing.submitted": "RFC 6109 §3.1",
  "outgoing.accepted": "RFC 6109 §3.1.1",
  "outgoing.refused": "RFC 6109 §3.1.2",
  "outgoing.infected": "RFC 6109 §3.1.3",
  "outgoing.answered": "RFC 6109 §3.1.4",
  "outgoing.dispatched": "RFC 6109 §3.1.5",
  "outgoing.overdue": "RFC 6109 §3.1.6",
  "outgoing.overdue-notified": "RFC 6109 §3.1.6",
  "outgoing.relay-failed": "RFC 6109 §2.2.2",
  "outgoing.taken-in-charge": "RFC 6109 §3.2.1",
  "outgoing.virus-reported": "RFC 6109 §3.2.4",
  "outgoing.delivered": "RFC 6109 §3.3.2",
  "outgoing.failed": "RFC 6109 §3.3.3",
};

const PLAN_WORDS: Readonly<Record<ScheduledEvent["type"], Wording>> = {
  "scheduled.planned": { it: "Invio programmato", en: "Sending scheduled" },
  "scheduled.moved": { it: "Invio riprogrammato", en: "Sending rescheduled" },
  "scheduled.cancelled": { it: "Invio annullato", en: "Sending called off" },
  "scheduled.released": { it: "Invio avviato", en: "Sending begun" },
  "scheduled.sent": { it: "Invio eseguito", en: "Handed over to the access point" },
  "scheduled.failed": { it: "Invio non riuscito", en: "Sending failed" },
};

/** All steps, in the order of the log. It only ever grows at its end. */
export async function timelineOf(
  world: World,
  message: Message,
  language: Language,
): Promise<readonly TimelineStep[]> {
  const steps: { readonly position: number; readonly step: TimelineStep }[] = [];
  for (const fact of await senderFacts(world, message)) {
    steps.push({ position: fact.entry.position, step: stepOf(fact, language) });
  }
  const plan = scheduledStream(message.pec_id);
  for await (const { position, event } of eventsOfStream(world.storage.events, plan)) {
    steps.push({ position, step: planStep(event as ScheduledEvent, language) });
  }
  return steps.sort((one, other) => one.position - other.position).map(({ step }) => step);
}

function stepOf({ event }: MessageFact, language: Language): TimelineStep {
  return {
    at: textOfInstant(event.at),
    event: event.type,
    text: wordingOf(event)[language],
    recipients: recipientsOf(event),
    provider: "provider" in event ? event.provider : null,
    detail: detailOf(event),
    message_id: "messageId" in event ? event.messageId : null,
    rule: RULES[event.type] ?? null,
  };
}

function planStep(event: ScheduledEvent, language: Language): TimelineStep {
  const detail = event.type === "scheduled.failed"
    ? event.reason
    : "sendAt" in event
    ? textOfInstant(event.sendAt)
    : "";
  return {
    at: textOfInstant(event.at),
    event: event.type,
    text: PLAN_WORDS[event.type][language],
    recipients: [],
    provider: null,
    detail,
    message_id: null,
    rule: null,
  };
}

function recipientsOf(event: MessageFact["event"]): string[] {
  if ("recipient" in event) return [event.recipient];
  if (!("recipients" in event)) return [];
  return event.recipients.map((one) => typeof one === "string" ? one : one.address);
}

/** What a hop, a provider, a rule or a scanner has said. */
function detailOf(event: MessageFact["event"]): string {
  switch (event.type) {
    case "outgoing.refused":
      return `${event.fault} ${event.about}`.trim();
    case "outgoing.infected":
      return event.signature;
    case "outgoing.dispatched":
      return `${event.hop}: ${event.reply}`;
    case "outgoing.relay-failed":
      return `${event.error} ${event.code} ${event.detail}`.trim();
    case "outgoing.failed":
      return event.error;
    case "outgoing.overdue":
    case "outgoing.overdue-notified":
      return `${event.hours}h`;
    case "outgoing.virus-reported":
      return event.description;
    case "incoming.notice-received":
    case "mailbox.stored":
      return event.kind;
    default:
      return "";
  }
}
