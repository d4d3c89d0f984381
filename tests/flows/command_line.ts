/**
 * The command line, as an operator of a test's provider uses it.
 *
 * @module
 */
import type { TestProvider } from "./providers.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** Runs a command with a provider's configuration. */
export async function ceralacca(
  { layout }: TestProvider,
  ...words: string[]
): Promise<{ code: number; output: string; errors: string }> {
  const args = ["run", "-A", "--quiet", "--no-check", MAIN, ...words];
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args, "--config", layout.configurationFile],
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr) };
}
