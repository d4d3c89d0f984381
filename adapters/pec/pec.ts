/**
 * `pec`: certified mail from the command line, by the API of a provider.
 *
 * @module
 */
import { Command, CommanderError } from "commander";
import { systemClock } from "../clock.ts";
import { apiOf } from "./api.ts";
import { configureCommand } from "./configure_command.ts";
import { evidenceCommands } from "./evidence_commands.ts";
import { reasonOf } from "./failure.ts";
import { messageCommands } from "./message_commands.ts";
import { jsonOutput, textOutput } from "./output.ts";
import { sendCommand } from "./send_command.ts";
import type { Session } from "./session.ts";
import { readSettings } from "./settings.ts";
import { tailCommand } from "./tail_command.ts";
import { ask, askSecret } from "./terminal.ts";

/** The command failed, and the user can mend it. */
const EXIT_FAILURE = 1;
/** A wrong call. */
const EXIT_USAGE = 2;

/** Carries a command line out; resolves with the exit status. */
export async function run(words: readonly string[], session: Session): Promise<number> {
  const main = new Command("pec")
    .description("Certified mail (PEC) by the API of a provider that runs Ceralacca.")
    .addHelpText(
      "after",
      "\nWhat is written is one line of JSON for each thing where programs read, and text on a " +
        "terminal.\nThe API is found by: pec configure, or PEC_URL, PEC_KEY and PEC_CA.",
    )
    .showHelpAfterError()
    // Whether there are colours would be asked of variables that it may not read.
    .configureOutput({ getOutHasColors: () => false, getErrHasColors: () => false })
    .exitOverride();
  configureCommand(main, session);
  sendCommand(main, session);
  messageCommands(main, session);
  evidenceCommands(main, session);
  tailCommand(main, session);
  try {
    await main.parseAsync([...words], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    session.output.note(reasonOf(error));
    return EXIT_FAILURE;
  }
}

function sessionOf(environment: (name: string) => string | undefined): Session {
  const output = Deno.stdout.isTerminal() ? textOutput : jsonOutput;
  return {
    environment,
    api: async () => apiOf(await readSettings(environment)),
    output: output((line) => console.log(line), (line) => console.error(line)),
    ask: Deno.stdin.isTerminal() ? ask : null,
    askKey: () => askSecret("API key: "),
    now: () => systemClock.now(),
    uuid: () => crypto.randomUUID(),
    interrupted,
  };
}

/** A second Ctrl-C ends the process as usual. */
function interrupted(): AbortSignal {
  const ending = new AbortController();
  const end = () => {
    Deno.removeSignalListener("SIGINT", end);
    ending.abort();
  };
  Deno.addSignalListener("SIGINT", end);
  return ending.signal;
}

if (import.meta.main) {
  Deno.exit(await run(Deno.args, sessionOf((name) => Deno.env.get(name))));
}
