/**
 * The Access Point: where holders submit their messages (RFC 6109 §2.2.1, §3.1).
 *
 * @module
 */
import type { FormalFacts } from "../../actors/formal_checks.ts";
import { outgoing, type Submission } from "../../actors/outgoing.ts";
import { addressKey, domainOf, sameAddress } from "../../events/address.ts";
import type { RecipientKind } from "../../events/outgoing.ts";
import type { Logins } from "../accounts/logins.ts";
import { isMailbox } from "../documents/mime/addresses.ts";
import { decodedText, field, fields, unfolded } from "../documents/mime/headers.ts";
import { readUtf8 } from "../documents/mime/octets.ts";
import type { MimePart } from "../documents/mime/part.ts";
import { requestedReceipt } from "../documents/pec/receipt_type.ts";
import type { Envelope, SmtpHandler, Transaction } from "../smtp/server/handler.ts";
import { type Reply, reply } from "../smtp/server/reply.ts";
import { addressesIn } from "./address_fields.ts";
import { ADRIFT, BUSY, type Content, intake } from "./intake.ts";
import { newPecId } from "./pec_id.ts";
import type { Provider } from "./provider.ts";
import { headerFault, SUBMISSION_LIMITS } from "./submission_limits.ts";
import { virusIn } from "./virus.ts";

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

async function submit(
  provider: Provider,
  transaction: Transaction,
  content: Content,
  maxTotalBytes: number,
): Promise<Reply> {
  const fault = headerFault(content.root);
  if (fault !== null) return fault;
  const submission = submissionOf(provider, transaction, content);
  const facts = factsOf(transaction, submission, content, maxTotalBytes);
  provider.structures.remember(content.rope, content.root);
  const { pecId } = submission;
  const virus = await virusIn(provider, content);
  const command = { type: "submit", submission, facts, virus } as const;
  await provider.runtime.send(outgoing, pecId, command, content.pending);
  return reply(250, "2.0.0", `Ok: ${pecId}`);
}

function submissionOf(
  provider: Provider,
  transaction: Transaction,
  { root, rope, size }: Content,
): Submission {
  const msgid = messageIdOf(root);
  const subject = field(root, "Subject");
  return {
    pecId: newPecId(provider.issuer.domain, provider.clock.now(), provider.random),
    account: transaction.account ?? "",
    sender: transaction.sender,
    recipients: uniqueRecipients(transaction).map((address) => ({
      address,
      kind: recipientKind(provider, address),
    })),
    content: rope,
    size,
    ...(msgid === "" ? {} : { msgid }),
    subject: subject ? decodedText(subject) : "",
    replyTo: replyTo(root),
    receipt: requestedReceipt(root.header),
  };
}

/** Empty where the client has set none. */
function messageIdOf(root: MimePart): string {
  const messageId = field(root, "Message-ID");
  return messageId ? readUtf8(unfolded(messageId)) : "";
}

/** RFC 6109 §2.2.1: a recipient is certified if its domain stands in some managedDomains. */
function recipientKind(provider: Provider, address: string): RecipientKind {
  return provider.directory.providerOfDomain(domainOf(address)) ? "certificato" : "esterno";
}

function uniqueRecipients({ recipients }: Transaction): string[] {
  return [...new Map(recipients.map((address) => [addressKey(address), address])).values()];
}

/** RFC 6109 §2.1: Reply-To as it is, else what From holds. */
function replyTo(root: MimePart): string {
  const source = addressesIn(root, "Reply-To") ?? addressesIn(root, "From");
  return source?.addresses.join(", ") ?? "";
}

function factsOf(
  transaction: Transaction,
  submission: Submission,
  { root, size }: Content,
  maxTotalBytes: number,
): FormalFacts {
  return {
    account: submission.account,
    sender: transaction.sender,
    recipients: submission.recipients.map(({ address }) => address),
    from: addressesIn(root, "From"),
    to: addressesIn(root, "To"),
    cc: addressesIn(root, "Cc"),
    bcc: fields(root, "Bcc").some((one) => unfolded(one) !== ""),
    size,
    maxTotalBytes,
  };
}
