/**
 * RFC 6109 §4 and §5: formats, the directory, security.
 *
 * @module
 */
import type { Section } from "./rule.ts";
import {
  certificate,
  CERTIFIED_ALONE,
  CLEAR,
  daticert,
  dialogues,
  directory,
  flowsIn,
  IN_SMTP,
  inspect,
  keeper,
  more,
  notices,
  ONE_INSTANT,
  publication,
  readiness,
  refusals,
  relaying,
  romeTime,
  SHAPE,
  signedDirectory,
  testsIn,
  VERIFIED,
  virus,
} from "./scenarios.ts";

/** The rules, in the order of the RFC. */
export const sections: readonly Section[] = [
  [
    "4.1",
    [
      "one-value",
      "One temporal value stands in documents, signatures and log of an operation",
      more(ONE_INSTANT),
    ],
    [
      "accurate",
      "The time is accurate",
      flowsIn("clock")("a clock that is a minute off accepts nothing, neither here nor there"),
    ],
  ],
  [
    "4.2",
    [
      "legal-time",
      "Times for people are legal time",
      romeTime("summer time begins on the last Sunday of March at 01:00 UTC"),
    ],
    [
      "format",
      "Dates are dd/mm/yyyy, hours 00 to 23",
      romeTime("midnight is hour 00 of the next day, and fractions of a second are cut off"),
    ],
  ],
  [
    "4.3",
    [
      "seven-bit",
      "What is not ASCII is encoded for 7-bit transport",
      more(SHAPE, "it is 7-bit clean, though its text is not"),
    ],
    [
      "mixed",
      "The signed body is multipart/mixed, the text first",
      more(SHAPE, "multipart/signed around multipart/mixed that begins with the text"),
    ],
    [
      "either-order",
      "Original and XML are found in either order",
      inspect("tolerated: parts in another order"),
    ],
  ],
  [
    "4.3.1",
    [
      "text-type",
      "The text is ISO-8859-1, plain or with an HTML version",
      more(SHAPE, "multipart/signed around multipart/mixed that begins with the text"),
    ],
    [
      "html",
      "The HTML holds the same information",
      notices("acceptance receipt: the text, and the same in HTML"),
    ],
    [
      "html-inert",
      "It has no references and no active content, whatever the message says",
      notices("a hostile subject, sender and msgid add nothing to header, XML or HTML"),
    ],
  ],
  [
    "4.3.2",
    [
      "postacert",
      "The original is message/rfc822 named postacert.eml",
      more(SHAPE, "the original is message/rfc822 named postacert.eml, in those that have it"),
    ],
  ],
  [
    "4.3.3",
    [
      "utf-8",
      "The XML is UTF-8",
      daticert("refused: other bytes than UTF-8, and too many of them"),
    ],
  ],
  [
    "4.4",
    [
      "order",
      "The XML has the elements of the grammar in its order",
      daticert("the elements stand in the order of the grammar"),
    ],
    [
      "valid",
      "XML that the grammar does not allow makes a document incorrect",
      inspect("incorrect: a wrong daticert.xml"),
    ],
  ],
  [
    "4.5",
    [
      "roll-over",
      "A provider may have several certificates while one expires",
      directory("directory: one certificate in two environments, one of them being rolled over"),
    ],
    [
      "own-certificate",
      "The provider hears in time that its own certificate is to be renewed",
      testsIn("trust/rolling_signer")(
        "expiry: alarms at 60, 30, 14, 7 and 1 days, then every day",
      ),
    ],
    [
      "own-file",
      "The provider publishes its own entries, signed, over HTTPS",
      publication("a provider publishes its own signed entries"),
    ],
    [
      "signed-file",
      "The directory is a DER SignedData file, taken only when rightly signed",
      signedDirectory("signed directory: another signer's is refused"),
    ],
    [
      "local-copy",
      "The provider keeps a local copy, renewed at least daily",
      keeper("keeper: fetches every six hours, an hour after a failure, and says when it is stale"),
    ],
    [
      "environments",
      "Secondary environments are read and written beside the main one",
      directory("directory: what is written is read back, secondary environments too"),
    ],
    [
      "ldap",
      "The directory can be queried over LDAP",
      { notMet: "The signed LDIF file is used, as the section asks; there is no LDAP client" },
    ],
  ],
  [
    "4.5.3",
    [
      "provider-name",
      "Every record holds its provider's name",
      directory("directory: an entry is left out where providerName is missing (4 lines)"),
    ],
  ],
  [
    "4.5.4",
    [
      "mail-receipt",
      "The service mailbox, mailReceipt, is a plain address",
      directory("directory: an entry is left out where mailReceipt is no mail address (5 lines)"),
    ],
  ],
  [
    "5.1",
    [
      "hardware",
      "Private keys are handled by a dedicated hardware module (recommended)",
      { notMet: "Keys are files, or used through libcrypto; no driver for hardware is included" },
    ],
  ],
  [
    "5.2",
    [
      "login",
      "Access is allowed only upon successful authentication",
      refusals(IN_SMTP, "a wrong password, an unknown account and the service mailbox: 535"),
    ],
    [
      "congruent",
      "The sender is the user who logged in",
      refusals(IN_SMTP, "a sender other than the account: 553"),
    ],
  ],
  [
    "5.3",
    [
      "submission-tls",
      "Users submit over TLS alone",
      dialogues("dialogue submission.smtp, over sockets"),
    ],
    [
      "starttls",
      "The Incoming Point announces STARTTLS and takes clear connections for ordinary mail",
      dialogues("dialogue reception.smtp, over sockets"),
    ],
    [
      "certified-tls",
      "Certified mail is not taken over a clear connection",
      refusals(CERTIFIED_ALONE, "certified mail over a clear connection: 530"),
    ],
    [
      "relay-tls",
      "Certified mail is not relayed in the clear, ordinary mail may be",
      more(CLEAR, "only the ordinary host was given the envelope"),
    ],
    [
      "relay-tls-verified",
      "Nor to a host that is not who it should be",
      relaying(VERIFIED, "a certificate of another authority: nothing goes there"),
    ],
    [
      "own-machines",
      "All machines on the way, those in MX records included, are the providers' own",
      { notMet: "Who runs the hosts that DNS names cannot be told by software" },
    ],
  ],
  [
    "5.4",
    [
      "scanner-needed",
      "Nothing is accepted or delivered unscanned",
      virus(
        "where the scanner is gone nothing is accepted, and arrivals wait (needs clamd)",
      ),
    ],
    [
      "scanner-updates",
      "The scanner's signatures are updated continuously",
      { notMet: "clamd's own freshclam does it; the engine does not watch it" },
    ],
  ],
  [
    "5.5.1",
    [
      "subject",
      "The certificate's O or CN is the providerName",
      readiness("readiness: a certificate of another name"),
    ],
  ],
  [
    "5.5.2",
    [
      "extensions",
      "Key usage, key identifiers, alternative name; no basic constraints",
      certificate(
        "profile: a provider's certificate keeps every rule, others are told which they break",
      ),
    ],
  ],
  [
    "5.6",
    [
      "client-certificate",
      "The directory is fetched over HTTPS with a client certificate",
      keeper("keeper: fetches with a client certificate, serves, and keeps the copy"),
    ],
    [
      "server-verified",
      "Its server is authenticated",
      keeper("keeper: a server under unknown roots is not believed"),
    ],
  ],
];
