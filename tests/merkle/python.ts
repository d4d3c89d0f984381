/**
 * Whether Python is there, for the opinions that it is asked for.
 *
 * @module
 */

/** Whether this machine has `python3`. */
export const pythonAvailable: boolean = await (async () => {
  try {
    return (await new Deno.Command("python3", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
})();
