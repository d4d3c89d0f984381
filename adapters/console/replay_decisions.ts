/**
 * What was decided about a message: when, why, by which rule, and what was owed from then on.
 *
 * @module
 */
import type { Actor, Effect } from "../../actors/actor.ts";
import { incoming } from "../../actors/incoming.ts";
import { outgoing } from "../../actors/outgoing.ts";
import { definitionOf } from "../../events/catalogue.ts";
import { type AnyEvent, ERASED } from "../../events/definition.ts";
import type { Recorded, StreamId } from "../../events/store.ts";
import { legalInstant } from "../documents/pec/legal_instant.ts";
import { escapeText } from "../documents/pec/trace_line.ts";
import { decisionRules } from "./decision_rules.ts";

// deno-lint-ignore no-explicit-any -- both kinds are folded alike
type MessageActor = Actor<any, any, any, Effect>;

/** The kinds of streams in which something is decided about messages. */
const actors: readonly MessageActor[] = [outgoing, incoming];

/** Fields that say nothing of why: addresses of bytes, and what a signature adds. */
const LEFT_OUT = ["type", "at", "content", "seal"];

/**
 * One paragraph for each event, in the order of the log.
 *
 * @param events all that concern one message; each of its streams from its first event on
 */
export async function* decisions(events: AsyncIterable<Recorded>): AsyncGenerator<string> {
  const states = new Map<StreamId, unknown>();
  for await (const { position, stream, version, event } of events) {
    const lines = [
      `${position}  ${legalInstant(event.at)}  ${event.type}`,
      `    stream  ${stream}, event ${version} of it`,
      ...event.type === ERASED ? ["    erased  its data was destroyed"] : wordsOf(event),
      ...owed(states, stream, event),
    ];
    yield lines.map(escapeText).join("\n");
  }
}

function wordsOf(event: AnyEvent): readonly string[] {
  const rule = decisionRules[event.type];
  const facts = Object.entries(event).filter(([name]) => !LEFT_OUT.includes(name));
  return [
    `    what    ${definitionOf(event.type).summary}`,
    ...rule === undefined ? [] : [`    rule    ${rule}`],
    ...facts.map(([name, value]) =>
      `    fact    ${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`
    ),
  ];
}

/** What the stream owed the world once this had happened. */
function owed(
  states: Map<StreamId, unknown>,
  stream: StreamId,
  event: AnyEvent,
): readonly string[] {
  const actor = actors.find(({ kind }) => stream.startsWith(`${kind}-`));
  if (!actor || event.type === ERASED) return [];
  const state = actor.evolve(states.get(stream) ?? actor.initial(), event);
  states.set(stream, state);
  const { effects, deadline } = actor.pending(state, event.at);
  return [
    ...effects.map(({ key }) => `    owed    ${key}`),
    ...deadline === null ? [] : [`    by      ${legalInstant(deadline)}: time decides otherwise`],
  ];
}
