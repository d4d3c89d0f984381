/**
 * What an arrived message is: a correct document of a PEC provider, or anything else
 * (RFC 6109 §2.2.2: signature existence, origin, validity, formal correctness).
 *
 * @module
 */
import { createHash } from "node:crypto";
import { addressKey, domainOf, sameAddress } from "../../events/address.ts";
import type { NoticeKind } from "../../events/incoming.ts";
import { cutRope } from "../../events/rope.ts";
import type { Provider as ListedProvider } from "../directory/provider.ts";
import { field, unfolded } from "../documents/mime/headers.ts";
import type { MimePart } from "../documents/mime/part.ts";
import type { Daticert } from "../documents/pec/daticert_reader.ts";
import { outerHeaderFault } from "../documents/pec/outer_header.ts";
import { inspectPec } from "../documents/pec/inspect.ts";
import { sameBytes } from "../documents/smime/der.ts";
import { SignatureFault } from "../documents/smime/fault.ts";
import { type Verified, verifySignature } from "../documents/smime/verifier.ts";
import { signerNames } from "../documents/smime/certificate.ts";
import { addressesIn } from "./address_fields.ts";
import { bytesOf } from "./bytes.ts";
import type { Arrival } from "./incoming_point.ts";
import type { Provider } from "./provider.ts";

/** A correct document of a listed provider. */
export interface CertifiedForm {
  /** The provider that signed it. */
  readonly provider: ListedProvider;
  /** With angle brackets. */
  readonly messageId: string;
  /** The digest that the provider signed. */
  readonly messageDigest: Uint8Array;
  readonly daticert: Daticert;
}

/** What a message turned out to be. */
export type Classified =
  /** Not from a provider, as far as anyone can prove. */
  | { readonly form: "ordinary"; readonly reason: string }
  /** Signed by a listed provider, and yet not what it should be (RFC 6109 §2.2.2). */
  | { readonly form: "incorrect"; readonly reason: string }
  | ({ readonly form: "envelope" } & CertifiedForm)
  | ({ readonly form: "notice"; readonly kind: NoticeKind } & CertifiedForm);

/** What a provider needs to judge what others have sent. */
export type Judge = Pick<
  Provider,
  "blobs" | "clock" | "directory" | "serviceMailbox" | "trust"
>;

/** Classifies an arrival. */
export async function classify(provider: Judge, arrival: Arrival): Promise<Classified> {
  const { rope, pending, root } = arrival.content;
  const inspected = await inspectPec(root, bytesOf(provider.blobs, rope, pending));
  if (inspected.form === "ordinary") return ordinary("it bears no provider's signature");
  const verified = await verify(provider, arrival, inspected.signedPart, inspected.signature);
  if (typeof verified === "string") return ordinary(verified);
  const listed = provider.directory.providerOfCertificate(verified.certificateSha1);
  // SHA-1 finds the entry; only the same certificate proves that the signer is that provider.
  if (!listed || !sameBytes(listed.certificate, verified.signer.raw)) {
    return ordinary("its signer is not in the providers' directory");
  }
  if (!signerNames(authorOf(root), verified.signer)) {
    return incorrect("its From is not the address of its signer's certificate");
  }
  const { document } = inspected;
  if (document.kind === "incorrect") return incorrect(document.reason);
  const { daticert } = document;
  const outer = outerHeaderFault(root, daticert);
  if (outer !== null) return incorrect(outer);
  const common = {
    provider: listed.provider,
    messageId: messageIdOf(root),
    messageDigest: verified.messageDigest,
    daticert,
  };
  if (document.kind === "notice") {
    if (OWN_NOTICES.has(document.notice)) {
      return incorrect("only the sender's own provider issues such a notice");
    }
    const stray = strayRecipient(provider, document.notice, arrival.recipients, daticert);
    if (stray) return incorrect(`it is not for ${stray}`);
    const foreign = foreignAmong(provider, listed.provider, concernsOf(daticert));
    if (foreign) return incorrect(`${foreign} is not a recipient of the provider that signed it`);
    return { form: "notice", kind: document.notice, ...common };
  }
  // Receipts go to MAIL FROM, which nobody has signed: it must be the sender that is certified.
  if (!sameAddress(arrival.sender, daticert.certified.sender)) {
    return incorrect("its reverse-path is not its certified sender");
  }
  const foreign = foreignAmong(provider, listed.provider, [daticert.certified.sender]);
  if (foreign) return incorrect(`${foreign} is not a holder of the provider that signed it`);
  const stranger = strangerAmong(arrival.recipients, daticert);
  if (stranger) return incorrect(`its certified recipients do not include ${stranger}`);
  return { form: "envelope", ...common };
}

function ordinary(reason: string): Classified {
  return { form: "ordinary", reason };
}

function incorrect(reason: string): Classified {
  return { form: "incorrect", reason };
}

/**
 * The verified signature, or in words why there is none. Rejects while nobody can say whether the
 * signer's certificate has been revoked: that is no verdict on the message.
 */
async function verify(
  provider: Judge,
  { content: { rope, pending } }: Arrival,
  { start, end }: { readonly start: number; readonly end: number },
  signature: Uint8Array,
): Promise<Verified | string> {
  const digest = async (algorithm: string) => {
    const hash = createHash(algorithm);
    const signed = provider.blobs.read(cutRope(rope, start, end), pending);
    for await (const chunk of signed) hash.update(chunk);
    return new Uint8Array(hash.digest());
  };
  try {
    return await verifySignature(signature, digest, provider.trust.current(), provider.clock.now());
  } catch (error) {
    if (error instanceof SignatureFault && error.code === "revocation-unknown") throw error;
    if (error instanceof SignatureFault) return `its signature is not valid: ${error.message}`;
    throw error;
  }
}

/** Empty where there is none: the signed digest alone then names the document. */
function messageIdOf(root: MimePart): string {
  const messageId = field(root, "Message-ID");
  return messageId ? unfolded(messageId) : "";
}

function authorOf(root: MimePart): string {
  return addressesIn(root, "From")?.addresses[0] ?? "";
}

/** They never travel: the provider that issues them keeps the sender's mailbox. */
const OWN_NOTICES: ReadonlySet<NoticeKind> = new Set([
  "accettazione",
  "non-accettazione",
  "preavviso-errore-consegna",
]);
const SERVICE_NOTICES: ReadonlySet<NoticeKind> = new Set(["presa-in-carico", "rilevazione-virus"]);

/**
 * RCPT TO is not signed either: a receipt goes to the certified sender (RFC 6109 §2.1), the two
 * kinds between providers to the service mailbox (§2.2.5), and to nobody else who was handed a copy.
 */
function strayRecipient(
  { serviceMailbox }: Judge,
  kind: NoticeKind,
  recipients: readonly string[],
  { certified }: Daticert,
): string | undefined {
  const addressee = SERVICE_NOTICES.has(kind) ? serviceMailbox : certified.sender;
  return recipients.find((recipient) => !sameAddress(recipient, addressee));
}

/** The recipients that a receipt is about. */
function concernsOf({ consegna, ricezione }: Daticert): readonly string[] {
  return consegna === undefined ? ricezione : [...ricezione, consegna];
}

/** A provider speaks for its own domains: for its senders in envelopes, its recipients in receipts. */
function foreignAmong(
  { directory }: Judge,
  { name }: ListedProvider,
  addresses: readonly string[],
): string | undefined {
  return addresses.find((address) => directory.providerOfDomain(domainOf(address))?.name !== name);
}

/** RFC 6109 §3.2.1: no presa in carico for a recipient that the envelope did not certify. */
function strangerAmong(recipients: readonly string[], daticert: Daticert): string | undefined {
  const named = new Set(daticert.certified.recipients.map(({ address }) => addressKey(address)));
  return recipients.find((recipient) => !named.has(addressKey(recipient)));
}
