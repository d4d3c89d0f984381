/**
 * The command `replay`: the past of the log, folded and rendered again.
 *
 * @module
 */
import type { Command } from "commander";
import { loadConfiguration } from "../config/load.ts";
import { escapeText } from "../documents/pec/trace_line.ts";
import { openIssuers } from "../opening/issuers.ts";
import { Structures } from "../points/structures.ts";
import { standardProgress } from "./progress.ts";
import { checkRendering, eventsOf, wholeLog } from "./replay_render.ts";
import { config, reading } from "./storage_access.ts";

interface Options {
  readonly config: string;
  readonly render: string;
}

const RENDER_HELP = "render every document of a message, or all, again without any private key, " +
  "and compare digest, signature and stored copy with what was sent; status 1 where one differs";

/** Adds it to the command line. */
export function replayCommands(main: Command): void {
  main.command("replay").addOption(config())
    .description("go through the log of events again, and compare what follows with what was done")
    .requiredOption("--render <pec-id|all>", RENDER_HELP)
    .action((options: Options) => replayRendering(options.config, options.render));
}

/** Throws where a document differs, so that scripts notice. */
async function replayRendering(file: string, which: string): Promise<void> {
  const configuration = await loadConfiguration(file);
  await reading(file, async (storage) => {
    const { blobs, events } = storage;
    const issuers = await openIssuers(configuration, storage);
    const sources = { blobs, issuers, structures: new Structures(blobs) };
    const chosen = which === "all" ? wholeLog(events) : eventsOf(storage, which);
    const progress = standardProgress();
    const report = await checkRendering(storage, sources, chosen, (difference) => {
      const { position, stream, reason } = difference;
      // Names of streams and Message-IDs may be anyone's.
      progress.end();
      console.log(escapeText(`event ${position}, ${stream}: ${reason}`));
    }, progress);
    const { documents, compared, unsealed, differences } = report;
    if (documents + unsealed + differences === 0 && which !== "all") {
      throw new Error(
        `Cannot find documents of ${which}: give the identificativo as message list shows it`,
      );
    }
    console.log(`Rendered ${documents} documents again; ${compared} have a copy in the store`);
    if (unsealed > 0) console.log(`${unsealed} are from a release that remembered no seals`);
    if (differences > 0) {
      throw new Error(`Cannot vouch for the documents: ${differences} differences`);
    }
  });
}
