/**
 * The command `replay`: the past of the log, folded and rendered again.
 *
 * @module
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Instant } from "../../events/instant.ts";
import { startOfLegalDay } from "../../events/legal_day.ts";
import { loadPublicConfiguration } from "../config/load.ts";
import { escapeText } from "../documents/pec/trace_line.ts";
import { openIssuers } from "../opening/issuers.ts";
import { Structures } from "../points/structures.ts";
import type { ReadOnlyStorage } from "../storage/storage.ts";
import { wholeNumber } from "./arguments.ts";
import { standardProgress } from "./progress.ts";
import { decisions } from "./replay_decisions.ts";
import { eventsOf, renderEvents } from "./replay_render.ts";
import { type DonePart, renderLog } from "./replay_render_all.ts";
import { compareProjections, pastOf } from "./replay_state.ts";
import { config, reading } from "./storage_access.ts";

interface Options {
  readonly config: string;
  readonly until?: Instant;
  readonly mailbox?: string;
  readonly limit: number;
  readonly message?: string;
  readonly render?: string;
}

const COMPARE_HELP = "fold the log of events into fresh projections and compare them with the " +
  "live ones; status 1 where a row differs. With an option: what it says instead";
const UNTIL_HELP = "accounts and messages as they were before an instant, as " +
  "2026-11-21T22:30:00+01:00, or before a day in legal time, as 2026-11-21";
const MESSAGE_HELP = "what was decided about a message: when, why, by which rule, and what was " +
  "owed from then on";
const RENDER_HELP = "render every document of a message, or all, again without any private key, " +
  "and compare digest, signature and stored copy with what was sent; status 1 where one differs";

/** Adds it to the command line. */
export function replayCommands(main: Command): void {
  const until = new Option("--until <instant>", UNTIL_HELP).argParser(instantOf)
    .conflicts(["message", "render"]);
  const message = new Option("--message <pec-id>", MESSAGE_HELP).conflicts("render");
  main.command("replay").addOption(config()).description(COMPARE_HELP)
    .addOption(until)
    .option("--mailbox <address>", "with --until: that mailbox, message by message")
    .option("--limit <count>", "with --until: how many messages are listed", wholeNumber, 50)
    .addOption(message)
    .option("--render <pec-id|all>", RENDER_HELP)
    .action(replay);
}

async function replay(options: Options): Promise<void> {
  if (options.until !== undefined) return await showPast(options, options.until);
  if (options.mailbox !== undefined) {
    throw new Error("Cannot replay a mailbox: say with --until as of when");
  }
  if (options.message !== undefined) return await showDecisions(options.config, options.message);
  if (options.render !== undefined) return await replayRendering(options.config, options.render);
  await compare(options.config);
}

async function showPast(
  { config, mailbox, limit }: Options,
  until: Instant,
): Promise<void> {
  const { storage: { folder } } = await loadPublicConfiguration(config);
  const options = { limit, ...mailbox !== undefined && { mailbox } };
  console.log(await pastOf(folder, until, options, standardProgress()));
}

/** Throws where a row differs, so that scripts notice. */
async function compare(file: string): Promise<void> {
  const { storage: { folder } } = await loadPublicConfiguration(file);
  const report = await compareProjections(folder, (line) => console.log(line), standardProgress());
  const { events, differences } = report;
  console.log(`Replayed ${events} events; ${differences} rows differ`);
  if (differences > 0) {
    throw new Error(
      "Cannot vouch for the projections. `ceralacca audit` tells whether the log itself is whole; " +
        "if it is, `ceralacca rebuild` makes them again",
    );
  }
}

async function showDecisions(file: string, pecId: string): Promise<void> {
  await reading(file, async (storage) => {
    let count = 0;
    for await (const paragraph of decisions(eventsOf(storage, pecId))) {
      console.log(paragraph);
      count += 1;
    }
    if (count === 0) throw unknown(pecId);
  });
}

/** Throws where a document differs, so that scripts notice. */
async function replayRendering(file: string, which: string): Promise<void> {
  let [documents, compared, unsealed, differences] = [0, 0, 0, 0];
  const progress = standardProgress();
  await reading(file, async (storage) => {
    const head = await storage.events.head();
    const parts = which === "all" ? renderLog(file, head) : renderMessage(file, storage, which);
    for await (const part of parts) {
      progress.end();
      for (const { position, stream, reason } of part.differences) {
        // Names of streams and Message-IDs may be anyone's.
        console.log(escapeText(`event ${position}, ${stream}: ${reason}`));
      }
      compared += part.compared;
      unsealed += part.unsealed;
      differences += part.differences.length;
      for (const last = documents + part.documents; documents < last;) {
        documents += 1;
        progress.reached(documents, `${documents} documents, event ${part.until} of ${head}`);
      }
    }
  });
  progress.end();
  if (documents + unsealed + differences === 0 && which !== "all") throw unknown(which);
  console.log(`Rendered ${documents} documents again; ${compared} have a copy in the store`);
  if (unsealed > 0) console.log(`${unsealed} are from a release that remembered no seals`);
  if (differences > 0) {
    throw new Error(`Cannot vouch for the documents: ${differences} differences`);
  }
}

async function* renderMessage(
  file: string,
  storage: ReadOnlyStorage,
  pecId: string,
): AsyncGenerator<DonePart> {
  const { blobs, events } = storage;
  const issuers = await openIssuers(await loadPublicConfiguration(file), storage);
  const sources = { blobs, issuers, structures: new Structures(blobs) };
  const part = await renderEvents(events, sources, eventsOf(storage, pecId));
  yield { ...part, until: await events.head() };
}

function unknown(pecId: string): Error {
  return new Error(
    `Cannot find the message ${pecId}: give the identificativo as message list shows it`,
  );
}

/** A date and a time alone would be taken for those of the machine's own time zone. */
const WITH_OFFSET = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/;

function instantOf(text: string): Instant {
  try {
    const instant = WITH_OFFSET.test(text) ? Date.parse(text) : startOfLegalDay(text);
    if (!Number.isNaN(instant)) return instant;
  } catch {
    // Neither an instant nor a day.
  }
  throw new InvalidArgumentError(
    "Give an instant such as 2026-11-21T22:30:00+01:00, or a day such as 2026-11-21.",
  );
}
