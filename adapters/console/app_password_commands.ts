/**
 * The commands `account second-factor` and `account app-password …` on the command line.
 *
 * @module
 */
import { Argument, type Command, Option } from "commander";
import type { AppPasswordScope } from "../../events/account.ts";
import { HOUR } from "../../events/instant.ts";
import { systemClock } from "../clock.ts";
import { random } from "../opening/random.ts";
import {
  addAppPassword,
  appPasswordTable,
  revokeAppPassword,
  setSecondFactor,
} from "./app_passwords.ts";
import { oneMoreNetwork, wholeNumber } from "./arguments.ts";
import { administering, config, reading } from "./storage_access.ts";

const DAY = 24 * HOUR;

/** Adds them to the command line. */
export function secondFactorCommands(accounts: Command): void {
  accounts.command("second-factor <address>").addOption(config())
    .description("on: mail programs need app passwords; off: the account's own, app passwords end")
    .addArgument(new Argument("<state>").choices(["on", "off"]))
    .action(async (address: string, state: "on" | "off", options: { config: string }) => {
      await administering(options.config, (runtime) => {
        return setSecondFactor(runtime, address, state === "on");
      });
      console.log(`The second factor of ${address} is ${state}`);
    });
  const passwords = accounts.command("app-password")
    .description("passwords for single mail programs, of accounts with a second factor");
  passwords.command("add <address> <name>").addOption(config())
    .description("make a new one and show it, once")
    .addOption(
      new Option("--scope <scope>", "read by IMAP and POP3, send by SMTP, or both")
        .choices(["read", "send", "both"]).default("both"),
    )
    .option(
      "--network <network...>",
      "addresses or networks from which alone it works",
      oneMoreNetwork,
    )
    .option("--days <count>", "how long it works (default: until it is revoked)", wholeNumber)
    .action(addAppPasswordOf);
  passwords.command("list <address>").addOption(config()).description("those that are not revoked")
    .action((address: string, options: { config: string }) =>
      reading(options.config, async ({ queries }) => {
        console.log(await appPasswordTable(queries, address));
      })
    );
  passwords.command("revoke <address> <name>").addOption(config())
    .description("make one worthless")
    .action(async (address: string, name: string, options: { config: string }) => {
      await administering(options.config, (runtime) => revokeAppPassword(runtime, address, name));
      console.log(`Revoked the app password ${name} of ${address}`);
    });
}

async function addAppPasswordOf(
  address: string,
  name: string,
  options: { config: string; scope: AppPasswordScope; network?: string[]; days?: number },
): Promise<void> {
  const { scope, network, days } = options;
  const wish = {
    name,
    scope,
    ...(network ? { networks: network } : {}),
    ...(days ? { expires: systemClock.now() + days * DAY } : {}),
  };
  await administering(options.config, async (runtime) => {
    console.log(await addAppPassword(runtime, address, wish, random));
  });
}
