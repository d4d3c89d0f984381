/**
 * Two whole providers, alfa.example and beta.example, that serve on loopback: real sockets, real
 * signatures, real storage; only time is the test's own.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { openHolder } from "../../adapters/accounts/changes.ts";
import { switchAccount } from "../../adapters/console/accounts.ts";
import type { Serving } from "../../adapters/console/demo.ts";
import { type DemoProvider, layOutDemo } from "../../adapters/console/demo_layout.ts";
import { loadConfiguration } from "../../adapters/config/load.ts";
import { SENT_KIND } from "../../actors/mailbox.ts";
import { systemClock } from "../../adapters/clock.ts";
import type { Configuration } from "../../adapters/config/configuration.ts";
import { random } from "../../adapters/opening/random.ts";
import type { EventReader, Storage } from "../../adapters/storage/storage.ts";
import { type Clock, HOUR, type Instant, SECOND } from "../../events/instant.ts";
import { serve } from "../../main.ts";
import { oneAtATime } from "../support/one_at_a_time.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { Document } from "./document.ts";
import { lookedUntil, owedBy, quiet, wakesAt } from "./quiet.ts";
import { type Reply, type Server, SmtpClient } from "./smtp_client.ts";

/** Milliseconds without any event: fails a test that waits for what never comes. */
const PATIENCE = 60_000;
/** Milliseconds without any event: what is owed waits for another attempt. */
const PATIENCE_WITH_ATTEMPTS = 2000;
/**
 * The shortest pause between attempts, and short beside every time limit of a session: where a
 * busy machine only seemed to be at rest, no session is timed out.
 */
const SHORT_WHILE = 30 * SECOND;

/** A message for {@linkcode TestProvider.submit}. */
export interface Mail {
  /** The account that logs in; its address is the reverse-path, too, unless `sender` is given. */
  readonly account: string;
  readonly sender?: string;
  readonly recipients: readonly string[];
  /** Header and body; bytes, or text in Latin-1. */
  readonly content: string | Uint8Array;
  /** Follows the path in MAIL FROM; begins with a space. */
  readonly parameters?: string;
}

/** One provider. */
export class TestProvider {
  readonly layout: DemoProvider;
  readonly configuration: Configuration;
  readonly #authority: string;
  readonly #clock: Clock;
  #serving: Serving | null = null;

  constructor(
    layout: DemoProvider,
    configuration: Configuration,
    authority: string,
    clock: Clock,
  ) {
    this.layout = layout;
    this.configuration = configuration;
    this.#authority = authority;
    this.#clock = clock;
  }

  /** Starts it; the first time it gets its accounts. */
  async start(): Promise<void> {
    const serving = await serve(this.configuration, this.#clock);
    this.#serving = serving;
    const known = await serving.storage.queries.listAccounts();
    if (known.some(({ role }) => role === "holder")) return;
    await Promise.all(this.layout.accounts.map(({ address, password }) => {
      return openHolder(serving.runtime, address, password, random);
    }));
  }

  /** Stops it; harmless if it does not serve. */
  async stop(): Promise<void> {
    const serving = this.#serving;
    this.#serving = null;
    await serving?.stop();
  }

  /** Starts it again without anything that has happened to it: it takes any document as new. */
  async forget(): Promise<void> {
    await this.stop();
    await Deno.remove(this.configuration.storage.folder, { recursive: true });
    await this.start();
  }

  get serving(): Serving {
    if (!this.#serving) throw new Error(`Cannot use ${this.layout.domain}: it does not serve`);
    return this.#serving;
  }

  get storage(): Storage {
    return this.serving.storage;
  }

  /** Whether it serves. */
  get running(): boolean {
    return this.#serving !== null;
  }

  /** The Access Point with implicit TLS. */
  get accessPoint(): Server {
    return { port: this.layout.submission.tlsPort, authority: this.#authority };
  }

  /** The Incoming Point. */
  get incomingPoint(): Server {
    return { port: this.layout.reception.port, authority: this.#authority };
  }

  /** IMAP with implicit TLS. */
  get imap(): Server {
    return this.#reading("imap", "tlsPort");
  }

  /** IMAP with STARTTLS. */
  get imapInTheClear(): Server {
    return this.#reading("imap", "starttlsPort");
  }

  /** POP3 with implicit TLS. */
  get pop3(): Server {
    return this.#reading("pop3", "tlsPort");
  }

  /** POP3 with STLS. */
  get pop3InTheClear(): Server {
    return this.#reading("pop3", "starttlsPort");
  }

  #reading(service: "imap" | "pop3", name: "starttlsPort" | "tlsPort"): Server {
    const port = this.layout[service][name];
    if (port === null) throw new Error(`Cannot use ${service}: its ${name} is off`);
    return { port, authority: this.#authority };
  }

  passwordOf(account: string): string {
    return this.layout.accounts.find(({ address }) => address === account)?.password ?? "";
  }

  /** Opens an account that only receives. */
  async open(account: string): Promise<void> {
    await openHolder(this.serving.runtime, account, "segreta", random);
  }

  /** Disables an account. */
  async disable(account: string): Promise<void> {
    await switchAccount(this.serving.runtime, account, "disable", "a test");
  }

  /** Logs in and submits one message over TLS. */
  async submit(mail: Mail): Promise<Reply> {
    await using client = await SmtpClient.tls(this.accessPoint);
    const login = await client.login(mail.account, this.passwordOf(mail.account));
    if (login.code !== 235) return login;
    const { account, sender = account, recipients, content, parameters } = mail;
    return await client.send(sender, recipients, content, parameters);
  }

  /** Submits a message that must get its 250; resolves with the PEC id. */
  async accept(mail: Mail): Promise<string> {
    const { code, text } = await this.submit(mail);
    const pecId = /\S+@\S+$/.exec(text)?.[0];
    if (code !== 250 || !pecId) throw new Error(`Cannot submit: ${code} ${text}`);
    return pecId;
  }

  /** Offers a message to the Incoming Point over TLS. */
  async offer(sender: string, recipients: readonly string[], content: Uint8Array): Promise<Reply> {
    await using client = await (await SmtpClient.clear(this.incomingPoint)).startTls();
    return await client.send(sender, recipients, content, " BODY=8BITMIME");
  }

  /**
   * The documents that a mailbox holds about one message, in the order of arrival; the original in
   * Inviata, which is none, is left out.
   */
  async documents(address: string, pecId: string): Promise<Document[]> {
    const entries = await this.storage.queries.mailboxEntries(address);
    const own = entries.filter((entry) => entry.pecId === pecId && entry.kind !== SENT_KIND);
    return await Promise.all(own.map(async (entry) => {
      const bytes = Buffer.concat(await Array.fromAsync(this.storage.blobs.read(entry.content)));
      return await Document.read(entry, bytes);
    }));
  }

  /** The one document of a kind that a mailbox holds about one message. */
  async document(address: string, pecId: string, kind: string): Promise<Document> {
    const found = (await this.documents(address, pecId)).filter((one) => one.kind === kind);
    if (found.length === 1) return found[0]!;
    throw new Error(`Cannot find one ${kind} in ${address}: there are ${found.length}`);
  }

  /** The kinds of the documents that a mailbox holds about one message, sorted. */
  async kinds(address: string, pecId: string): Promise<string[]> {
    const documents = await this.documents(address, pecId);
    return documents.map(({ kind }) => kind).sort();
  }

  /** The names of all events about one message, in order. */
  async history(pecId: string): Promise<string[]> {
    await this.storage.projected();
    return (await this.storage.queries.timelineOf(pecId)).map(({ event }) => event);
  }

  /** Resolves once an event of that name has happened to a message. */
  async happened(pecId: string, name: string): Promise<void> {
    await lookedUntil(async () => {
      const history = await this.history(pecId);
      return history.includes(name) ? null : `no ${name} among ${history}`;
    });
  }

  /** Resolves once it has done all it can do, and waits for that instant; null for none. */
  async wakesAt(instant: Instant | null): Promise<void> {
    await wakesAt(this.storage.events, instant);
  }
}

/** How {@linkcode Providers} differ from the ordinary. */
export interface ProvidersOptions {
  readonly change?: (configuration: Configuration) => Configuration;
  /** Domains that beta manages beside its own. */
  readonly domains?: readonly string[];
}

/** Both providers. */
export class Providers implements AsyncDisposable {
  readonly alfa: TestProvider;
  readonly beta: TestProvider;
  readonly clock: SimulatedClock;
  /** PEM of the authority of all certificates. */
  readonly authority: string;
  readonly folder: string;

  private constructor(
    [alfa, beta]: readonly TestProvider[],
    clock: SimulatedClock,
    authority: string,
    folder: string,
  ) {
    if (!alfa || !beta) throw new Error("Cannot set up: two providers are needed");
    this.alfa = alfa;
    this.beta = beta;
    this.clock = clock;
    this.authority = authority;
    this.folder = folder;
  }

  /** Sets both up in a new folder, and starts them. */
  static async start(options: ProvidersOptions = {}): Promise<Providers> {
    const folder = await Deno.makeTempDir({ prefix: "flows-" });
    // TLS certificates are checked against the system's time: the simulated one begins there.
    const clock = new SimulatedClock(systemClock.now());
    // Ports that are drawn must not be drawn again before somebody listens there.
    return await oneAtATime(() => Providers.#start(folder, clock, options));
  }

  static async #start(
    folder: string,
    clock: SimulatedClock,
    { change, domains = [] }: ProvidersOptions,
  ): Promise<Providers> {
    const layout = await layOutDemo(folder, { now: clock.now(), random });
    const authority = await Deno.readTextFile(layout.authorityFile);
    await publish(join(folder, "directory.ldif"), domains);
    const both = await Promise.all(layout.providers.map(async (one) => {
      const configuration = await loadConfiguration(one.configurationFile);
      const quiet = withDomains({ ...configuration, log: { level: "error" } }, domains);
      return new TestProvider(one, change?.(quiet) ?? quiet, authority, clock);
    }));
    const providers = new Providers(both, clock, authority, folder);
    await Promise.all(both.map((one) => one.start()));
    return providers;
  }

  /** Resolves once nobody owes anything any more. */
  async settled(): Promise<void> {
    const logs = this.#logs();
    if (await quiet(logs, PATIENCE)) return;
    throw new Error(`Cannot wait longer: ${await owedBy(logs)} owe`);
  }

  /** The same where attempts have failed: lets time pass until they are made again. */
  async settledInTime(): Promise<void> {
    for (let passed = 0; passed < HOUR; passed += SHORT_WHILE) {
      if (await quiet(this.#logs(), PATIENCE_WITH_ATTEMPTS)) return;
      this.clock.advance(SHORT_WHILE);
    }
    await this.settled();
  }

  #logs(): EventReader[] {
    const running = [this.alfa, this.beta].filter((one) => one.running);
    return running.map(({ storage }) => storage.events);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.alfa.stop(), this.beta.stop()]);
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Adds domains to beta's entry in the directory. */
async function publish(directory: string, domains: readonly string[]): Promise<void> {
  const ldif = await Deno.readTextFile(directory);
  const lines = ["beta.example", ...domains].map((domain) => `managedDomains: ${domain}`);
  await Deno.writeTextFile(directory, ldif.replace(lines[0]!, lines.join("\n")));
}

/** Beta serves the domains, alfa knows where. */
function withDomains(configuration: Configuration, domains: readonly string[]): Configuration {
  const { provider, relay } = configuration;
  if (provider.domain === "beta.example") {
    return {
      ...configuration,
      provider: { ...provider, domains: [...provider.domains, ...domains] },
    };
  }
  const beta = relay.routes.get("beta.example")!;
  const routes = new Map([...relay.routes, ...domains.map((domain) => [domain, beta] as const)]);
  return { ...configuration, relay: { ...relay, routes } };
}
