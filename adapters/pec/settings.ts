/**
 * Where `pec` finds the API and its key. The key never stands on the command line, where others on
 * the machine could read it.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { z } from "zod";

/** How the API is reached. */
export interface Settings {
  readonly url: string;
  readonly key: string;
  /** PEM of authorities to trust beside the system's; null for none. */
  readonly authorities: string | null;
}

/** What the environment may say. */
export type Environment = (name: string) => string | undefined;

const storedSchema = z.strictObject({
  url: z.url({ protocol: /^https$/ }),
  key: z.string().regex(/^(?:live|test)_\w+$/),
  authorities: z.string().nullable(),
});

/** The file of the settings: `PEC_CONFIG`, or `pec.json` in the user's configuration folder. */
export function settingsFile(environment: Environment): string {
  const home = environment("HOME") ?? ".";
  return environment("PEC_CONFIG") ??
    join(environment("XDG_CONFIG_HOME") ?? join(home, ".config"), "ceralacca", "pec.json");
}

/**
 * The settings: `PEC_URL`, `PEC_KEY` and `PEC_CA` (a PEM file), where they are set, before those of
 * the file.
 *
 * @throws {Error} with the remedy where something is missing or malformed.
 */
export async function readSettings(environment: Environment): Promise<Settings> {
  const file = settingsFile(environment);
  const stored = await storedSettings(file);
  const ca = environment("PEC_CA");
  const given = {
    url: environment("PEC_URL") ?? stored?.url,
    key: environment("PEC_KEY") ?? stored?.key,
    authorities: ca ? await Deno.readTextFile(ca) : stored?.authorities ?? null,
  };
  const { data, error } = storedSchema.safeParse(given);
  if (data) return data;
  const wrong = error.issues.map(({ path }) => path.join("."));
  throw new Error(
    `Cannot find the API: ${[...new Set(wrong)].join(" and ")} not known, or malformed. ` +
      "Run: pec configure --url https://HOST (it asks for the key), or set PEC_URL and PEC_KEY",
  );
}

/** Keeps settings for the next time, for their owner's eyes only. */
export async function writeSettings(file: string, settings: Settings): Promise<void> {
  const text = JSON.stringify(storedSchema.parse(settings), null, 2);
  await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await Deno.remove(file).catch(() => {});
  await Deno.writeTextFile(file, `${text}\n`, { mode: 0o600, createNew: true });
}

async function storedSettings(file: string): Promise<Partial<Settings> | null> {
  try {
    return JSON.parse(await Deno.readTextFile(file)) as Partial<Settings>;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw new Error(`Cannot read ${file}: ${(error as Error).message}. Run: pec configure`);
  }
}
