/**
 * Python programs that give a second opinion.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** Whether this machine has `python3`. */
export const pythonAvailable: boolean = await (async () => {
  try {
    return (await new Deno.Command("python3", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
})();

/** What a program found. */
export interface Opinion {
  readonly success: boolean;
  /** All that it said. */
  readonly output: string;
}

/** Asks one of the programs beside this file, `lengths.py` or `independent.py`. */
export async function secondOpinion(script: string, argument: string): Promise<Opinion> {
  const { success, stdout, stderr } = await new Deno.Command("python3", {
    args: [fileURLToPath(new URL(script, import.meta.url)), argument],
  }).output();
  const decoder = new TextDecoder();
  return { success, output: (decoder.decode(stdout) + decoder.decode(stderr)).trim() };
}
