/**
 * Each breach belongs to one day: the first that could tell it.
 *
 * @module
 */
import { expect } from "expect";
import { type DayBounds, dayBreaches } from "../../../adapters/documents/pec/day_breaches.ts";
import { HOUR } from "../../../events/instant.ts";
import type { TraceLine } from "../../../events/trace_line.ts";

const ID = "opec1@alfa.example";
const BRUNO = "bruno@beta.example";

/** Days of 24 hours, with ten positions each. */
function day(number: number): DayBounds {
  const from = number * 24 * HOUR;
  return { first: 10 * number + 1, last: 10 * number + 10, from, until: from + 24 * HOUR };
}

function line(position: number, hour: number, event: string): TraceLine {
  return {
    position,
    at: hour * HOUR,
    event,
    pecId: ID,
    msgid: "",
    sender: "anna@alfa.example",
    recipients: [{ address: BRUNO, kind: "certificato" }],
    subject: "Prova",
    concerns: event === "outgoing.answered" ? [] : [BRUNO],
    generated: event === "outgoing.accepted" ? [`<${ID}>`] : [],
    provider: "alfa.example",
  };
}

const accepted = [
  line(1, 10, "outgoing.submitted"),
  line(2, 10, "outgoing.accepted"),
  line(3, 10, "outgoing.answered"),
];
const whole = [
  ...accepted,
  line(4, 11, "outgoing.dispatched"),
  line(5, 11, "outgoing.taken-in-charge"),
  line(6, 11, "outgoing.delivered"),
];

function rules(lines: readonly TraceLine[], number: number): readonly string[] {
  return dayBreaches(lines, day(number)).map(({ rule }) => rule);
}

Deno.test("day breaches: none where all is as it must be", () => {
  expect([0, 1, 2].map((number) => rules(whole, number))).toEqual([[], [], []]);
});

Deno.test("day breaches: what is missing is broken on the day on which the time for it ends", () => {
  expect([0, 1, 2].map((number) => rules(accepted, number)))
    .toEqual([[], ["one-charge", "one-outcome"], []]);
});

Deno.test("day breaches: a line too many is one of its own day, and of no other", () => {
  const twice = [...whole, line(13, 30, "outgoing.delivered")];
  expect([0, 1, 2].map((number) => rules(twice, number))).toEqual([[], ["one-outcome"], []]);
});

Deno.test("day breaches: another one on a later day is told, the former not again", () => {
  const [charge, outcome] = ["outgoing.taken-in-charge", "outgoing.delivered"];
  const twice = [...whole, line(8, 12, charge!), line(13, 30, outcome!)];
  expect([0, 1].map((number) => rules(twice, number))).toEqual([["one-charge"], ["one-outcome"]]);
});

Deno.test("day breaches: what comes in time after the day has ended is none", () => {
  const later = [
    ...accepted,
    line(11, 30, "outgoing.taken-in-charge"),
    line(12, 31, "outgoing.delivered"),
  ];
  expect([0, 1, 2].map((number) => rules(later, number))).toEqual([[], [], []]);
});

Deno.test("day breaches: a day knows nothing of the lines after it", () => {
  // Late, but there when the whole log is looked at.
  const late = [
    ...accepted,
    line(21, 60, "outgoing.taken-in-charge"),
    line(22, 60, "outgoing.delivered"),
  ];
  expect(rules(late, 1)).toEqual(["one-charge", "one-outcome"]);
  expect(rules(late, 2)).toEqual([]);
});
