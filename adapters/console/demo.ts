/**
 * The demonstration: two providers on loopback, and a certified message between them.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { SENT_KIND } from "../../actors/mailbox.ts";
import type { Runtime } from "../../actors/runtime.ts";
import { addressKey } from "../../events/address.ts";
import { SENT } from "../../events/folders.ts";
import { type Clock, SECOND } from "../../events/instant.ts";
import { openHolder, setPassword } from "../accounts/changes.ts";
import type { MailboxEntry, Storage } from "../storage/storage.ts";
import { type DemoKeys, giveKeys } from "./demo_keys.ts";
import { type DemoMailAccess, type DemoProvider, layOutDemo } from "./demo_layout.ts";
import { submitDemoMessage } from "./demo_message.ts";
import { namesIn, textOf } from "./folders.ts";
import { exportMailbox, mailboxTable } from "./mailboxes.ts";
import { timelineRow } from "./messages.ts";
import { renderRow, renderTable } from "./table.ts";

/** A provider that serves. */
export interface Serving {
  readonly runtime: Runtime;
  readonly storage: Storage;
  stop(): Promise<void>;
}

/** What the demonstration is asked for, and its ports to the world. */
export interface DemoOptions {
  /** A folder to keep; a temporary one that is removed at the end where it is absent. */
  readonly data?: string;
  /** Ends when every receipt has come. */
  readonly once: boolean;
  /** Where every message of every mailbox is written. */
  readonly export?: string;
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
  readonly print: (line: string) => void;
  /** Starts a provider from its configuration file. */
  readonly serve: (configurationFile: string) => Promise<Serving>;
  /** Resolves when the user wants to end. */
  readonly interrupted: Promise<void>;
}

/** What must lie in the mailboxes when all is done: address, kind, number. */
const EXPECTED: readonly (readonly [string, string, number])[] = [
  ["anna@alfa.example", SENT_KIND, 1],
  ["anna@alfa.example", "accettazione", 1],
  ["anna@alfa.example", "avvenuta-consegna", 2],
  ["bruno@beta.example", "posta-certificata", 1],
  ["carla@alfa.example", "posta-certificata", 1],
  ["ricevute@alfa.example", "presa-in-carico", 2],
];
const PATIENCE = 60 * SECOND;
const GLANCE = 0.1 * SECOND;

interface Stage {
  readonly provider: DemoProvider;
  readonly serving: Serving;
  readonly keys: DemoKeys;
}

/** Runs the demonstration; resolves with whether every receipt has come. */
export async function runDemo(options: DemoOptions): Promise<boolean> {
  const { clock, random, print } = options;
  if (options.export) await requireExportable(options.export, options.data);
  const folder = resolve(options.data ?? await Deno.makeTempDir({ prefix: "ceralacca-demo-" }));
  const layout = await layOutDemo(folder, { now: clock.now(), random });
  const stages: Stage[] = [];
  try {
    for (const provider of layout.providers) {
      const serving = await options.serve(provider.configurationFile);
      try {
        await furnish(provider, serving, random);
        stages.push({ provider, serving, keys: await giveKeys(provider, serving, options) });
      } catch (error) {
        await serving.stop();
        throw error;
      }
    }
    await writeConnections(folder, layout.authorityFile, stages);
    const complete = await certifyOne(stages, layout.authorityFile, options);
    await showResult(stages, layout.authorityFile, print);
    if (options.export) await exportAll(stages, layout.authorityFile, options.export);
    if (!options.once) {
      print("\nServing; Ctrl-C ends it.");
      await options.interrupted;
    }
    return complete;
  } finally {
    await Promise.all(stages.map(({ serving }) => serving.stop()));
    if (options.data === undefined) await Deno.remove(folder, { recursive: true });
  }
}

/** A second run over the same folder finds the accounts and gives them new passwords. */
async function furnish(
  { accounts }: DemoProvider,
  { runtime, storage }: Serving,
  random: DemoOptions["random"],
): Promise<void> {
  for (const { address, password } of accounts) {
    const known = await storage.queries.accountByAddress(addressKey(address));
    if (known) await setPassword(runtime, address, password, random);
    else await openHolder(runtime, address, password, random);
  }
}

/** `connection.json`: what a script needs to use the providers. */
async function writeConnections(
  folder: string,
  authority: string,
  stages: readonly Stage[],
): Promise<void> {
  const providers = stages.map(({ provider: { api, ...provider }, keys }) => ({
    ...provider,
    api: { ...api, ...keys },
  }));
  const text = JSON.stringify({ authority, providers }, null, 2);
  await Deno.writeTextFile(join(folder, "connection.json"), `${text}\n`, { mode: 0o600 });
}

async function certifyOne(
  stages: readonly Stage[],
  authorityFile: string,
  { clock, print }: DemoOptions,
): Promise<boolean> {
  const [alfa] = stages;
  const sender = alfa?.provider.accounts[0];
  if (!alfa || !sender) throw new Error("Cannot submit: there is no provider");
  const before = await Promise.all(EXPECTED.map(([address, kind]) => count(stages, address, kind)));
  const pecId = await submitDemoMessage({
    host: "127.0.0.1",
    port: alfa.provider.submission.tlsPort,
    ...sender,
    authority: await Deno.readTextFile(authorityFile),
  }, { to: "bruno@beta.example", cc: "carla@alfa.example" });
  print(`Submitted over TLS by ${sender.address}: ${pecId}\n`);
  const timeline = new LiveTimeline(stages, pecId, print);
  const deadline = clock.now() + PATIENCE;
  for (;;) {
    await timeline.show();
    const now = await Promise.all(EXPECTED.map(([address, kind]) => count(stages, address, kind)));
    const missing = EXPECTED.some(([, , number], index) => now[index]! < before[index]! + number);
    if (!missing || clock.now() > deadline) {
      await timeline.show();
      return !missing;
    }
    await clock.until(clock.now() + GLANCE);
  }
}

async function count(stages: readonly Stage[], address: string, kind: string): Promise<number> {
  const stage = stages.find(({ provider }) => address.endsWith(`@${provider.domain}`));
  const entries = await stage?.serving.storage.queries.mailboxEntries(address) ?? [];
  return entries.filter((entry) => entry.kind === kind).length;
}

/** Prints what happens at all providers, as it happens. */
class LiveTimeline {
  readonly #stages: readonly Stage[];
  readonly #pecId: string;
  readonly #print: (line: string) => void;
  readonly #shown: number[];

  constructor(stages: readonly Stage[], pecId: string, print: (line: string) => void) {
    this.#stages = stages;
    this.#pecId = pecId;
    this.#print = print;
    this.#shown = stages.map(() => 0);
    print(renderRow(["PROVIDER", "DATE", "EVENT", "WHO", "DETAIL"], WIDTHS));
  }

  async show(): Promise<void> {
    const fresh = await Promise.all(this.#stages.map(async ({ provider, serving }, index) => {
      await serving.storage.projected();
      const steps = await serving.storage.queries.timelineOf(this.#pecId);
      const unseen = steps.slice(this.#shown[index]);
      this.#shown[index] = steps.length;
      return unseen.map((step) => ({ at: step.at, row: [provider.domain, ...timelineRow(step)] }));
    }));
    const rows = fresh.flat().sort((one, other) => one.at - other.at);
    for (const { row } of rows) this.#print(renderRow(row, WIDTHS));
  }
}

const WIDTHS = [12, 24, 28, 44, 80];

async function showResult(
  stages: readonly Stage[],
  authorityFile: string,
  print: (line: string) => void,
): Promise<void> {
  for (const { provider, serving } of stages) {
    for (const address of mailboxesOf(provider)) {
      print(`\n${address}`);
      print(await mailboxTable(serving.storage.queries, address));
    }
  }
  print("\nTo have each document as a file, from another terminal:");
  for (const { provider: { accounts, configurationFile } } of stages) {
    const address = accounts[0]?.address;
    print(
      `  deno task ceralacca mailbox export ${address} FOLDER --config ${configurationFile}`,
    );
  }
  print("\nConnection parameters for a mail program; a port is for TLS or for STARTTLS");
  print(connectionTable(stages));
  print("\nThe API for integration partners, with keys for the provider and for its sandbox");
  print(apiTable(stages));
  print(`Authority to trust: ${authorityFile}`);
}

function connectionTable(stages: readonly Stage[]): string {
  const ports = ({ tlsPort, starttlsPort }: DemoMailAccess) => {
    return `${tlsPort ?? "off"} or ${starttlsPort ?? "off"}`;
  };
  return renderTable(
    ["ADDRESS = USER NAME", "PASSWORD", "SERVER", "SMTP", "IMAP", "POP3"],
    stages.flatMap(({ provider: { accounts, submission, imap, pop3 } }) =>
      accounts.map(({ address, password }) => [
        address,
        password,
        submission.host,
        ports(submission),
        ports(imap),
        ports(pop3),
      ])
    ),
  );
}

function apiTable(stages: readonly Stage[]): string {
  return renderTable(
    ["URL", "LIVE KEY", "TEST KEY"],
    stages.map(({ provider: { api }, keys }) => [
      api.port === null ? "off" : `https://${api.host}:${api.port}`,
      keys.liveKey,
      keys.testKey,
    ]),
  );
}

function mailboxesOf({ accounts, serviceMailbox }: DemoProvider): string[] {
  return [...accounts.map(({ address }) => address), serviceMailbox];
}

/** Documents of two demonstrations in one folder could not be told apart. */
async function requireExportable(folder: string, data: string | undefined): Promise<void> {
  const [name] = await namesIn(folder);
  if (name === undefined) return;
  const exported = await textOf(join(folder, "ca.pem"));
  const authority = data === undefined ? null : await textOf(join(data, "ca.pem"));
  if (exported !== null && exported === authority) return;
  throw new Error(
    `Cannot export to ${folder}: it holds ${name}, which is not of this demonstration. ` +
      "Choose an empty folder",
  );
}

/** Originals, which nobody signs, lie apart: all others can be verified at once. */
async function exportAll(
  stages: readonly Stage[],
  authorityFile: string,
  folder: string,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await Deno.copyFile(authorityFile, join(folder, "ca.pem"));
  for (const { provider, serving: { storage } } of stages) {
    const write = (address: string, path: string, wanted: (entry: MailboxEntry) => boolean) => {
      return exportMailbox(storage.queries, storage.blobs, address, path, wanted);
    };
    for (const address of mailboxesOf(provider)) {
      await write(address, join(folder, address), ({ kind }) => kind !== SENT_KIND);
    }
    for (const { address } of provider.accounts) {
      await write(address, join(folder, address, SENT), ({ kind }) => kind === SENT_KIND);
    }
  }
}
