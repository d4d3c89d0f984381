/**
 * Where `pec` finds the API and its key. The key never stands on the command line, where others on
 * the machine could read it.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { z } from "zod";
import { fileFault, readText } from "./files.ts";

/** How the API is reached. */
export interface Settings {
  readonly url: string;
  readonly key: string;
  /** PEM of authorities to trust beside the system's; null for none. */
  readonly authorities: string | null;
}

/** What the environment may say. */
export type Environment = (name: string) => string | undefined;

const settingsSchema = z.strictObject({
  url: z.url({ protocol: /^https$/ }),
  key: z.string().regex(/^(?:live|test)_\w+$/),
  authorities: z.string().includes("-----BEGIN CERTIFICATE-----").nullable(),
});
const storedSchema = settingsSchema.partial();

/** What each of them has to be. */
const FORMS: Readonly<Record<keyof Settings, string>> = {
  url: "a URL that begins with https://",
  key: "a key that begins with live_ or test_",
  authorities: "certificates in PEM, where PEC_CA or --ca names a file",
};

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
  const stored = await storedSettings(settingsFile(environment));
  const ca = environment("PEC_CA");
  return requireSettings({
    url: environment("PEC_URL") ?? stored?.url,
    key: environment("PEC_KEY") ?? stored?.key,
    authorities: ca ? await readText(ca) : stored?.authorities ?? null,
  });
}

/**
 * Settings that can be used.
 *
 * @throws {Error} with the remedy where something is missing or malformed; the key is not in it.
 */
export function requireSettings(given: { readonly [Name in keyof Settings]: unknown }): Settings {
  const { data, error } = settingsSchema.safeParse(given);
  if (data) return data;
  const wrong = new Set(error.issues.map(({ path }) => FORMS[path[0] as keyof Settings]));
  throw new Error(
    `Cannot find the API without ${[...wrong].join(", and ")}. ` +
      "Run: pec configure --url https://HOST (it asks for the key), or set PEC_URL and PEC_KEY",
  );
}

/** Keeps settings for the next time, for their owner's eyes only. */
export async function writeSettings(file: string, settings: Settings): Promise<void> {
  const draft = `${file}.new`;
  try {
    await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await Deno.remove(draft).catch(() => {});
    const text = `${JSON.stringify(settings, null, 2)}\n`;
    await Deno.writeTextFile(draft, text, { mode: 0o600, createNew: true });
    await Deno.rename(draft, file);
  } catch (error) {
    throw fileFault("write", file, error);
  }
}

async function storedSettings(file: string): Promise<z.output<typeof storedSchema> | null> {
  try {
    return storedSchema.parse(JSON.parse(await Deno.readTextFile(file)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw new Error(`Cannot use ${file}: it holds no settings. Run: pec configure`);
    }
    throw fileFault("read", file, error);
  }
}
