/**
 * The readable summary: a courtesy copy of what the bundle proves, in Italian and English. It
 * proves nothing by itself, and says so on every page.
 *
 * @module
 */
import { addressKey } from "../../events/address.ts";
import type { Instant } from "../../events/instant.ts";
import { romeTime } from "../documents/pec/rome_time.ts";
import { type MessageFact, type Role, type Selection } from "./selection.ts";
import { factsOf } from "./facts.ts";
import type { Block, Pages } from "./pdf.ts";
import { OUTCOME_ORDER, outcomeOf, type Wording, wordingOf } from "./wording.ts";
import type { ListedFile } from "./zip_file.ts";

/** Rows of the longest table; the files beside the summary have everything. */
const MOST_ROWS = 200;

/** Files whose names say their digests already. */
const NAMED_BY_DIGEST = /^(?:certificates|revocation)\//;

const MARK = "Copia di cortesia, priva di valore legale — Courtesy copy, without legal value";

/** What is said of the log in a summary. */
export interface LogNote {
  readonly origin: string;
  /** Events that the head covers. */
  readonly size: number;
  /** Base64. */
  readonly root: string;
  readonly stamps: readonly { readonly authority: string; readonly instant: Instant }[];
}

/** What every summary has. */
export interface SummaryFrame {
  readonly provider: string;
  /** Who gets it. */
  readonly holder: string;
  readonly made: Instant;
  readonly log: LogNote;
  /** The files of the bundle whose digests are printed. */
  readonly files: readonly ListedFile[];
}

/** The pages about one message. */
export function messageSummary(
  pecId: string,
  { roles, facts }: Selection,
  frame: SummaryFrame,
): Pages {
  return framed("Evidenze di un messaggio PEC — Evidence of a PEC message", frame, [
    { heading: "Messaggio — Message" },
    table([], [120, "*"], messageRows(pecId, roles, facts, frame)),
    { heading: "Esito per destinatario — Outcome for each recipient" },
    table(
      ["Destinatario — Recipient", "Ultimo esito — Last outcome", "Ora legale — Legal time"],
      ["*", 150, 130],
      outcomeRows(facts),
    ),
    { heading: "Cronologia — Timeline" },
    table(
      ["N.", "Ora legale — Legal time", "Operazione — Operation", "Chi — Who"],
      [40, 110, "*", 130],
      facts.map((fact) => [
        String(fact.entry.position),
        legalTime(fact.event.at),
        both(wordingOf(fact.event)),
        whoOf(fact),
      ]),
    ),
  ]);
}

/** The pages about a period. */
export function periodSummary(
  what: readonly (readonly [label: string, value: string])[],
  frame: SummaryFrame,
): Pages {
  return framed("Estratto del registro — Extract of the log", frame, [
    { heading: "Estratto — Extract" },
    table([], [120, "*"], [...what, ...frameRows(frame)]),
  ]);
}

function framed(title: string, frame: SummaryFrame, blocks: readonly Block[]): Pages {
  const { log, files, made } = frame;
  return {
    title,
    mark: MARK,
    made,
    blocks: [
      {
        paragraph: "Questa sintesi serve alla lettura; fanno fede i file firmati che la " +
          "accompagnano. This summary is for reading; what counts are the signed files beside it.",
      },
      ...blocks,
      { heading: "Registro — Log" },
      table([], [120, "*"], [
        ["Registro — Log", log.origin],
        ["Eventi coperti — Events covered", String(log.size)],
        ["Radice — Root", log.root],
        ...log.stamps.map(({ authority, instant }) => [
          "Marca temporale — Time stamp",
          `${legalTime(instant)} ${authority}`,
        ]),
      ]),
      { heading: "Impronte — Digests (SHA-256)" },
      table(
        ["File", "SHA-256"],
        [180, "*"],
        files.filter(({ path }) => !NAMED_BY_DIGEST.test(path))
          .map(({ path, sha256 }) => [path, sha256]),
      ),
      { heading: "Verifica — Verification" },
      {
        paragraph: "Con il comando «ceralacca verify» o con la pagina verifier.html, senza rete; " +
          "LEGGIMI.txt dice come, anche con altri strumenti.",
      },
      {
        paragraph: "With the command “ceralacca verify” or the page verifier.html, offline; " +
          "README.txt says how, also with other tools.",
      },
    ],
  };
}

function messageRows(
  pecId: string,
  roles: readonly Role[],
  facts: readonly MessageFact[],
  frame: SummaryFrame,
): readonly (readonly string[])[] {
  const about = aboutOf(facts);
  const role = roles.map((role) =>
    role === "sender" ? "mittente/sender" : "destinatario/recipient"
  );
  return [
    ["Identificativo — Identifier", pecId],
    ["Mittente — Sender", about.sender],
    ["Destinatari — Recipients", about.recipients.join(", ")],
    ["Oggetto — Subject", about.subject],
    ["Message-ID", about.msgid],
    ...frameRows(frame),
    ["In qualità di — As", role.join(", ")],
  ];
}

function frameRows({ provider, holder, made }: SummaryFrame): readonly (readonly string[])[] {
  return [
    ["Gestore — Provider", provider],
    ["Rilasciato a — Issued to", holder],
    ["Rilasciato il — Issued on", legalTime(made)],
  ];
}

/** What is the same throughout the life of a message. */
interface About {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly msgid: string;
}

function aboutOf(facts: readonly MessageFact[]): About {
  const [submitted] = factsOf(facts, "outgoing.submitted");
  if (submitted) {
    const { sender, recipients, subject, msgid = "" } = submitted.event;
    return { sender, recipients, subject, msgid };
  }
  const [received] = factsOf(facts, "incoming.envelope-received");
  if (!received) throw new Error("Cannot sum up a message: nothing says what it was");
  const { sender, recipients, subject, msgid = "" } = received.event.certified;
  return { sender, recipients: recipients.map(({ address }) => address), subject, msgid };
}

/** The last word on each recipient that the events name. */
function outcomeRows(facts: readonly MessageFact[]): readonly (readonly string[])[] {
  const outcomes = new Map<string, { readonly rank: number; readonly row: readonly string[] }>();
  for (const { event } of facts) {
    const outcome = outcomeOf(event);
    if (outcome === null) continue;
    const rank = OUTCOME_ORDER.indexOf(event.type);
    for (const address of concernedBy(event, facts)) {
      const known = outcomes.get(addressKey(address));
      if (known && known.rank > rank) continue;
      // The receipt certifies the instant at which the mailbox took the message.
      const at = event.type === "incoming.envelope-delivered" ? event.storedAt : event.at;
      const row = [address, both(outcome), legalTime(at)];
      outcomes.set(addressKey(address), { rank, row });
    }
  }
  return [...outcomes.values()].map(({ row }) => row);
}

/** Whose fate an event decides; a virus decides everyone's. */
function concernedBy(
  event: MessageFact["event"],
  facts: readonly MessageFact[],
): readonly string[] {
  if (event.type === "incoming.virus-detected") {
    return factsOf(facts, "incoming.envelope-received").flatMap(({ event }) => event.recipients);
  }
  return addressesOf(event);
}

function whoOf({ event, entry: { stream } }: MessageFact): string {
  if (event.type === "mailbox.stored") return stream.slice("mailbox-".length);
  if (event.type === "outgoing.submitted") return event.sender;
  return addressesOf(event).join(", ");
}

function addressesOf(event: MessageFact["event"]): readonly string[] {
  if ("recipient" in event) return [event.recipient];
  if (!("recipients" in event)) return [];
  return event.recipients.map((one) => typeof one === "string" ? one : one.address);
}

function table(
  head: readonly string[],
  widths: readonly (number | "*")[],
  rows: readonly (readonly string[])[],
): Block {
  const more = rows.length - MOST_ROWS;
  if (more <= 0) return { widths, head, rows };
  const last = widths.map((_, at) => at > 0 ? "" : `… +${more}`);
  return { widths, head, rows: [...rows.slice(0, MOST_ROWS), last] };
}

function both({ it, en }: Wording): string {
  return `${it} — ${en}`;
}

/** As people in Italy write it. */
function legalTime(instant: Instant): string {
  const { giorno, ora, zona } = romeTime(instant);
  return `${giorno} ${ora} ${zona}`;
}
