/**
 * RFC 6109 §2: the model, its points, mailboxes and log.
 *
 * @module
 */
import type { Section } from "./rule.ts";
import {
  BETWEEN,
  CERTIFIED_ALONE,
  crl,
  custody,
  DAY,
  days,
  directory,
  envelope,
  EXTERNAL,
  flowsIn,
  FORMAL,
  IN_SMTP,
  incoming,
  inspect,
  LOG,
  more,
  ONE_INSTANT,
  ORDINARY,
  PEC_ID,
  realEnvelope,
  refusals,
  relaying,
  retention,
  revocation,
  seal,
  SERVICE,
  SHAPE,
  SIGNED_WRONGLY,
  signingKey,
  transaction,
  UNCHANGED,
  virus,
  VIRUS_FORM,
  VIRUS_IN,
  VIRUS_OUT,
  VIRUSES,
  virusNotices,
} from "./scenarios.ts";

/** The rules, in the order of the RFC. */
export const sections: readonly Section[] = [
  [
    "2.1",
    [
      "form",
      "What the system generates is multipart/signed S/MIME, signed by the provider",
      more(SHAPE, "multipart/signed around multipart/mixed that begins with the text"),
    ],
    [
      "verifiable",
      "Ordinary S/MIME software verifies every kind of document",
      seal("openssl verifies every kind of document (needs openssl)"),
    ],
    [
      "certificate",
      "The signature encloses the provider's certificate",
      more(SHAPE, "the signature holds the provider's certificate"),
    ],
    [
      "sender",
      "From is one address, the provider's; Sender says nothing else",
      more(SHAPE, "From is the address of the provider that issues it, alone"),
    ],
    [
      "same-address",
      "From's address is the one in the signing certificate",
      signingKey("WebCrypto key: a certificate that breaks the profile is refused with its rules"),
    ],
    [
      "reply-to",
      "An envelope's Reply-To is the original's, unaltered",
      envelope("the original's own Reply-To stays unaltered, its Sender stays inside"),
    ],
    [
      "reply-to-from",
      "Where the original has no Reply-To, the envelope's is made of its From",
      more(SHAPE, "its Reply-To is the original's From where that had none"),
    ],
    [
      "notice-address",
      "Notifications go to the reverse-path, whatever Reply-To says",
      transaction(BETWEEN, "§3.1.4: the sender gets the acceptance receipt"),
    ],
    [
      "markers",
      "Every document is identified by its own header field",
      inspect("our own notices are correct"),
    ],
    [
      "routing-data",
      "Sender and recipients are certified from MAIL FROM and RCPT TO, not from To and Cc",
      more("RCPT TO says who the recipients are, To and Cc only which kind"),
    ],
    ["bcc", "Addresses in Bcc are invalid", refusals(FORMAL, "Bcc")],
  ],
  [
    "2.1.1.1.1",
    [
      "reference",
      "X-Riferimento-Message-ID names the client's Message-ID on every document",
      more(PEC_ID, "the client's own goes into a reference, where there was one"),
    ],
    [
      "charge-private",
      "The presa in carico is not sent to users",
      more(SERVICE, "the presa in carico comes to it, and to no holder"),
    ],
  ],
  [
    "2.1.1.1.2",
    [
      "twelve-hours",
      "After 12 hours without presa in carico or consegna the sender is told of the delay",
      relaying(DAY, "12 hours: the first"),
    ],
    [
      "last-notice",
      "After the second notice the provider keeps no track of the delay any more",
      relaying(DAY, "24 hours: no third, and nothing is owed any more"),
    ],
  ],
  [
    "2.1.1.1.3",
    [
      "security-field",
      "X-VerificaSicurezza marks the notices about a virus",
      virusNotices(`notice of non-acceptance because of a virus: ${VIRUS_FORM}`),
    ],
  ],
  [
    "2.1.1.2",
    [
      "inherited",
      "Envelopes inherit Received, To, Cc, Return-Path and Reply-To unmodified",
      more(SHAPE, "the envelope inherits Received, To, Cc and Return-Path as they stood"),
    ],
    [
      "transport-field",
      "X-Trasporto tells transport and anomaly envelopes apart",
      inspect("our own anomaly envelope certifies nothing: it is no correct form"),
    ],
  ],
  [
    "2.2.1",
    [
      "authentication",
      "Nobody submits before authentication",
      refusals(IN_SMTP, "nobody logged in: 530"),
    ],
    [
      "accepted",
      "A message that passes all checks gets an acceptance receipt and an envelope",
      transaction(BETWEEN, "nobody gets anything else, and both logs tell the story"),
    ],
    [
      "refused",
      "A formal exception ends in the notice of non-acceptance, and no envelope",
      refusals(FORMAL),
    ],
    [
      "infected",
      "A virus ends in the notice of non-acceptance",
      virus(VIRUS_OUT),
    ],
    [
      "acceptance-content",
      "The acceptance receipt certifies date and time in text and in XML",
      more(ONE_INSTANT, "accettazione"),
    ],
    [
      "classification",
      "Recipients are classified by managedDomains, without case, for each address",
      more(EXTERNAL, "the domain decides, case apart"),
    ],
    [
      "pec-id",
      "The identifier is unambiguous, alphanumeric at the provider's mail domain",
      more(PEC_ID, "is alphanumeric, at the provider's domain, and never the same"),
    ],
    [
      "message-id",
      "Original and envelope bear the identifier as Message-ID, in place of the client's",
      more(PEC_ID, "is the Message-ID of the envelope and of the original in it"),
    ],
    [
      "msgid-kept",
      "The client's Message-ID stays in the original, the documents and the certified data",
      more(PEC_ID, "the client's own goes into a reference, where there was one"),
    ],
  ],
  [
    "2.2.2",
    [
      "idleness",
      "What cannot be relayed is given up after 24 hours",
      relaying(DAY),
    ],
    [
      "envelope",
      "A correct envelope is taken in charge and delivered",
      transaction(BETWEEN, "§3.2.1: the sender's provider gets the presa in carico"),
    ],
    [
      "notification",
      "A correct notification is delivered",
      transaction(BETWEEN, "§3.3.2: the sender gets the delivery receipt with the message in it"),
    ],
    [
      "incorrect",
      "What a provider signed but is not correct is propagated in an anomaly envelope",
      refusals(SIGNED_WRONGLY),
    ],
    [
      "ordinary",
      "Ordinary mail, where it is propagated, comes in an anomaly envelope",
      refusals(ORDINARY, "into INBOX"),
    ],
    [
      "signature-existence",
      "What has no S/MIME signature is ordinary mail",
      refusals(CERTIFIED_ALONE, "ordinary mail: 550"),
    ],
    [
      "signature-origin",
      "The signer's certificate must stand in the directory",
      realEnvelope("real envelope: it is not where the directory does not list its signer"),
    ],
    [
      "certificate-hash",
      "The signer is found by the SHA-1 of its certificate, without case",
      directory("directory: a provider by each of its certificates, without case"),
    ],
    [
      "signature-value",
      "The signature is verified over what arrived",
      refusals(CERTIFIED_ALONE, "an envelope whose content was altered: 550"),
    ],
    [
      "certification-path",
      "The certification path is verified",
      refusals(CERTIFIED_ALONE, "an envelope of a counterfeit provider of the same name: 550"),
    ],
    [
      "temporal-validity",
      "The certificate must be valid at the time",
      realEnvelope("real envelope: years later it is not"),
    ],
    [
      "revocation",
      "A revoked certificate is refused",
      crl("CRL: a revoked signer is refused from the date of its revocation"),
    ],
    [
      "crl-interval",
      "Cached revocation lists are renewed at a fixed interval",
      revocation("keeper: a list is fetched again every six hours, and before it runs out"),
    ],
    [
      "formal-correctness",
      "An envelope's identifiers must agree with its certified data",
      refusals(SIGNED_WRONGLY, "an envelope with another identificativo"),
    ],
    [
      "foreign-notices",
      "A notification counts only from the provider that it can come from",
      flowsIn("false_receipts")(
        "nobody but the recipient's provider says what became of a message",
      ),
    ],
    [
      "ordinary-virus",
      "Ordinary mail is checked for viruses",
      more(VIRUSES, "ordinary mail does not come in, though its recipient wants it"),
    ],
    [
      "envelope-virus",
      "An envelope with a virus is not forwarded; its provider is told",
      virus(VIRUS_IN),
    ],
    [
      "virus-typologies",
      "The sending provider checks which virus its own scanner did not detect",
      {
        notMet: "People do it. The name that the other provider reports is in the log, in " +
          "outgoing.virus-reported",
      },
    ],
    [
      "virus-told",
      "The sending provider tells its holder of the virus that another provider found",
      more(VIRUSES, "one avviso di mancata consegna per virus for each"),
    ],
  ],
  [
    "2.2.3",
    [
      "receipt-after-delivery",
      "The delivery receipt is issued after the envelope lies in the mailbox",
      incoming("incoming: what is stored owes its delivery receipt, certified at that instant"),
    ],
    [
      "no-other-receipt",
      "For anything but a correct envelope no delivery receipt is issued",
      more(UNCHANGED, "ordinary mail whole in an anomaly envelope, without any receipt"),
    ],
    [
      "unmodified",
      "What arrives is delivered unmodified",
      more(UNCHANGED, "a correct envelope, byte for byte"),
    ],
    [
      "undeliverable",
      "An envelope that cannot be delivered ends in a notice of non-delivery",
      transaction("an unknown and a disabled mailbox get notices of non-delivery"),
    ],
    [
      "undeliverable-ordinary",
      "Ordinary mail that cannot be delivered does not",
      refusals(ORDINARY, "a full mailbox takes none of it, and nobody is told"),
    ],
  ],
  [
    "2.2.4",
    [
      "special-storage",
      "Infected submissions go to the provider's special storage",
      virus(VIRUS_OUT),
    ],
    ["special-storage-arrivals", "So do infected envelopes that arrive", virus(VIRUS_IN)],
    [
      "retention",
      "Infected messages are kept for 30 months",
      retention("a message with a virus stays in the special storage for 30 months, and goes then"),
    ],
  ],
  [
    "2.2.5",
    [
      "service-mailbox",
      "The service mailbox takes prese in carico and rilevazioni virus, and nothing else",
      more(SERVICE, "a message to it is not delivered"),
    ],
  ],
  [
    "2.2.6",
    [
      "service-address",
      "One registered address sends a provider's envelopes and notifications",
      more(SHAPE, "From is the address of the provider that issues it, alone"),
    ],
  ],
  [
    "2.3",
    [
      "log-message",
      "The log has identifier, instant, sender, recipients and subject of each operation",
      more(LOG, "identifiers, instant, sender, recipients, subject"),
    ],
    [
      "log-event-type",
      "It has the type of each event, on both sides",
      transaction(BETWEEN, "nobody gets anything else, and both logs tell the story"),
    ],
    [
      "log-generated",
      "It has the identifiers of the messages that were generated",
      more(LOG, "the Message-IDs of what was generated"),
    ],
    [
      "log-provider",
      "It has the sending provider",
      more(LOG, "the sending provider, and the reverse and forward path as they were"),
    ],
    [
      "log-preserved",
      "The log is preserved unmodified for 30 months",
      custody("nothing is erased before 30 months are over, whatever is asked (RFC 6109 §2.3)"),
    ],
    [
      "log-closed",
      "It is closed daily, into a signed file with a third party's time stamp",
      days("stamp: the signature of the file, and the signed head"),
    ],
  ],
];
