/**
 * Webhooks: how many events a second are delivered, signed, to one endpoint.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { Runtime } from "../../../actors/runtime.ts";
import { webhook as actor } from "../../../actors/webhook.ts";
import { systemClock } from "../../../adapters/clock.ts";
import { Feed } from "../../../adapters/feed/feed.ts";
import { random } from "../../../adapters/opening/random.ts";
import { openOperational } from "../../../adapters/storage/operational.ts";
import { openStorage } from "../../../adapters/storage/sqlite/open.ts";
import type { Storage } from "../../../adapters/storage/storage.ts";
import { WEBHOOK_TABLES } from "../../../adapters/webhooks/journal.ts";
import { Webhooks } from "../../../adapters/webhooks/webhooks.ts";
import type { AnyEvent } from "../../../events/definition.ts";
import { SECOND } from "../../../events/instant.ts";
import type { Benchmark, Measurement } from "../options.ts";
import { machineTime, processorTimeOf } from "../process.ts";

const ID = "wh0000000000000001";
const WARM_UP = 2 * SECOND;
/** More than any machine delivers in the time. */
const EVENTS_PER_SECOND = 8000;
const EVENTS_PER_APPEND = 500;
/** A hundred messages a second, five events each. */
const TARGET = 500;

/** Deliveries over TLS to an endpoint in another process that takes everything. */
export const webhooks: Benchmark = {
  name: "webhooks",
  title: "Deliveries of events to one endpoint over TLS, with both signatures",
  async run({ folder, seconds }) {
    const storage = await openStorage(folder, systemClock);
    const child = startEndpoint();
    try {
      await fill(storage, Math.ceil(EVENTS_PER_SECOND * (seconds + WARM_UP / SECOND)));
      return await measure(storage, folder, seconds, await child.listening);
    } finally {
      child.end();
      await storage.close();
    }
  },
};

/** Where the endpoint listens, and who has issued its certificate. */
interface Listening {
  readonly port: number;
  readonly authority: string;
}

async function measure(
  storage: Storage,
  folder: string,
  seconds: number,
  { port, authority }: Listening,
): Promise<readonly Measurement[]> {
  const operational = openOperational(folder, WEBHOOK_TABLES);
  const log = () => {};
  const runtime = new Runtime({ store: storage.events, clock: systemClock, log });
  runtime.register({ actor });
  const url = `https://localhost:${port}/`;
  const settings = { url, description: "", mailboxes: ["*@alfa.example"] };
  const create = {
    type: "create",
    client: "benchmark",
    settings,
    from: 0,
    by: "operator",
  } as const;
  await runtime.send(actor, ID, create);
  const feed = await Feed.open({ storage, log });
  const delivering = new Webhooks({
    ...{ storage, feed, operational, runtime, clock: systemClock, random, log },
    key: random(32),
    resolver: {
      lookup: (_, type) =>
        Promise.resolve(
          type === "A"
            ? { kind: "found", records: ["127.0.0.1"] as never }
            : { kind: "no-records" },
        ),
    },
    allowPrivate: true,
    authorities: [authority],
    allowed: () => true,
  });
  const closing = new AbortController();
  const running = [feed.run(closing.signal), delivering.run(closing.signal)];
  const count = () => delivering.deliveriesOf(ID, Number.MAX_SAFE_INTEGER, 1)[0]?.number ?? 0;
  await systemClock.until(systemClock.now() + WARM_UP);
  const before = {
    count: count(),
    own: await processorTimeOf(Deno.pid),
    machine: await machineTime(),
  };
  const start = systemClock.now();
  await systemClock.until(start + seconds * SECOND);
  const delivered = count() - before.count;
  const elapsed = (systemClock.now() - start) / SECOND;
  const own = await processorTimeOf(Deno.pid) - before.own;
  const machine = await machineTime();
  closing.abort();
  await Promise.all(running);
  await runtime.stop();
  operational.close();
  const share = (machine.busy - before.machine.busy) / (machine.total - before.machine.total);
  return [
    { name: "deliveries", value: delivered / elapsed, unit: "1/s", target: { atLeast: TARGET } },
    { name: "processor time of a delivery", value: 1e6 * own / delivered, unit: "µs" },
    { name: "processors in use, by all", value: 100 * share, unit: "%" },
  ];
}

/** Messages that came into a mailbox. */
async function fill(storage: Storage, events: number): Promise<void> {
  const stream = "mailbox-anna@alfa.example";
  for (let version = 0; version < events; version += EVENTS_PER_APPEND) {
    const batch = Array.from({ length: EVENTS_PER_APPEND }, (_, index) => ({
      type: "mailbox.stored",
      at: systemClock.now(),
      entry: `${version + index}`,
      uid: version + index + 1,
      folder: 1,
      content: [],
      size: 10_000,
      kind: "posta-certificata",
      pecId: `opec20261122${version + index}@beta.example`,
      messageId: `<opec20261122${version + index}@beta.example>`,
      subject: "POSTA CERTIFICATA: fattura",
      flags: [],
    } as AnyEvent));
    await storage.events.append({ stream, expectedVersion: version, events: batch, wake: null });
  }
  await storage.projected();
}

function startEndpoint() {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", fileURLToPath(new URL("../webhook_endpoint.ts", import.meta.url))],
    stdout: "piped",
  }).spawn();
  const listening = async (): Promise<Listening> => {
    let text = "";
    for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
      text += piece;
      if (text.includes("\n")) return JSON.parse(text);
    }
    throw new Error("Cannot measure: the endpoint has ended");
  };
  return {
    listening: listening(),
    end: () => child.kill(),
  };
}
