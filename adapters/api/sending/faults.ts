/**
 * Why a message cannot be certified, with the rule and the remedy.
 *
 * @module
 */
import type { FormalRefusal } from "../../../actors/formal_checks.ts";
import type { FormalFault } from "../../../events/outgoing.ts";
import type { HeaderFault } from "../../points/submission_limits.ts";
import type { Text } from "../language.ts";
import type { Fault } from "../problem.ts";

/** Where a header field of the message comes from, and so where it is mended. */
export type Place = (field: string) => Pick<Fault, "pointer" | "header">;

/** Of a raw message: the field itself. */
export function inHeader(field: string): ReturnType<Place> {
  return { header: field };
}

/** Of a draft. */
export function inDraft(field: string): ReturnType<Place> {
  return { pointer: POINTERS[field] ?? "" };
}

const POINTERS: Readonly<Record<string, string>> = {
  "From": "/from",
  "To": "/to",
  "Cc": "/cc",
  "Reply-To": "/reply_to",
  "Subject": "/subject",
};

/** The fault of a header that cannot be certified. */
export function headerFaultOf(fault: HeaderFault, place: Place): Fault {
  switch (fault.kind) {
    case "no-header":
      return {
        detail: {
          en: "The message has no header (RFC 5322 §2.1): give From, To and Subject, then an " +
            "empty line",
          it: "Il messaggio non ha intestazione (RFC 5322 §2.1): indica From, To e Subject, poi " +
            "una riga vuota",
        },
      };
    case "stray-line":
      return {
        detail: {
          en: "The header holds a line that is no field (RFC 5322 §2.2): remove it, or put the " +
            "empty line before it",
          it: "L'intestazione contiene una riga che non è un campo (RFC 5322 §2.2): toglila, o " +
            "anticipa la riga vuota",
        },
      };
    case "too-long":
      return {
        ...place(fault.field),
        detail: {
          en: `${fault.field} is longer than ${fault.limit} octets, which the envelope could not ` +
            "repeat: shorten it, or send several messages",
          it: `${fault.field} supera ${fault.limit} ottetti, che la busta non potrebbe ripetere: ` +
            "accorcialo, o invia più messaggi",
        },
      };
    case "odd-message-id":
      return {
        ...place("Message-ID"),
        detail: {
          en: "Message-ID is not printable text of at most 998 octets (RFC 5322 §3.6.4): give " +
            "another one, or none",
          it: "Message-ID non è testo stampabile di al più 998 ottetti (RFC 5322 §3.6.4): " +
            "cambialo, o toglilo",
        },
      };
  }
}

/** The fault of a formal rule (RFC 6109 §3.1.1) that is broken. */
export function formalFaultOf({ fault, about }: FormalRefusal, place: Place): Fault {
  const [field, text] = FORMAL[fault];
  const { en, it } = text(about);
  return {
    ...(field === null ? {} : place(field)),
    detail: { en: `${en} (RFC 6109 §3.1.1)`, it: `${it} (RFC 6109 §3.1.1)` },
  };
}

const FORMAL: Readonly<
  Record<FormalFault, readonly [field: string | null, text: (about: string) => Text]>
> = {
  "from-missing": ["From", () => ({
    en: "From is missing: add it, with the address of the mailbox",
    it: "Manca From: aggiungilo, con l'indirizzo della casella",
  })],
  "from-invalid": ["From", (about) => ({
    en: `From must hold one address and nothing else, not ${quoted(about)}`,
    it: `From deve contenere un solo indirizzo e nient'altro, non ${quoted(about)}`,
  })],
  "to-missing": ["To", () => ({
    en: "To is missing: name the recipients there",
    it: "Manca To: indica lì i destinatari",
  })],
  "to-invalid": ["To", () => ({
    en: "To holds no address: name the recipients there",
    it: "To non contiene alcun indirizzo: indica lì i destinatari",
  })],
  "sender-mismatch": ["From", (about) => ({
    en: `From names ${quoted(about)}: it must be the mailbox that sends the message`,
    it: `From indica ${quoted(about)}: dev'essere la casella che invia il messaggio`,
  })],
  "recipient-mismatch": ["To", (about) => ({
    en: `The recipient ${quoted(about)} stands neither in To nor in Cc: add it there`,
    it: `Il destinatario ${quoted(about)} non è né in To né in Cc: aggiungilo`,
  })],
  "bcc-present": ["Bcc", () => ({
    en: "Bcc is not allowed: remove it, and send those recipients a message of their own",
    it: "Bcc non è ammesso: toglilo, e invia a quei destinatari un messaggio a parte",
  })],
  "too-large": [null, (about) => ({
    en: `Size times recipients exceeds ${about} octets: send fewer recipients at once, or less`,
    it: `Dimensione per destinatari supera ${about} ottetti: riduci i destinatari o il contenuto`,
  })],
};

/** What a message says is foreign: no more of it than one reads. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

/** More recipients than one message may have. */
export function tooManyRecipients(count: number, most: number, place: Place): Fault {
  return {
    ...place("To"),
    detail: {
      en: `The message has ${count} recipients, and may have ${most}: send it in several`,
      it: `Il messaggio ha ${count} destinatari, e può averne ${most}: dividilo in più messaggi`,
    },
  };
}

/** What is wrong with an address of a raw message, which SMTP would not take. */
export function badRecipient(address: string, header: string): Fault {
  return {
    header,
    detail: {
      en: `${quoted(address)} is no mail address (RFC 5321 §4.1.2): correct or remove it`,
      it: `${quoted(address)} non è un indirizzo di posta (RFC 5321 §4.1.2): correggilo o toglilo`,
    },
  };
}

/** The scanner has found something (RFC 6109 §3.1.3). */
export function virusFault(signature: string): Fault {
  return {
    detail: {
      en: `The message holds a virus, ${signature} (RFC 6109 §3.1.3): remove it`,
      it: `Il messaggio contiene un virus, ${signature} (RFC 6109 §3.1.3): rimuovilo`,
    },
  };
}
