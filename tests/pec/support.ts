/**
 * A provider whose API `pec` is run against, over TLS with an authority of its own; the holders of
 * alfa.example, and time that goes on.
 *
 * @module
 */
import { join } from "node:path";
import { giveKeys } from "../../adapters/console/demo_keys.ts";
import { random } from "../../adapters/opening/random.ts";
import { systemClock } from "../../adapters/clock.ts";
import type { PartnerApi } from "../../adapters/client/client.ts";
import { apiUrl, partnerApi } from "../flows/partner.ts";
import { Providers } from "../flows/providers.ts";
import { ticking } from "../flows/ticking.ts";

const PROGRAM = new URL("../../adapters/pec/pec.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;
const VARIABLES = "PEC_URL,PEC_KEY,PEC_CA,PEC_CONFIG,HOME,XDG_CONFIG_HOME";

/** Whose mailbox messages are sent from. */
export const ANNA = "anna@alfa.example";

/** What a command has written. */
export interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** What tests of `pec` work with. */
export interface PecTest {
  /** Runs a command in the folder, with the rights that the task `pec` gives it. */
  pec(...words: string[]): Promise<Ran>;
  /** The same with other variables, or with something to read. */
  pecWith(options: PecOptions, ...words: string[]): Promise<Ran>;
  /** Starts a command that goes on. */
  start(...words: string[]): Deno.ChildProcess;
  readonly api: PartnerApi;
  readonly providers: Providers;
  readonly folder: string;
  readonly key: string;
}

/** How a command is run. */
export interface PecOptions {
  /** null for a variable that is not there. */
  readonly env?: Readonly<Record<string, string | null>>;
  readonly input?: string;
}

/** Runs a test with two providers that serve, a key, and an empty folder. */
export async function withPec(test: (given: PecTest) => Promise<void>): Promise<void> {
  await using providers = await Providers.start();
  const { alfa } = providers;
  const { liveKey: key } = await giveKeys(alfa.layout, alfa.serving, {
    clock: systemClock,
    random,
  });
  const folder = join(providers.folder, "work");
  await Deno.mkdir(folder);
  const settings = {
    PEC_URL: apiUrl(alfa),
    PEC_KEY: key,
    PEC_CA: join(providers.folder, "ca.pem"),
    PEC_CONFIG: join(folder, "settings", "pec.json"),
  };
  const start = (words: readonly string[], { env }: PecOptions, stdin: "null" | "piped") =>
    new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-q", "--no-check", "--config", CONFIG, "--no-prompt", "--allow-net"],
        ...["--allow-read", "--allow-write", `--allow-env=${VARIABLES}`, PROGRAM, ...words],
      ],
      cwd: folder,
      env: present({ ...settings, ...env }),
      stdin,
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  const pecWith = async (options: PecOptions, ...words: string[]) => {
    const child = start(words, options, options.input === undefined ? "null" : "piped");
    if (options.input !== undefined) {
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(options.input));
      await writer.close();
    }
    const { code, stdout, stderr } = await child.output();
    const [output = "", errors = ""] = [stdout, stderr].map((bytes) =>
      new TextDecoder().decode(bytes)
    );
    return { code, output, errors };
  };
  using partner = partnerApi(providers, alfa, key);
  using _time = ticking(providers.clock);
  await test({
    pec: (...words) => pecWith({}, ...words),
    pecWith,
    start: (...words) => start(words, {}, "null"),
    api: partner.api,
    providers,
    folder,
    key,
  });
}

function present(variables: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => value === null ? [] : [[name, value]]),
  );
}

/** The lines of NDJSON. */
// deno-lint-ignore no-explicit-any -- a test says what it expects of them
export function linesOf({ output }: Ran): any[] {
  return output.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}
