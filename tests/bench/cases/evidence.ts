/**
 * Evidence: how long a bundle about one message takes out of a log of a million events, and how
 * large it is.
 *
 * @module
 */
import { join } from "node:path";
import { systemClock } from "../../../adapters/clock.ts";
import { writeMessageEvidence } from "../../../adapters/evidence/message.ts";
import { ZipFile } from "../../../adapters/evidence/zip_file.ts";
import { openOffice } from "../../../adapters/opening/office.ts";
import { openStorage } from "../../../adapters/storage/sqlite/open.ts";
import type { Storage } from "../../../adapters/storage/storage.ts";
import { EVENTS, millionEvents } from "../log/million.ts";
import type { Benchmark } from "../options.ts";

/** Bundles; their middle one and the slowest one count. */
const BUNDLES = 21;

/** From opening the office to the file in its place, as the command does it. */
export const evidence: Benchmark = {
  name: "evidence",
  title: `Evidence of a message out of a log of ${EVENTS} events`,
  async run(options) {
    const { configuration } = await millionEvents(options);
    const storage = await openStorage(configuration.storage.folder, systemClock);
    try {
      // Copies of messages bear the seals of their originals: what is rendered comes out otherwise.
      const watcher = { reached() {}, note() {} };
      const open = () => openOffice(configuration, storage, systemClock, watcher);
      // The tree and the projections take in what is new: that is the server's work.
      await open();
      const times: number[] = [];
      let bytes = 0;
      for (const { pecId, sender } of await messagesIn(storage)) {
        const file = join(options.folder, `${times.length}.zip`);
        const start = performance.now();
        const office = await open();
        await using zip = await ZipFile.create(file, office.now);
        await writeMessageEvidence(zip, office, pecId, sender);
        await zip.place();
        times.push(performance.now() - start);
        bytes = (await Deno.stat(file)).size;
      }
      times.sort((one, other) => one - other);
      return [
        { name: "bundle", value: times[BUNDLES >> 1]!, unit: "ms", target: { atMost: 1000 } },
        { name: "slowest bundle", value: times.at(-1)!, unit: "ms", target: { atMost: 1000 } },
        { name: "size of a bundle", value: bytes / 1024, unit: "KiB" },
      ];
    } finally {
      await storage.close();
    }
  },
};

/** Messages from all over the log. */
async function messagesIn({ queries }: Storage) {
  const all = await queries.listMessages(EVENTS);
  return Array.from({ length: BUNDLES }, (_, index) => {
    return all[Math.floor(index * (all.length - 1) / (BUNDLES - 1))]!;
  });
}
