/**
 * Rendering: every document of a log again, compared with its seal and with the copy in the store.
 *
 * @module
 */
import { join } from "node:path";
import { systemClock } from "../../../adapters/clock.ts";
import { loadConfiguration } from "../../../adapters/config/load.ts";
import { renderRange } from "../../../adapters/console/replay_render.ts";
import { openIssuers } from "../../../adapters/opening/issuers.ts";
import { Structures } from "../../../adapters/points/structures.ts";
import { openStorageReadOnly } from "../../../adapters/storage/sqlite/open.ts";
import type { Benchmark } from "../options.ts";
import { bySmtp, underLoad } from "./certified_load.ts";
import { DRAIN_SECONDS, HOLDERS, MESSAGE_SIZE } from "./constants.ts";

/** Certified messages in the log; each has five documents within one provider. */
const MESSAGES = 500;
/** Passes over the log; the first compiles the code and does not count. */
const PASSES = 4;
const DOMAIN = "alfa.example";

/** The documents of real transactions. */
export const rendering: Benchmark = {
  name: "rendering",
  title: `Rendering the documents of ${MESSAGES} certified transactions again`,
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
    await underLoad({ domains: [DOMAIN], holders: HOLDERS, door: bySmtp, load }, options);
    const configuration = await loadConfiguration(join(options.folder, DOMAIN, "config.toml"));
    const storage = await openStorageReadOnly(configuration.storage.folder, systemClock);
    try {
      const { blobs, events } = storage;
      const issuers = await openIssuers(configuration, storage);
      const rates: number[] = [];
      let documents = 0;
      for (let pass = 0; pass < PASSES; pass++) {
        const sources = { blobs, issuers, structures: new Structures(blobs) };
        const start = performance.now();
        const range = { after: 0, until: await events.head() };
        const part = await renderRange(events, sources, range);
        if (part.differences[0]) {
          throw new Error(`Cannot measure what differs: ${part.differences[0].reason}`);
        }
        documents = part.documents;
        rates.push(documents / (performance.now() - start) * 1000);
      }
      return [
        { name: "documents", value: documents, unit: "" },
        {
          name: "rendered and compared on one core, best pass",
          value: Math.max(...rates.slice(1)),
          unit: "1/s",
        },
      ];
    } finally {
      await storage.close();
    }
  },
};
