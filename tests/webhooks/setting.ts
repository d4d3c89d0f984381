/**
 * Webhooks over real storage and a real feed; time passes as a test says.
 *
 * @module
 */
import { Runtime } from "../../actors/runtime.ts";
import { webhook as actor, type WebhookCommand } from "../../actors/webhook.ts";
import { Feed } from "../../adapters/feed/feed.ts";
import { openOperational, type Operational } from "../../adapters/storage/operational.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import type { Webhook } from "../../adapters/storage/webhooks.ts";
import { WEBHOOK_TABLES } from "../../adapters/webhooks/journal.ts";
import { Webhooks } from "../../adapters/webhooks/webhooks.ts";
import type { WebhookSettings } from "../../events/webhook.ts";
import { advanceUntil } from "../support/advance_until.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { loopback, startEndpoint, type TestServer } from "./server.ts";

export const ID = "wh0000000000000001";

/** Everything that a test of webhooks needs. */
export interface Setting {
  readonly folder: string;
  readonly clock: SimulatedClock;
  readonly storage: Storage;
  readonly operational: Operational;
  readonly feed: Feed;
  readonly server: TestServer;
  readonly log: string[];
  /** Clients that may be told nothing. */
  readonly suspended: Set<string>;
  /** The webhooks as of now: another one after `restart`. */
  webhooks(): Webhooks;
  create(settings?: Partial<WebhookSettings>, id?: string): Promise<Webhook>;
  send(command: Record<string, unknown>, id?: string): Promise<void>;
  /**
   * Lets time pass, in steps of so many milliseconds, until something is so. Small steps: an answer
   * over a real socket must not come too late for want of a processor.
   */
  passing(what: () => boolean | Promise<unknown>, step?: number): Promise<void>;
  /** Ends, and begins again with what is remembered. */
  restart(): Promise<void>;
}

/** Runs a test. */
export async function withWebhooks(test: (setting: Setting) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "webhooks-" });
  const clock = new SimulatedClock();
  const storage = await openStorage(folder, clock);
  const operational = openOperational(folder, WEBHOOK_TABLES);
  const server = await startEndpoint();
  const log: string[] = [];
  const note = (event: string, fields: Record<string, unknown>) => {
    log.push(`${event} ${JSON.stringify(fields)}`);
  };
  const runtime = new Runtime({ store: storage.events, clock, log: note });
  runtime.register({ actor });
  const feed = await Feed.open({ storage, log: note });
  const suspended = new Set<string>();
  const open = () =>
    running(
      new Webhooks({
        ...{ storage, feed, operational, runtime, ...loopback(clock), log: note },
        key: new Uint8Array(32).fill(7),
        random: (length) => new Uint8Array(length),
        allowed: ({ client }) => !suspended.has(client),
      }),
    );
  let opened = open();
  const closing = new AbortController();
  const following = feed.run(closing.signal);
  const send: Setting["send"] = async (command, id = ID) => {
    const named = { by: "k7f3q9w2e5r8", ...command } as unknown as WebhookCommand;
    const { refusal } = await runtime.send(actor, id, named);
    if (refusal) throw new Error(refusal.detail);
  };
  const setting: Setting = {
    ...{ folder, clock, storage, operational, feed, server, log, suspended, send },
    webhooks: () => opened.webhooks,
    async create(settings = {}, id = ID) {
      const whole = { url: server.url, description: "", mailboxes: ["*@alfa.example"] };
      const from = await storage.events.head();
      const chosen = { ...whole, ...settings };
      await send({ type: "create", client: "gestionale", settings: chosen, from }, id);
      return storage.webhooks.webhook(id)!;
    },
    async passing(what, step = 10) {
      const one = what();
      if (typeof one !== "boolean") return void await advanceUntil(one, () => clock.advance(step));
      for (let steps = 0; !what(); steps++) {
        if (steps > 20_000) throw new Error("It does not come to pass");
        clock.advance(step);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
    async restart() {
      await opened.end();
      opened = open();
    },
  };
  try {
    await test(setting);
  } finally {
    closing.abort();
    await Promise.all([opened.end(), following, runtime.stop(), server.close()]);
    operational.close();
    await storage.close();
    await Deno.remove(folder, { recursive: true });
  }
}

function running(webhooks: Webhooks) {
  const closing = new AbortController();
  const ended = webhooks.run(closing.signal);
  return {
    webhooks,
    async end() {
      closing.abort();
      await ended;
    },
  };
}
