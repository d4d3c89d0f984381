/**
 * Replay: reading a whole log, decoding its events and folding every stream.
 *
 * @module
 */
import { account } from "../../../actors/account.ts";
import type { Actor, Effect } from "../../../actors/actor.ts";
import { incoming } from "../../../actors/incoming.ts";
import { mailbox } from "../../../actors/mailbox.ts";
import { outgoing } from "../../../actors/outgoing.ts";
import { systemClock } from "../../../adapters/clock.ts";
import { openStorageReadOnly } from "../../../adapters/storage/sqlite/open.ts";
import type { EventReader } from "../../../adapters/storage/storage.ts";
import type { Benchmark } from "../options.ts";
import { DRAIN_SECONDS, HOLDERS, MESSAGE_SIZE } from "./constants.ts";
import { bySmtp, underLoad } from "./certified_load.ts";

/** Certified messages in the log. */
const MESSAGES = 500;
const PAGE = 1000;
/** Passes over the log; the first compiles the code and does not count. */
const PASSES = 4;

// deno-lint-ignore no-explicit-any -- one table holds actors of every kind
type AnyActor = Actor<any, any, any, Effect>;
const actors = new Map<string, AnyActor>(
  [outgoing, incoming, mailbox, account].map((actor) => [actor.kind, actor as AnyActor]),
);

/** The log of real transactions. */
export const replay: Benchmark = {
  name: "replay",
  title: `Replay of the log of ${MESSAGES} certified transactions: read, decode, fold`,
  async run(options) {
    const load = {
      recipientsPerMessage: 1,
      messageSize: MESSAGE_SIZE,
      inFlight: 64,
      warmUpSeconds: 0,
      seconds: DRAIN_SECONDS,
      drainSeconds: DRAIN_SECONDS,
      messages: MESSAGES,
    };
    const { dataFolder } = await underLoad(
      { domains: ["alfa.example"], holders: HOLDERS, door: bySmtp, load },
      options,
    );
    const storage = await openStorageReadOnly(dataFolder, systemClock);
    try {
      const times: number[] = [];
      for (let pass = 0; pass < PASSES; pass++) {
        const start = performance.now();
        await foldAll(storage.events);
        times.push(performance.now() - start);
      }
      const events = await storage.events.head();
      const best = Math.min(...times.slice(1));
      return [
        { name: "events", value: events, unit: "" },
        { name: "replay, best pass", value: events / best * 1000, unit: "1/s" },
      ];
    } finally {
      await storage.close();
    }
  },
};

async function foldAll(events: EventReader): Promise<void> {
  const states = new Map<string, unknown>();
  for (let position = 0;;) {
    const page = await events.readAll(position, PAGE);
    for (const { stream, event } of page) {
      const actor = actors.get(stream.slice(0, stream.indexOf("-")));
      if (!actor) throw new Error(`Cannot replay ${stream}: no actor is of its kind`);
      states.set(stream, actor.evolve(states.get(stream) ?? actor.initial(), event));
    }
    const last = page.at(-1);
    if (!last) return;
    position = last.position;
  }
}
