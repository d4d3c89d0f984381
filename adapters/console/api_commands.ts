/**
 * The commands `api …` on the command line.
 *
 * @module
 */
import { type Command, Option } from "commander";
import type { Grant } from "../../actors/client.ts";
import { type Scope, scopeSchema, type WorldMode, worldModeSchema } from "../../events/client.ts";
import { HOUR, type Instant } from "../../events/instant.ts";
import { lastUseOf } from "../api/access/credential_uses.ts";
import { ACCESS_TABLES } from "../api/access/tables.ts";
import { systemClock } from "../clock.ts";
import type { Configuration } from "../config/configuration.ts";
import { loadPublicConfiguration } from "../config/load.ts";
import { random } from "../opening/random.ts";
import { OWN_DOMAIN } from "../sandbox/layout.ts";
import { openOperational, operationalFile } from "../storage/operational.ts";
import {
  addAssertionKey,
  addCertificate,
  addKey,
  bindingsOf,
  changeClient,
  clientIdOf,
  clientTable,
  credentialTable,
  type MadeKey,
  type Registry,
  requireCredential,
  rotateKey,
} from "./api_clients.ts";
import { oneMoreNetwork, someWords, wholeNumber } from "./arguments.ts";
import { changing, config, reading } from "./storage_access.ts";

const DAY = 24 * HOUR;

/** Options of every command. */
interface Options {
  readonly config: string;
}

/** What a credential is to be good for. */
interface GrantOptions extends Options {
  readonly name: string;
  readonly mode: WorldMode;
  readonly scope: Scope[];
  readonly mailbox: string[];
  readonly network?: string[];
  readonly days?: number;
}

/** Adds them to the command line. */
export function apiCommands(main: Command): void {
  const api = main.command("api").description("the API for integration partners: who may call it");
  clientCommands(api.command("client").description("partners' programs"));
  keyCommands(
    api.command("key").description("their API keys; list and revoke know every credential"),
  );
  const assertionKeys = api.command("assertion-key")
    .description("public keys of clients that get tokens by signed assertions (OAuth 2.0)");
  granting(assertionKeys.command("add <client>"), "Assertion key")
    .description("let a client sign assertions with a key of its own")
    .requiredOption("--jwk <file>", "the public key: a JSON Web Key")
    .action(async (client: string, options: GrantOptions & { readonly jwk: string }) => {
      await registry(options, async (registry, { provider, api }) => {
        const grant = grantOf(options, provider.domains);
        const id = await addAssertionKey(registry, client, grant, options.jwk);
        console.log(`Added the assertion key ${id}`);
        console.error(
          `Have its owner send assertions with "kid": "${id}" to ${api.publicUrl}/v1/oauth/token`,
        );
      });
    });
  const certificates = api.command("certificate").description(
    "certificates of clients (mutual TLS)",
  );
  granting(certificates.command("add <client>"), "Certificate")
    .description("let a client call with a TLS certificate alone, whoever has issued it")
    .requiredOption("--pem <file>", "the certificate")
    .action(async (client: string, options: GrantOptions & { readonly pem: string }) => {
      await registry(options, async (registry, { provider, api }) => {
        const grant = grantOf(options, provider.domains);
        const id = await addCertificate(registry, client, grant, options.pem);
        console.log(`Added the certificate ${id}`);
        console.error(`Have its owner try it: GET ${api.publicUrl}/v1/me`);
      });
    });
}

function clientCommands(clients: Command): void {
  clients.command("add <name>").addOption(config())
    .description("make a partner's program known; then give it a key")
    .option("--id <id>", "4 to 32 letters a–z and digits (default: made of the name)")
    .action(async (name: string, options: Options & { readonly id?: string }) => {
      const client = clientIdOf(name, options.id);
      await registry(options, async ({ runtime }) => {
        await changeClient(runtime, client, { type: "register", client, name });
      });
      console.log(`Registered the client ${client}`);
      console.error(`Give it a key: api key add ${client} --mode test --scope … --mailbox …`);
    });
  clients.command("list").addOption(config()).description("all clients")
    .action((options: Options) =>
      reading(options.config, ({ clients }) => {
        console.log(clientTable(clients));
        return Promise.resolve();
      })
    );
  for (const [verb, done] of [["suspend", "suspended"], ["resume", "resumed"]] as const) {
    clients.command(`${verb} <client>`).addOption(config())
      .description(
        verb === "suspend" ? "no credential of it works any more" : "its credentials work again",
      )
      .addOption(
        new Option("--reason <text>", "goes into the log").argParser(someWords)
          .makeOptionMandatory(),
      )
      .action(async (client: string, options: Options & { readonly reason: string }) => {
        await registry(options, async ({ runtime }) => {
          await changeClient(runtime, client, { type: verb, reason: options.reason });
        });
        console.log(`The client ${client} is ${done}`);
      });
  }
}

function keyCommands(keys: Command): void {
  granting(keys.command("add <client>"), "API key")
    .description("make a new key and show it, once")
    .action(async (client: string, options: GrantOptions) => {
      await registry(options, async (registry, { provider, api }) => {
        show(await addKey(registry, client, grantOf(options, provider.domains)), api.publicUrl);
      });
    });
  keys.command("list <client>").addOption(config())
    .description("its credentials of every kind, also those that work no more")
    .action((client: string, options: Options) => listCredentials(client, options.config));
  keys.command("rotate <credential>").addOption(config())
    .description("make a key that takes over from one, with the same rights; show it, once")
    .option("--hours <count>", "for how long the old key works beside it", wholeNumber, 24)
    .option("--days <count>", "how long the new key works (default: as the old one)", wholeNumber)
    .action(async (
      credential: string,
      options: Options & { readonly hours: number; readonly days?: number },
    ) => {
      await registry(options, async (registry, { api }) => {
        const old = requireCredential(registry, credential);
        const expires = expiryOf(options.days);
        show(await rotateKey(registry, old, options.hours * HOUR, expires), api.publicUrl);
      });
    });
  keys.command("revoke <credential>").addOption(config())
    .description("make a credential of any kind worthless, at once")
    .action(async (credential: string, options: Options) => {
      await registry(options, async (registry) => {
        const { client } = requireCredential(registry, credential);
        const at = systemClock.now();
        await changeClient(registry.runtime, client, { type: "expire", credential, at });
      });
      console.log(`Revoked ${credential}`);
    });
}

/** The options that say what a credential is good for. */
function granting(command: Command, name: string): Command {
  return command.addOption(config())
    .option("--name <name>", "what the partner calls it", name)
    .addOption(
      new Option("--mode <mode>", "live: its calls have effects; test: it leads to the sandbox")
        .choices(worldModeSchema.options).makeOptionMandatory(),
    )
    .addOption(
      new Option("--scope <scope...>", "what it may do").choices(scopeSchema.options)
        .makeOptionMandatory(),
    )
    .requiredOption("--mailbox <address...>", "for which mailboxes; *@domain for all of a domain")
    .option(
      "--network <network...>",
      "addresses or networks from which alone it works",
      oneMoreNetwork,
    )
    .option("--days <count>", "how long it works (default: until it is revoked)", wholeNumber);
}

function grantOf(options: GrantOptions, domains: readonly string[]): Grant {
  const { name, mode, scope, mailbox, network, days } = options;
  const expires = expiryOf(days);
  return {
    name,
    mode,
    scopes: [...new Set(scope)],
    mailboxes: bindingsOf(mailbox, mode === "live" ? domains : [OWN_DOMAIN]),
    ...(network ? { networks: network } : {}),
    ...(expires === undefined ? {} : { expires }),
  };
}

function expiryOf(days: number | undefined): Instant | undefined {
  return days === undefined ? undefined : systemClock.now() + days * DAY;
}

/** The key alone goes to the standard output, so that a script can take it from there. */
function show({ credential, secret }: MadeKey, publicUrl: string): void {
  console.log(secret);
  console.error(
    `This is the key ${credential}; it is shown this once. Hand it over on a safe way, and have ` +
      `its owner try it:\n  curl -H "Authorization: Bearer $KEY" ${publicUrl}/v1/me`,
  );
}

/** Works also beside a provider that serves. */
async function registry(
  { config }: Options,
  work: (registry: Registry, configuration: Configuration) => Promise<void>,
): Promise<void> {
  await changing(config, ({ runtime, storage: { clients }, configuration }) => {
    return work({ runtime, clients, clock: systemClock, random }, configuration);
  });
}

async function listCredentials(client: string, file: string): Promise<void> {
  const { storage: { folder } } = await loadPublicConfiguration(file);
  // Where the API has not been served yet nobody has used a credential.
  const served = await Deno.stat(operationalFile(folder)).then(() => true, () => false);
  const operational = served ? openOperational(folder, ACCESS_TABLES) : null;
  try {
    await reading(file, ({ clients }) => {
      const lastUse = (id: string) => operational && lastUseOf(operational, id);
      console.log(credentialTable(clients, client, lastUse));
      return Promise.resolve();
    });
  } finally {
    operational?.close();
  }
}
