/**
 * A message that is ready to be submitted, and what speaks against it.
 *
 * @module
 */
import { formalFaults } from "../../../actors/formal_checks.ts";
import { LONGEST_WAIT } from "../../../actors/scheduled.ts";
import { addressesIn } from "../../points/address_fields.ts";
import type { Content } from "../../points/intake.ts";
import { formalFacts, type SubmissionEnvelope, uniqueAddresses } from "../../points/submission.ts";
import { headerFault } from "../../points/submission_limits.ts";
import type { Caller } from "../caller.ts";
import { type Fault, Problem } from "../problem.ts";
import { tooFar } from "../scheduling/schedule.ts";
import type { World } from "../world.ts";
import { composeMessage } from "./compose.ts";
import { draftOf, recipientsOf } from "./draft.ts";
import {
  badRecipient,
  formalFaultOf,
  headerFaultOf,
  inDraft,
  inHeader,
  type Place,
  tooManyRecipients,
} from "./faults.ts";
import { received, tooLarge, unfitWhere } from "./received.ts";
import type { MessageDraft } from "./schemas.ts";

/** What is known of a message before it is submitted. */
export interface Examined {
  readonly envelope: SubmissionEnvelope;
  /** In octets. */
  readonly size: number;
  /** Every rule that it breaks; where there are none, `content` is there. */
  readonly faults: readonly Fault[];
  /** Null where it was not worth being stored. */
  readonly content: Content | null;
}

/**
 * Examines a draft, composed as of now. What is too large is never composed.
 *
 * @param pecId the identificativo that the message will have.
 * @throws {Problem} where an attachment is not there, or its structure will not do.
 */
export async function examineDraft(
  world: World,
  caller: Caller,
  said: MessageDraft,
  pecId: string,
): Promise<Examined> {
  const draft = await draftOf(world, caller, said);
  const { size, content } = composeMessage(draft, pecId, world.provider.clock.now());
  const envelope = envelopeOf(draft.from.address, recipientsOf(said));
  const faults = [...sizeFaults(world, envelope, size), ...timeFaults(world, said)];
  if (faults.length > 0) return { envelope, size, faults, content: null };
  return examine(world, envelope, await received(world, content()), inDraft);
}

/**
 * Examines a message that a partner has made itself. Its recipients are those of To and Cc.
 *
 * @throws {Problem} where it is too large, or its octets or its structure will not do.
 */
export async function examineRaw(
  world: World,
  mailbox: string,
  octets: AsyncIterable<Uint8Array>,
): Promise<Examined> {
  const content = await received(world, octets);
  try {
    return examineHeader(world, mailbox, content);
  } catch (error) {
    throw unfitWhere(error);
  }
}

/** @throws {MimeFault} on lists of addresses beyond any measure. */
function examineHeader(world: World, mailbox: string, content: Content): Examined {
  const named = ["To", "Cc"].map((name) => ({ name, ...addressesIn(content.root, name) }));
  const envelope = envelopeOf(mailbox, named.flatMap(({ addresses = [] }) => addresses));
  const examined = examine(world, envelope, content, inHeader);
  const bad = named.flatMap(({ name, invalid = [] }) => {
    return invalid.map((stray) => badRecipient(stray, name));
  });
  return { ...examined, faults: [...examined.faults, ...bad] };
}

function envelopeOf(account: string, recipients: readonly string[]): SubmissionEnvelope {
  return { account, sender: account, recipients: uniqueAddresses(recipients) };
}

/** What can be known of a draft before it is composed. */
function sizeFaults(
  { limits }: World,
  { recipients }: SubmissionEnvelope,
  size: number,
): Fault[] {
  const { maxMessageBytes, maxTotalBytes } = limits;
  if (size > maxMessageBytes) {
    const { detail } = tooLarge(maxMessageBytes).details;
    return [{ pointer: "/attachments", detail }];
  }
  return size * recipients.length > maxTotalBytes
    ? [formalFaultOf({ fault: "too-large", about: String(maxTotalBytes) }, inDraft)]
    : [];
}

function timeFaults({ provider }: World, { send_at }: MessageDraft): readonly Fault[] {
  if (send_at === undefined) return [];
  const isTooFar = Date.parse(send_at) - provider.clock.now() > LONGEST_WAIT;
  return isTooFar ? tooFar().details.faults ?? [] : [];
}

function examine(
  { limits: { maxRecipients, maxTotalBytes } }: World,
  envelope: SubmissionEnvelope,
  content: Content,
  place: Place,
): Examined {
  const { recipients } = envelope;
  const header = headerFault(content.root);
  const formal = formalFaults(formalFacts(envelope, content, maxTotalBytes));
  const faults = [
    ...(header === null ? [] : [headerFaultOf(header, place)]),
    ...formal.map((refusal) => formalFaultOf(refusal, place)),
    ...(recipients.length > maxRecipients
      ? [tooManyRecipients(recipients.length, maxRecipients, place)]
      : []),
  ];
  return { envelope, size: content.size, faults, content };
}

/**
 * The content of a message against which nothing speaks.
 *
 * @throws {Problem} invalid-content with all that does.
 */
export function requireFaultless({ faults, content }: Examined): Content {
  if (faults.length === 0 && content !== null) return content;
  throw new Problem("invalid-content", {
    detail: {
      en:
        "The message cannot be certified, and nothing was sent: see errors. Another try may use " +
        "the same Idempotency-Key",
      it:
        "Il messaggio non può essere certificato, e nulla è stato inviato: vedi errors. Un nuovo " +
        "tentativo può usare la stessa Idempotency-Key",
    },
    faults,
  });
}
