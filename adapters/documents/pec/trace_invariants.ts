/**
 * What the log must say of every message for it to be whole (RFC 6109 §2.3, §3): a check of all
 * lines about one identificativo, of the sender's side, of the receiver's, or of both.
 *
 * @module
 */
import { addressKey } from "../../../events/address.ts";
import { HOUR, type Instant } from "../../../events/instant.ts";
import type { Position } from "../../../events/store.ts";
import type { TraceLine, TraceRecipient } from "../../../events/trace_line.ts";

/** The rule that lines break; docs/trace.md describes each. */
export type TraceRule =
  | "one-acceptance"
  | "one-envelope"
  | "same-message"
  | "one-charge"
  | "one-outcome"
  | "virus-answered"
  | "known-recipient";

/** A rule that is not kept. */
export interface TraceFault {
  readonly pecId: string;
  readonly rule: TraceRule;
  /** The line that breaks it, or that the missing one should have followed. */
  readonly position: Position;
  readonly reason: string;
  /** Whether what is missing may still come: the line that asks for it is younger than a day. */
  readonly underWay: boolean;
}

/** RFC 6109 §3.1.6: after 24 hours the sender has been told of everything. */
const A_DAY = 24 * HOUR;

/**
 * The faults of a message, in the order of the rules.
 *
 * @param lines all lines about one identificativo in the order of the log.
 * @param now tells what is missing from what may still come.
 */
export function traceFaults(lines: readonly TraceLine[], now: Instant): readonly TraceFault[] {
  const told = new Told(lines, now);
  return [
    ...acceptance(told),
    ...envelope(told),
    ...sameMessage(told),
    ...atSender(told),
    ...atReceiver(told),
    ...strangers(told),
  ];
}

const VERDICTS = ["outgoing.accepted", "outgoing.refused", "outgoing.infected"];
const ARRIVAL = "incoming.envelope-received";

/** Lines that may concern nobody but recipients of the envelope who are to get receipts. */
const ON_RECIPIENTS = [
  "outgoing.taken-in-charge",
  "outgoing.delivered",
  "outgoing.failed",
  "outgoing.virus-reported",
  ARRIVAL,
  "incoming.charge-notified",
  "incoming.envelope-delivered",
  "incoming.envelope-refused",
  "incoming.receipt-sent",
];

/** The lines of one message. */
class Told {
  readonly lines: readonly TraceLine[];
  readonly #now: Instant;
  /** The lines that name an address: a message may have thousands of recipients. */
  readonly #concerning = new Map<string, TraceLine[]>();
  /** The keys of certified recipients; most lines share one list. */
  readonly #certified = new Map<readonly TraceRecipient[], ReadonlySet<string>>();

  constructor(lines: readonly TraceLine[], now: Instant) {
    this.lines = lines;
    this.#now = now;
    for (const line of lines) {
      for (const key of new Set(line.concerns.map(addressKey))) {
        const known = this.#concerning.get(key);
        if (known) known.push(line);
        else this.#concerning.set(key, [line]);
      }
    }
  }

  /** The lines of some events. */
  of(...events: readonly string[]): readonly TraceLine[] {
    return this.lines.filter(({ event }) => events.includes(event));
  }

  /** The lines of some events that concern an address. */
  about(address: string, ...events: readonly string[]): readonly TraceLine[] {
    const lines = this.#concerning.get(addressKey(address)) ?? [];
    return lines.filter(({ event }) => events.includes(event));
  }

  /** Whether an address is a certified recipient of the message as a line has it. */
  isCertified(address: string, { recipients }: TraceLine): boolean {
    let known = this.#certified.get(recipients);
    if (!known) {
      known = new Set(certified(recipients).map(addressKey));
      this.#certified.set(recipients, known);
    }
    return known.has(addressKey(address));
  }

  /** At most one of the lines: the others are faults. */
  once(rule: TraceRule, lines: readonly TraceLine[], what: string): readonly TraceFault[] {
    return lines.slice(1).map((line) => this.fault(rule, line, `${what} once more`));
  }

  /** At least one of the lines, within a day after `cause`. */
  owed(
    rule: TraceRule,
    cause: TraceLine,
    lines: readonly TraceLine[],
    what: string,
  ): readonly TraceFault[] {
    if (lines.length > 0) return [];
    const underWay = this.#now < cause.at + A_DAY;
    return [{ ...this.fault(rule, cause, `no ${what}`), underWay }];
  }

  fault(rule: TraceRule, { pecId, position }: TraceLine, reason: string): TraceFault {
    return { pecId, rule, position, reason, underWay: false };
  }
}

/** RFC 6109 §3.1.2, §3.1.4: one verdict, and one receipt that tells it. */
function acceptance(told: Told): readonly TraceFault[] {
  const rule = "one-acceptance";
  const [submitted] = told.of("outgoing.submitted");
  const verdicts = told.of(...VERDICTS);
  const answers = told.of("outgoing.answered");
  return [
    ...(submitted ? told.owed(rule, submitted, verdicts, "verdict") : []),
    ...told.once(rule, verdicts, "a verdict"),
    ...(verdicts[0] ? told.owed(rule, verdicts[0], answers, "receipt of the verdict") : []),
    ...told.once(rule, answers, "a receipt of the verdict"),
  ];
}

/** RFC 6109 §3.1.5: one envelope for all recipients, its Message-ID is the identificativo. */
function envelope(told: Told): readonly TraceFault[] {
  const accepted = told.of("outgoing.accepted");
  const misnamed = accepted.filter(({ pecId, generated }) => `<${pecId}>` !== generated.join(" "));
  const dispatched = told.of("outgoing.dispatched");
  const withoutOne = told.of(...VERDICTS).length > 0 && accepted.length === 0 ? dispatched : [];
  return [
    ...misnamed.map((line) => told.fault("one-envelope", line, "not the envelope of the message")),
    ...withoutOne.map((line) => told.fault("one-envelope", line, "an envelope without acceptance")),
  ];
}

/** Every line of a message names the same sender and recipients as the first. */
function sameMessage(told: Told): readonly TraceFault[] {
  const [first] = told.lines;
  if (!first) return [];
  const recipients = fingerprint(first.recipients);
  return told.lines.flatMap((line) => [
    ...(addressKey(line.sender) === addressKey(first.sender)
      ? []
      : [told.fault("same-message", line, `the sender is ${line.sender}`)]),
    ...(line.recipients === first.recipients || fingerprint(line.recipients) === recipients
      ? []
      : [told.fault("same-message", line, "the recipients are others")]),
  ]);
}

function fingerprint(recipients: readonly TraceRecipient[]): string {
  return JSON.stringify(
    recipients.map(({ address, kind }) => [addressKey(address), kind ?? ""].join(" ")).sort(),
  );
}

/** What the sender's provider knows of each certified recipient. */
function atSender(told: Told): readonly TraceFault[] {
  const [accepted] = told.of("outgoing.accepted");
  if (!accepted) return [];
  return certified(accepted.recipients).flatMap((address) => {
    const of = (...events: string[]) => told.about(address, ...events);
    const charges = of("outgoing.taken-in-charge");
    const ownFailures = of("outgoing.failure-notified");
    const delays = of("outgoing.overdue-notified");
    const outcomes = of("outgoing.delivered", "outgoing.failed", "outgoing.failure-notified");
    return [
      ...told.once("one-charge", charges, `presa in carico for ${address}`),
      // An envelope that nobody would have has its mancata consegna and no presa in carico.
      ...told.owed(
        "one-charge",
        accepted,
        [...charges, ...ownFailures, ...delays],
        `presa in carico for ${address}`,
      ),
      ...told.once("one-outcome", outcomes, `consegna or mancata consegna for ${address}`),
      ...told.owed(
        "one-outcome",
        accepted,
        [...outcomes, ...delays],
        `consegna, mancata consegna or notice of delay for ${address}`,
      ),
      ...virusAtSender(told, address),
    ];
  });
}

/** RFC 6109 §3.2.4: a rilevazione virus has its mancata consegna per virus, and the reverse. */
function virusAtSender(told: Told, address: string): readonly TraceFault[] {
  const notices = told.about(address, "outgoing.failure-notified");
  const reports = told.about(address, "outgoing.virus-reported");
  const failures = told.about(address, "outgoing.relay-failed");
  return [
    ...reports.flatMap((report) =>
      told.owed(
        "virus-answered",
        report,
        notices.filter(({ position }) => position > report.position),
        `mancata consegna per virus for ${address}`,
      )
    ),
    ...notices.filter(({ position }, index) =>
      [...reports, ...failures].filter((cause) => cause.position < position).length <= index
    ).map((line) =>
      told.fault("virus-answered", line, `mancata consegna for ${address} without a cause`)
    ),
  ];
}

/** What the receiver's provider knows of each recipient that the envelope came for. */
function atReceiver(told: Told): readonly TraceFault[] {
  const first = new Map<string, TraceLine>();
  for (const arrival of told.of(ARRIVAL)) {
    for (const address of arrival.concerns) {
      if (!first.has(addressKey(address))) first.set(addressKey(address), arrival);
    }
  }
  const viruses = told.of("incoming.virus-detected");
  return [...first].flatMap(([address, arrival]) => [
    ...chargeAtReceiver(told, address, arrival),
    ...outcomeAtReceiver(told, address, arrival, viruses),
  ]);
}

/** RFC 6109 §3.2.1; what could not be handed over in time is told by the sender's provider. */
function chargeAtReceiver(told: Told, address: string, arrival: TraceLine): readonly TraceFault[] {
  const charges = told.about(address, "incoming.charge-notified");
  const ends = [...charges, ...told.about(address, "incoming.charge-abandoned")];
  const what = `presa in carico for ${address}`;
  return [
    ...told.once("one-charge", charges, what),
    ...told.owed("one-charge", arrival, ends, what),
  ];
}

/** RFC 6109 §3.3: delivered, refused or infected, and one receipt that tells it. */
function outcomeAtReceiver(
  told: Told,
  address: string,
  arrival: TraceLine,
  viruses: readonly TraceLine[],
): readonly TraceFault[] {
  const stored = told.about(
    address,
    "incoming.envelope-delivered",
    "incoming.envelope-refused",
  );
  // A virus concerns all whom the envelope has not reached yet (RFC 6109 §3.2.3).
  const virus = viruses.find(({ position }) => position > arrival.position);
  const receipts = told.about(address, "incoming.receipt-sent");
  const ends = [...receipts, ...told.about(address, "incoming.receipt-abandoned")];
  const outcome = `delivery or refusal for ${address}`;
  const receipt = `receipt for ${address}`;
  return [
    ...told.once("one-outcome", stored, outcome),
    ...told.once("one-outcome", receipts, receipt),
    ...(virus ? [] : told.owed("one-outcome", arrival, stored, outcome)),
    ...(stored[0] ? told.owed("one-outcome", stored[0], ends, receipt) : []),
    ...(virus && !stored[0]
      ? told.owed("virus-answered", virus, ends, `rilevazione virus for ${address}`)
      : []),
  ];
}

/** Nobody has a presa in carico or a consegna who is not a recipient of the envelope. */
function strangers(told: Told): readonly TraceFault[] {
  return told.of(...ON_RECIPIENTS).flatMap((line) =>
    line.concerns.filter((address) => !told.isCertified(address, line)).map((address) =>
      told.fault("known-recipient", line, `the envelope does not have ${address}`)
    )
  );
}

function certified(recipients: readonly TraceRecipient[]): readonly string[] {
  return recipients.filter(({ kind }) => kind === "certificato").map(({ address }) => address);
}
