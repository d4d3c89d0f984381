/**
 * `pec configure`: where the API is, and the key.
 *
 * @module
 */
import type { Command } from "commander";
import { readText } from "./files.ts";
import type { Session } from "./session.ts";
import { requireSettings, settingsFile, writeSettings } from "./settings.ts";

/** Adds it to the command line. */
export function configureCommand(main: Command, session: Session): void {
  main.command("configure")
    .description(
      "keep the address of the API and the key in a file; the key is asked for, or read from " +
        "standard input",
    )
    .requiredOption("--url <url>", "https://HOST or https://HOST:PORT")
    .option("--ca <pem>", "authorities to trust beside the system's")
    .action(async ({ url, ca }: { url: string; ca?: string }) => {
      const authorities = ca ? await readText(ca) : null;
      const settings = requireSettings({ url, key: await session.askKey(), authorities });
      const file = settingsFile(session.environment);
      await writeSettings(file, settings);
      session.output.note(`Wrote ${file}`);
    });
}
