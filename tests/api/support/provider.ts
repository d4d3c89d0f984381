/**
 * A provider for tests of the API: everything but its servers, as it is opened to serve; only time
 * is the test's own.
 *
 * @module
 */
import { account } from "../../../actors/account.ts";
import type { World } from "../../../adapters/api/world.ts";
import { loadConfiguration } from "../../../adapters/config/load.ts";
import { layOutDemo } from "../../../adapters/console/demo_layout.ts";
import type { Log, LogEntry } from "../../../adapters/opening/log.ts";
import { relayOf } from "../../../adapters/opening/outbound.ts";
import { openProvider } from "../../../adapters/opening/provider.ts";
import { random } from "../../../adapters/opening/random.ts";
import { openWorld } from "../../../adapters/opening/world.ts";
import { noScanner } from "../../../adapters/scanner/none.ts";
import type { Relay } from "../../../adapters/smtp/client/relay.ts";
import type { SimulatedClock } from "../../support/simulated_clock.ts";

/** Holders of every test's provider. */
const HOLDERS = ["anna@alfa.example", "carla@alfa.example"] as const;

/** What a test may choose. */
export interface WorldOptions {
  /** Carries messages to other providers; the real one finds nobody listening. */
  readonly relay?: Relay;
}

/** A world that is open, and what ends it. */
export interface TestWorld {
  readonly world: World;
  readonly log: string[];
  close(): Promise<void>;
}

/** Opens the provider alfa.example in a new folder; beta.example stands in its directory. */
export async function openTestWorld(
  folder: string,
  clock: SimulatedClock,
  options: WorldOptions,
): Promise<TestWorld> {
  const { providers: [alfa] } = await layOutDemo(folder, { now: clock.now(), random });
  const configuration = await loadConfiguration(alfa!.configurationFile);
  const log: string[] = [];
  const relay = options.relay ?? await relayOf(configuration, clock);
  const ports = { clock, log: writtenTo(log), relay, scanner: noScanner };
  const opened = await openProvider(configuration, ports);
  const { runtime } = opened.provider;
  for (const address of HOLDERS) {
    await runtime.send(account, address, { type: "open", address, role: "holder" });
  }
  const { world, close } = await openWorld(opened, {
    mode: "live",
    sandbox: null,
    clock,
    webhooks: {
      key: random(32),
      // Nobody is looked for: tests have endpoints at IP addresses.
      resolver: { lookup: () => Promise.resolve({ kind: "no-such-domain" }) },
      allowPrivate: true,
      allowed: () => true,
    },
  });
  await opened.start();
  return {
    world,
    log,
    async close() {
      await opened.stop();
      close();
    },
  };
}

function writtenTo(log: string[]): Log {
  const write: LogEntry = (event, fields) => log.push(`${event} ${JSON.stringify(fields)}`);
  return { debug: write, info: write, warn: write, error: write };
}
