/**
 * The commands `account …` on the command line.
 *
 * @module
 */
import { Argument, type Command } from "commander";
import type { OrdinaryPolicy } from "../../events/account.ts";
import { openHolder, setPassword } from "../accounts/changes.ts";
import { random } from "../opening/random.ts";
import {
  accountTable,
  addressFault,
  setOrdinaryMail,
  setQuota,
  setReceiptsFolder,
  switchAccount,
} from "./accounts.ts";
import { secondFactorCommands } from "./app_password_commands.ts";
import { wholeNumber } from "./arguments.ts";
import { askPassword } from "./password_input.ts";
import { administering, config, reading } from "./storage_access.ts";

/** Adds them to the command line. */
export function accountCommands(main: Command): void {
  const accounts = main.command("account").description("holders' accounts (titolari)");
  accounts.command("add <address>").addOption(config())
    .description("open an account; its password is asked for, or read from standard input")
    .action(async (address: string, options: { config: string }) => {
      const password = await askPassword(`Password for ${address}: `);
      await administering(options.config, async (runtime, provider) => {
        const fault = addressFault(address, provider);
        if (fault !== null) throw new Error(`Cannot open the account ${address}: ${fault}`);
        await openHolder(runtime, address, password, random);
      });
      console.log(`Opened ${address}`);
    });
  accounts.command("password <address>").addOption(config())
    .description("set a new password: it is asked for, or read from standard input")
    .action(async (address: string, options: { config: string }) => {
      const password = await askPassword(`New password for ${address}: `);
      await administering(options.config, (runtime) => {
        return setPassword(runtime, address, password, random);
      });
      console.log(`Changed the password of ${address}`);
    });
  for (const verb of ["disable", "enable"] as const) {
    accounts.command(`${verb} <address>`).addOption(config())
      .description(`${verb} logging in, sending and receiving`)
      .option("--reason <text>", "goes into the log", "")
      .action(async (address: string, options: { config: string; reason: string }) => {
        await administering(options.config, (runtime) => {
          return switchAccount(runtime, address, verb, options.reason);
        });
        console.log(`The account ${address} is ${verb}d`);
      });
  }
  settingCommands(accounts);
  secondFactorCommands(accounts);
  accounts.command("list").addOption(config()).description("all accounts")
    .action((options: { config: string }) =>
      reading(options.config, async ({ queries }) => {
        console.log(accountTable(await queries.listAccounts()));
      })
    );
}

function settingCommands(accounts: Command): void {
  accounts.command("ordinary <address>").addOption(config())
    .description("what becomes of ordinary mail: refused, taken, or taken into a folder")
    .addArgument(new Argument("<policy>").choices(["refuse", "accept", "folder"]))
    .argument("[folder]", "for the policy folder")
    .action(async (
      address: string,
      policy: OrdinaryPolicy,
      folder: string | undefined,
      options: { config: string },
    ) => {
      await administering(options.config, (runtime) => {
        return setOrdinaryMail(runtime, address, policy, folder);
      });
      console.log(`Ordinary mail to ${address}: ${policy} ${folder ?? ""}`.trimEnd());
    });
  accounts.command("quota <address>").addOption(config())
    .description("how much the mailbox may hold")
    .addArgument(new Argument("<bytes>").argParser(wholeNumber))
    .addHelpText(
      "after",
      "\nA mailbox without a quota of its own may hold mailboxes.quota_bytes of the configuration.",
    )
    .action(async (address: string, bytes: number, options: { config: string }) => {
      await administering(options.config, (runtime) => setQuota(runtime, address, bytes));
      console.log(`The mailbox of ${address} may hold ${bytes} bytes`);
    });
  accounts.command("receipts <address> <folder>").addOption(config())
    .description("the folder in which receipts arrive")
    .action(async (address: string, folder: string, options: { config: string }) => {
      await administering(options.config, (runtime) => {
        return setReceiptsFolder(runtime, address, folder);
      });
      console.log(`Receipts for ${address} go to ${folder}`);
    });
}
