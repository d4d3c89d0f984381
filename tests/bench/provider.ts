/**
 * A provider under measurement: its folder, its accounts, and the process that serves it.
 *
 * @module
 */
import { connect } from "node:net";
import { freePorts } from "../../adapters/console/free_ports.ts";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { account } from "../../actors/account.ts";
import { client } from "../../actors/client.ts";
import { Runtime } from "../../actors/runtime.ts";
import { newApiKey } from "../../adapters/api/access/api_key.ts";
import { systemClock } from "../../adapters/clock.ts";
import { openHolder } from "../../adapters/accounts/changes.ts";
import { layOut, newAuthority, writeCredential } from "../../adapters/opening/layout.ts";
import { random } from "../../adapters/opening/random.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import type { Sender } from "./load/plan.ts";
import { type Engine, LIBCRYPTO } from "./options.ts";

const HOST = "127.0.0.1";
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PASSWORD = "one password for all of them";
const CLIENT = "benchmark";

/** A provider that is laid out and does not serve yet. */
export interface Provider {
  readonly domain: string;
  readonly folder: string;
  readonly dataFolder: string;
  readonly engine: Engine;
  /** Port of submission with implicit TLS. */
  readonly port: number;
  readonly receptionPort: number;
  /** The API, and a key that may use it for every mailbox. */
  readonly api: { readonly port: number; readonly key: string };
  /** Holders with a password. */
  readonly senders: readonly Sender[];
  /** Holders without one: they only receive. */
  readonly recipients: readonly string[];
}

/** How many mailboxes a provider gets. */
export interface Holders {
  readonly senders: number;
  readonly recipients: number;
}

/** Lays providers out that know and trust each other. The authority's file is `ca.pem`. */
export async function layOutProviders(
  folder: string,
  domains: readonly string[],
  engine: Engine,
  holders: Holders,
): Promise<Provider[]> {
  const sources = { now: systemClock.now(), random };
  const authority = await newAuthority(sources);
  await writeCredential(join(folder, "ca"), authority);
  const ports = await freePorts(HOST, 4 * domains.length, random);
  const receptionPorts = domains.map((_, index) => ports[4 * index]!);
  const routes = Object.fromEntries(
    domains.map((domain, index) => [domain, `${HOST}:${receptionPorts[index]}`]),
  );
  const files = {
    directoryFile: join(folder, "directory.ldif"),
    authorityFile: join(folder, "ca.pem"),
  };
  let directory = "version: 1\n";
  const providers: Provider[] = [];
  for (const [index, domain] of domains.entries()) {
    const port = ports[4 * index + 1]!;
    const receptionPort = receptionPorts[index]!;
    const apiPort = ports[4 * index + 3]!;
    const own = join(folder, domain);
    const { [domain]: _self, ...others } = routes;
    const entry = await layOut(
      {
        name: `Provider of ${domain}`,
        domain,
        hostname: `mail.${domain}`,
        address: HOST,
        ports: {
          reception: receptionPort,
          submissionTls: port,
          submissionStarttls: ports[4 * index + 2]!,
          imapTls: "off",
          imapStarttls: "off",
          pop3Tls: "off",
          pop3Starttls: "off",
          http: "off",
          api: apiPort,
        },
        routes: others,
      },
      { folder: own, ...files },
      authority,
      sources,
    );
    directory += `\n${entry}`;
    await adjustConfiguration(join(own, "config.toml"), engine);
    const dataFolder = join(own, "data");
    const { key, ...mailboxes } = await openHolders(dataFolder, domain, holders);
    const api = { port: apiPort, key };
    providers.push({
      domain,
      folder: own,
      dataFolder,
      engine,
      port,
      receptionPort,
      api,
      ...mailboxes,
    });
  }
  await Deno.writeTextFile(files.directoryFile, directory);
  return providers;
}

/** Room for what the benchmarks do and no holder may. */
const SETTINGS: Readonly<Record<string, string>> = {
  "# connections_per_address = 200\n": "connections_per_address = 2000\n",
  "# messages = 1000\n": "messages = 1000000\n",
  "# errors = 10\n": "errors = 1000\n",
  "# max_total_bytes = 100000000\n": "max_total_bytes = 600000000\n",
  "# max_message_bytes = 150000000\n": "max_message_bytes = 600000000\n",
  "# max_message_bytes = 200000000\n": "max_message_bytes = 700000000\n",
  "# requests_per_minute = 6000\n": "requests_per_minute = 1000000\n",
  "# sandbox = true\n": "sandbox = false\n",
  '# level = "info"\n': 'level = "error"\n',
};

export const LIBCRYPTO_SETTINGS: Readonly<Record<string, string>> = {
  '# engine = "webcrypto"\n': 'engine = "libcrypto"\n',
  [`# library = "${LIBCRYPTO}"\n`]: `library = "${LIBCRYPTO}"\n`,
};

/** Gives a laid out provider's configuration the settings that benchmarks need. */
export async function adjustConfiguration(file: string, engine: Engine): Promise<void> {
  let text = await Deno.readTextFile(file);
  const settings = engine === "libcrypto" ? { ...SETTINGS, ...LIBCRYPTO_SETTINGS } : SETTINGS;
  for (const [shown, wanted] of Object.entries(settings)) {
    if (!text.includes(shown)) throw new Error(`Cannot set ${wanted.trim()} in ${file}`);
    text = text.replace(shown, wanted);
  }
  await Deno.writeTextFile(file, text);
}

/** Opens the accounts of holders, and makes an API key, in a data folder that nobody serves yet. */
export async function openHolders(
  dataFolder: string,
  domain: string,
  holders: Holders,
): Promise<{ senders: Sender[]; recipients: string[]; key: string }> {
  const addresses = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}${index + 1}@${domain}`);
  const senders = addresses("mittente", holders.senders);
  const recipients = addresses("destinatario", holders.recipients);
  const storage = await openStorage(dataFolder, systemClock);
  const runtime = new Runtime({ store: storage.events, clock: systemClock, log: () => {} });
  runtime.register({ actor: account });
  runtime.register({ actor: client });
  const { secret: key, ...shown } = newApiKey("live", random);
  try {
    for (const address of senders) await openHolder(runtime, address, PASSWORD, random);
    for (const address of recipients) {
      await runtime.send(account, address, { type: "open", address, role: "holder" });
    }
    const by = "operator";
    await runtime.send(client, CLIENT, { type: "register", client: CLIENT, name: CLIENT, by });
    await runtime.send(client, CLIENT, {
      type: "add-key",
      name: CLIENT,
      mode: "live",
      scopes: ["messages:send", "messages:read", "events:read", "webhooks:write"],
      mailboxes: [`*@${domain}`],
      ...shown,
      by,
    });
  } finally {
    await runtime.stop();
    await storage.close();
  }
  return { senders: senders.map((address) => ({ address, password: PASSWORD })), recipients, key };
}

/** A provider's process. */
export interface Serving {
  readonly pid: number;
  /** Ends it and waits for its end; the write-ahead log is tidied away by it. */
  stop(): Promise<void>;
}

/** Starts a provider's process; resolves when it listens. */
export function serve(
  { folder, engine, port, receptionPort, api }: Provider,
  denoFlags: readonly string[],
): Promise<Serving> {
  return serveFolder({ folder, engine, ports: [port, receptionPort, api.port] }, denoFlags);
}

/** A provider's folder, what it signs with, and the ports on which it is to listen. */
export interface ServedFolder {
  readonly folder: string;
  readonly engine: Engine;
  readonly ports: readonly number[];
}

/** Starts a provider's process with no more rights than it needs; resolves when it listens. */
export async function serveFolder(
  { folder, engine, ports }: ServedFolder,
  denoFlags: readonly string[],
): Promise<Serving> {
  const rights = ["--allow-net", "--allow-read", "--allow-write"];
  if (engine === "libcrypto") rights.push(`--allow-ffi=${LIBCRYPTO}`);
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--ignore-env",
      ...rights,
      ...denoFlags,
      join(ROOT, "main.ts"),
      "serve",
      "--config",
      join(folder, "config.toml"),
    ],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  let ended = false;
  const end = child.status.then(() => ended = true);
  for (const wanted of ports) {
    while (!await listens(wanted)) {
      if (ended) throw new Error(`Cannot start the provider in ${folder}: its process has ended`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return {
    pid: child.pid,
    async stop() {
      if (!ended) child.kill("SIGTERM");
      await end;
    },
  };
}

/** Whether something listens on a port. */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
  });
}
