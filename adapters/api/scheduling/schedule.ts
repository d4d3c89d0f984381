/**
 * Messages that are to be sent later.
 *
 * @module
 */
import { type PlannedMessage, scheduled, scheduledKey } from "../../../actors/scheduled.ts";
import type { Instant } from "../../../events/instant.ts";
import type { MessageRequest } from "../../../events/outgoing.ts";
import { decodedText, field } from "../../documents/mime/headers.ts";
import { requestedReceipt } from "../../documents/pec/receipt_type.ts";
import { classifiedRecipients, type SubmittedContent } from "../../points/submission.ts";
import { Problem } from "../problem.ts";
import type { World } from "../world.ts";
import { scheduledStream } from "./stream.ts";
import { useOf } from "./used_key.ts";

/** A message that has passed every check that sending it now would make. */
export interface Plan {
  /** Derived from the account and the idempotency key. */
  readonly pecId: string;
  readonly account: string;
  /** In order; one that is named twice counts once. */
  readonly recipients: readonly string[];
  /** What is sent, byte by byte, when the time has come. */
  readonly content: SubmittedContent;
  readonly request: MessageRequest;
  readonly sendAt: Instant;
}

/** What has become of a plan. */
export type Planned =
  /** It is durable; `repeated`: it was before, by the same request. */
  | { readonly outcome: "scheduled"; readonly repeated: boolean }
  /** Nothing has happened: the key is that of another request. */
  | { readonly outcome: "key-reused" };

/**
 * Plans a message; resolves once that is durable.
 *
 * @throws {Problem} invalid-content where its time is too far away.
 * @throws {Overloaded} when too much is waiting; nothing has happened.
 */
export async function schedule({ provider, storage }: World, plan: Plan): Promise<Planned> {
  const { pecId, request: { fingerprint } } = plan;
  const command = { type: "plan", message: messageOf(provider, plan) } as const;
  // A message that was sent at once under this key, and never was planned.
  const isPlanned = (await storage.events.readStream(scheduledStream(pecId), 0, 1)).length > 0;
  if (!isPlanned && await useOf(storage.events, pecId, fingerprint) !== "none") {
    return { outcome: "key-reused" };
  }
  const { refusal, state } = await provider.runtime.send(
    scheduled,
    scheduledKey(pecId),
    command,
    plan.content.pending,
  );
  if (refusal === null) return { outcome: "scheduled", repeated: false };
  if (refusal.refused === "too-far") throw tooFar();
  return state.phase !== "new" && state.message.fingerprint === fingerprint
    ? { outcome: "scheduled", repeated: true }
    : { outcome: "key-reused" };
}

/** The problem of a time that is too far away. */
export function tooFar(): Problem {
  const detail = {
    en: "A message is scheduled for at most a year ahead: name an earlier time",
    it: "Un messaggio si programma al massimo con un anno di anticipo: indica una data precedente",
  };
  return new Problem("invalid-content", { detail, faults: [{ pointer: "/send_at", detail }] });
}

function messageOf(provider: World["provider"], plan: Plan): PlannedMessage {
  const { pecId, account, recipients, content: { rope, size, root }, request, sendAt } = plan;
  const subject = field(root, "Subject");
  return {
    ...request,
    pecId,
    account,
    recipients: classifiedRecipients(provider, recipients),
    content: rope,
    size,
    subject: subject ? decodedText(subject) : "",
    receipt: requestedReceipt(root.header),
    sendAt,
  };
}
