/**
 * The Access Point: where holders submit their messages (RFC 6109 §2.2.1, §3.1).
 *
 * @module
 */
import { createHash } from "node:crypto";
import { scheduled, scheduledKey } from "../../actors/scheduled.ts";
import { addressKey, sameAddress } from "../../events/address.ts";
import type { MessageRequest } from "../../events/outgoing.ts";
import type { Logins } from "../accounts/logins.ts";
import { isMailbox } from "../documents/mime/addresses.ts";
import { fields, unfolded } from "../documents/mime/headers.ts";
import type { MimePart } from "../documents/mime/part.ts";
import type { Envelope, SmtpHandler, Transaction } from "../smtp/server/handler.ts";
import { type Reply, reply } from "../smtp/server/reply.ts";
import { ADRIFT, BUSY, type Content, intake } from "./intake.ts";
import { derivedPecId, IDEMPOTENCY_KEY } from "./pec_id.ts";
import type { Provider } from "./provider.ts";
import { acceptContent, type SubmissionEnvelope, type Submitted } from "./submission.ts";
import { headerFault, headerFaultText, SUBMISSION_LIMITS } from "./submission_limits.ts";

/** The SMTP handler of the submission servers. */
export function accessPoint(
  provider: Provider,
  logins: Logins,
  maxTotalBytes: number,
): SmtpHandler {
  return {
    authenticate: (credentials, { address }, gone) =>
      logins.authenticate(credentials, { purpose: "send", service: "submission", address, gone }),

    sender: (envelope) => Promise.resolve(refusalOf(provider, envelope)),

    recipient: (recipient) =>
      Promise.resolve(isMailbox(recipient) && recipient.includes("@") ? null : BAD_RECIPIENT),

    content: (transaction) =>
      intake(
        provider.blobs,
        SUBMISSION_LIMITS,
        (content) => submit(provider, transaction, content, maxTotalBytes),
      ),
  };
}

function refusalOf(provider: Provider, { sender, account }: Envelope): Reply | null {
  if (provider.runtime.overloaded) return BUSY;
  if (!provider.clockTrust().ok) return ADRIFT;
  // RFC 6109 §5.2: the sender is a PEC user whose identification is congruent.
  return account !== null && sameAddress(sender, account) ? null : FOREIGN_SENDER;
}

const FOREIGN_SENDER = reply(553, "5.7.1", "The sender must be the address that logged in");
const BAD_RECIPIENT = reply(553, "5.1.3", "Not a mail address");

const BAD_KEY = refusal(
  "Idempotency-Key must stand there once, with 1 to 255 characters of printable ASCII",
);
const KEY_REUSED = refusal(
  "its Idempotency-Key was used for another message. Give each message a key of its own",
);

async function submit(
  provider: Provider,
  transaction: Transaction,
  content: Content,
  maxTotalBytes: number,
): Promise<Reply> {
  const fault = headerFault(content.root);
  if (fault !== null) return refusal(headerFaultText(fault));
  const key = idempotencyKey(content.root);
  if (key !== null && !IDEMPOTENCY_KEY.test(key)) return BAD_KEY;
  const { sender, recipients } = transaction;
  const envelope = { account: transaction.account ?? "", sender, recipients };
  const limits = { maxTotalBytes };
  const submitted = key === null
    ? await acceptContent(provider, envelope, content, limits)
    : await acceptOnce(provider, envelope, content, limits, key);
  if (submitted.outcome === "key-reused") return KEY_REUSED;
  return reply(250, "2.0.0", `Ok: ${submitted.pecId}`);
}

/** Submits a message under an idempotency key. */
async function acceptOnce(
  provider: Provider,
  envelope: SubmissionEnvelope,
  content: Content,
  limits: { readonly maxTotalBytes: number },
  key: string,
): Promise<Submitted> {
  const pecId = derivedPecId(provider.issuer.domain, envelope.account, key);
  // A message that is to be sent later, or was called off, has the key as well.
  const { state } = await provider.runtime.send(scheduled, scheduledKey(pecId), {
    type: "elapse",
  });
  if (state.phase !== "new") return { outcome: "key-reused", pecId };
  const request = requestOf(envelope, content);
  return await acceptContent(provider, envelope, content, limits, request, pecId);
}

/** Null where there is none; two are as bad as one that is empty. */
function idempotencyKey(root: MimePart): string | null {
  const [key, ...more] = fields(root, "Idempotency-Key");
  if (key === undefined) return null;
  return more.length === 0 ? unfolded(key) : "";
}

/** The same bytes for the same recipients, from the same account. */
function requestOf(
  { account, recipients }: SubmissionEnvelope,
  { rope }: Content,
): MessageRequest {
  const named = [...new Set(recipients.map(addressKey))].sort();
  const identity = ["smtp", addressKey(account), named, rope];
  const fingerprint = createHash("sha256").update(JSON.stringify(identity)).digest("hex");
  return { by: account, fingerprint };
}

function refusal(reason: string): Reply {
  return reply(554, "5.6.0", `Message refused: ${reason}`);
}
