/**
 * Reads a configuration file.
 *
 * @module
 */
import { basename, dirname, resolve } from "node:path";
import { parse, TomlError } from "smol-toml";
import type { z } from "zod";
import type { Configuration } from "./configuration.ts";
import { contradictions } from "./contradictions.ts";
import { fileProblems, publicFileProblems } from "./files.ts";
import { ConfigurationError, type Problem } from "./problems.ts";
import { configurationSchema } from "./schema.ts";

/** No configuration is longer; what is longer is another file named by mistake. */
const LONGEST_FILE = 1_000_000;

/**
 * The configuration in `file`, a TOML file; relative paths in it count from its folder.
 *
 * @throws {ConfigurationError} with every fault found, each with its remedy.
 */
export async function loadConfiguration(file: string): Promise<Configuration> {
  const configuration = parseConfiguration(await readText(file), file);
  const problems = await fileProblems(configuration);
  if (problems.length > 0) throw new ConfigurationError(file, problems);
  return configuration;
}

/**
 * The same for whoever only reads, such as an auditor with a copy: the private keys may be missing.
 *
 * @throws {ConfigurationError} with every fault found, each with its remedy.
 */
export async function loadPublicConfiguration(file: string): Promise<Configuration> {
  const configuration = parseConfiguration(await readText(file), file);
  const problems = await publicFileProblems(configuration);
  if (problems.length > 0) throw new ConfigurationError(file, problems);
  return configuration;
}

/**
 * The configuration in a text that stands, or will stand, in `file`. The files that it names are
 * not looked at.
 *
 * @throws {ConfigurationError} with every fault found, each with its remedy.
 */
export function parseConfiguration(text: string, file: string): Configuration {
  const parsed = configurationSchema(dirname(resolve(file))).safeParse(parseToml(text, file));
  if (!parsed.success) {
    throw new ConfigurationError(file, parsed.error.issues.flatMap(problemsOf));
  }
  const problems = contradictions(parsed.data);
  if (problems.length > 0) throw new ConfigurationError(file, problems);
  return parsed.data;
}

async function readText(file: string): Promise<string> {
  const fault = (text: string) => new ConfigurationError(file, [{ key: "", text }]);
  let bytes: Uint8Array;
  try {
    const { size } = await Deno.stat(file);
    if (size > LONGEST_FILE) throw fault(`has ${size} bytes. Name a configuration file.`);
    bytes = await Deno.readFile(file);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    if (error instanceof Deno.errors.NotFound) {
      throw fault("does not exist. Write one with the command init, or name another file.");
    }
    throw fault(`cannot be read (${(error as Error).message}). Name a file that can.`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw fault("is not UTF-8 text. Save it as UTF-8.");
  }
}

function parseToml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The first line says what; the others draw the place, which line and column say as well.
    const reason = error.message.split("\n")[0]!.replace("Invalid TOML document: ", "");
    const place = `line ${error.line}, column ${error.column}`;
    const remedy = `Correct ${basename(file)} there; https://toml.io tells how TOML is written.`;
    throw new ConfigurationError(file, [{ key: "", text: `${place}: ${reason}. ${remedy}` }]);
  }
}

/** An issue about unknown names holds one line for each of them; every other issue is one. */
function problemsOf(issue: z.core.$ZodIssue): readonly Problem[] {
  const place = issue.path.map((name) => quotedWhereNeeded(String(name)));
  if (issue.code !== "unrecognized_keys") {
    return [{ key: place.join("."), text: issue.message }];
  }
  const lines = issue.message.split("\n");
  return issue.keys.map((name, index) => ({
    key: [...place, quotedWhereNeeded(name)].join("."),
    text: lines[index]!,
  }));
}

/** A name as TOML writes it in a dotted key. */
function quotedWhereNeeded(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}
