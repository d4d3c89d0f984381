/**
 * `pec configure`: where the API is, and the key.
 *
 * @module
 */
import type { Command } from "commander";
import type { Session } from "./session.ts";
import { settingsFile, writeSettings } from "./settings.ts";

/** Adds it to the command line. */
export function configureCommand(main: Command, session: Session): void {
  main.command("configure").description("keep the address of the API and the key in a file")
    .requiredOption("--url <url>", "https://HOST or https://HOST:PORT")
    .option("--ca <pem>", "authorities to trust beside the system's")
    .action(async ({ url, ca }: { url: string; ca?: string }) => {
      const key = session.ask?.("API key:")?.trim();
      if (!key) {
        throw new Error("Cannot configure: no key was given. It is asked for on a terminal");
      }
      const file = settingsFile(session.environment);
      const authorities = ca ? await Deno.readTextFile(ca) : null;
      await writeSettings(file, { url, key, authorities });
      session.output.note(`Wrote ${file}`);
    });
}
