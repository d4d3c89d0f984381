/**
 * RFC 6109 §3: how messages are processed, and every document.
 *
 * @module
 */
import type { Section } from "./rule.ts";
import {
  anomaly,
  BETWEEN,
  CLEAR,
  daticert,
  delivery,
  EACH_RECEIPT,
  envelope,
  FORMAL,
  IN_SMTP,
  inspect,
  LOG,
  more,
  notices,
  overdue,
  refusals,
  relaying,
  testsIn,
  timeoutNotice,
  toOrCc,
  transaction,
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
    "3.1.1",
    ["from", "From holds an address", refusals(FORMAL, "no From")],
    ["from-valid", "It is a valid one", refusals(FORMAL, "no address in From")],
    ["to", "To is there", refusals(FORMAL, "no To")],
    ["to-valid", "It holds a valid address", refusals(FORMAL, "no address in To")],
    [
      "reverse-path",
      "MAIL FROM is From's address",
      refusals(FORMAL, "From differs from MAIL FROM"),
    ],
    [
      "forward-path",
      "Every RCPT TO stands in To or Cc",
      refusals(FORMAL, "a recipient stands neither in To nor in Cc"),
    ],
    ["no-bcc", "Bcc holds nothing", refusals(FORMAL, "Bcc")],
    ["empty-bcc", "An empty Bcc is no fault", refusals(FORMAL, "an empty Bcc is no fault")],
    [
      "size",
      "Size times recipients stays within the limit",
      refusals(FORMAL, "too large for its recipients"),
    ],
    [
      "floor",
      "The limit is not below 30 MB",
      testsIn("config/bad_config")("bad configuration 40-total-below-legal-floor"),
    ],
    [
      "no-header",
      "What has no header is refused",
      refusals(IN_SMTP, "no header at all: 554"),
    ],
  ],
  [
    "3.1.2",
    [
      "notice",
      "The notice names its cause in text and XML",
      notices("notice of non-acceptance"),
    ],
    [
      "hard-limit",
      "Beyond the hard limit on size the answer is SMTP's",
      refusals(
        "beyond the hard limit on size the Access Point answers 552, without an avviso",
        "what only turns out to be so",
      ),
    ],
    ["no-original", "The original is not included", refusals(FORMAL)],
  ],
  [
    "3.1.3",
    [
      "scan",
      "Submissions are scanned, and refused for a virus with its name in the notice",
      virus(VIRUS_OUT),
    ],
    [
      "notice",
      "The notice has its own header and text, and never the original",
      virusNotices(`notice of non-acceptance because of a virus: ${VIRUS_FORM}`),
    ],
  ],
  [
    "3.1.4",
    ["header", "The acceptance receipt has its header", notices("acceptance receipt: the header")],
    [
      "text",
      "It says the same in text and HTML as the model",
      notices("acceptance receipt: the text, and the same in HTML"),
    ],
    [
      "xml",
      "It holds the same data in XML",
      notices("acceptance receipt: daticert.xml and the structure"),
    ],
  ],
  [
    "3.1.5",
    [
      "header",
      "The envelope has its header fields, modified or inserted",
      envelope("the header: inherited fields byte for byte, then the envelope's own"),
    ],
    [
      "original",
      "The original is inside whole and unmodified, but for its identifier",
      envelope("the original travels with the PEC id, every other byte as submitted"),
    ],
    [
      "receipt-type",
      "X-TipoRicevuta carries over which receipt the sender wants",
      transaction(EACH_RECEIPT, "breve"),
    ],
    [
      "routing",
      "Forward and reverse path remain unaltered",
      more(LOG, "the sending provider, and the reverse and forward path as they were"),
    ],
    [
      "xml-only",
      "Only the XML part is parsed: prose and extra parts do not matter",
      inspect("tolerated: extra parts"),
    ],
    [
      "xml-safe",
      "The XML part may not declare or fetch anything",
      daticert("refused: a DOCTYPE"),
    ],
  ],
  [
    "3.1.6",
    [
      "both",
      "Neither presa in carico nor consegna: notices after 12 hours and between 22 and 24",
      overdue(
        "overdue: nothing heard, two notices, the second between the 22nd and the 24th hour",
      ),
    ],
    [
      "second-alone",
      "Presa in carico but no consegna: the second notice alone",
      relaying("presa in carico and no consegna: the second notice alone, and a late consegna"),
    ],
    [
      "first-alone",
      "Consegna after 12 hours without presa in carico: the first notice alone",
      overdue(
        "overdue: consegna after the 12th hour without presa in carico, the first notice alone",
      ),
    ],
    [
      "notice-12",
      "The first notice has its header and text, and never the original",
      timeoutNotice("timeout notice of 12 hours"),
    ],
    [
      "notice-24",
      "The second notice has its header and text, and never the original",
      timeoutNotice("timeout notice of 24 hours"),
    ],
    [
      "certified-alone",
      "No timer runs for external recipients",
      more(CLEAR, "after 24 hours there are notices for the certified recipient alone"),
    ],
  ],
  [
    "3.2.1",
    [
      "service-address",
      "The presa in carico goes to the service mailbox that the directory names",
      transaction(BETWEEN, "§3.2.1: the sender's provider gets the presa in carico"),
    ],
    [
      "one-for-all",
      "One presa in carico names all recipients of one SMTP transaction",
      transaction(EACH_RECEIPT, "completa"),
    ],
    [
      "all-covered",
      "Several transactions have as many prese in carico, which cover all recipients",
      relaying("an envelope in two transactions has two prese in carico"),
    ],
    [
      "form",
      "It has its header, text and XML",
      notices("presa in carico goes to the service mailbox and names its own recipients"),
    ],
  ],
  [
    "3.2.2",
    [
      "header",
      "The anomaly envelope inherits the header fields and adds its own",
      anomaly("the header: inherited fields byte for byte, then the envelope's own"),
    ],
    [
      "text",
      "It says why the data is not certified",
      anomaly("the text, and the same in HTML"),
    ],
    [
      "whole",
      "It holds the whole message as it arrived, and no other part",
      anomaly("it holds the message as it came, and nothing else"),
    ],
    [
      "reply-to",
      "Reply-To is inserted only if absent",
      anomaly("its own Reply-To stays unaltered"),
    ],
  ],
  [
    "3.2.3",
    ["not-forwarded", "An infected envelope is not forwarded", virus(VIRUS_IN)],
    [
      "each-recipient",
      "Each recipient has a rilevazione virus of its own, to the service mailbox",
      more(VIRUSES, "one rilevazione virus for each recipient"),
    ],
    [
      "form",
      "It says the reason, and never holds the original",
      virusNotices(`rilevazione virus: ${VIRUS_FORM}`),
    ],
  ],
  [
    "3.2.4",
    [
      "sender-told",
      "A rilevazione virus is followed by the sender's notice of non-delivery",
      more(VIRUSES, "one avviso di mancata consegna per virus for each"),
    ],
    [
      "form",
      "The notice says the reason",
      virusNotices(`notice of non-delivery because of a virus: ${VIRUS_FORM}`),
    ],
  ],
  [
    "3.3.2",
    [
      "delivered-first",
      "The receipt comes only for a correct envelope that has been delivered",
      transaction(BETWEEN, "§3.3.2: the sender gets the delivery receipt with the message in it"),
    ],
    [
      "form",
      "It has its header and text",
      delivery("completa: header, text, and the original out of the envelope, byte for byte"),
    ],
  ],
  [
    "3.3.2.1",
    [
      "default",
      "Complete is the default",
      toOrCc("X-TipoRicevuta without case; absent or unknown is completa"),
    ],
    [
      "to-and-cc",
      "Recipients in To give the whole original, those in Cc the concise receipt",
      transaction(EACH_RECEIPT, "completa"),
    ],
    [
      "doubt",
      "A recipient of doubtful kind counts as primary",
      toOrCc("To is primary, Cc is a copy, whoever stands in both or in neither is primary"),
    ],
    [
      "every-recipient",
      "Every recipient has a receipt",
      transaction(EACH_RECEIPT),
    ],
  ],
  [
    "3.3.2.2",
    [
      "hashes",
      "In a brief receipt parts with a name become text files with their hash",
      delivery("breve: attachments at any depth"),
    ],
    [
      "copies",
      "Recipients in Cc give the concise receipt",
      transaction(EACH_RECEIPT, "breve"),
    ],
    [
      "signed",
      "Of a signed original the signature stays, only parts inside are hashed",
      delivery("breve: an S/MIME signed message: its signature stays"),
    ],
    [
      "opaque",
      "An opaque S/MIME original stays whole",
      delivery("breve: an opaque S/MIME message"),
    ],
    [
      "attached-message",
      "An attached message is hashed whole",
      delivery("breve: a message attached"),
    ],
    [
      "type-alone",
      "A name in Content-Type alone counts",
      delivery("breve: a name in Content-Type alone"),
    ],
  ],
  [
    "3.3.2.3",
    [
      "concise",
      "The concise receipt holds the XML, not the original, for all recipients",
      transaction(EACH_RECEIPT, "sintetica"),
    ],
  ],
  [
    "3.3.3",
    [
      "form",
      "The notice of non-delivery has its header, and the error in text and XML",
      notices("notice of non-delivery"),
    ],
    [
      "unknown",
      "Unknown and disabled mailboxes end in it",
      transaction("an unknown and a disabled mailbox get notices of non-delivery"),
    ],
    [
      "full",
      "So does a full one",
      refusals("a full mailbox ends in an avviso di mancata consegna"),
    ],
  ],
  [
    "3.4",
    [
      "same-domain",
      "Messages within one domain are processed like all others",
      transaction("a transaction within one provider takes the same steps"),
    ],
  ],
  ["3.5", ["transaction", "A transaction goes through all its steps", transaction(BETWEEN)]],
];
