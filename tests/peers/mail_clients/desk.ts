/**
 * The desk of a holder with mail programs: a provider that serves, and programs that run as
 * processes of their own with a home that is theirs alone.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { mailbox, type MailboxCommand, type MailboxEntry } from "../../../actors/mailbox.ts";
import { openHolder } from "../../../adapters/accounts/changes.ts";
import { random } from "../../../adapters/opening/random.ts";
import type { ListedMessage } from "../../../adapters/storage/mailboxes.ts";
import { addressKey } from "../../../events/address.ts";
import type { SmallBlob } from "../../../events/rope.ts";
import { lines } from "../../flows/mail.ts";
import { Providers, type TestProvider } from "../../flows/providers.ts";

/** The name under which programs reach the provider: it stands in its certificate. */
export const HOST = "localhost";

/** Milliseconds until a program that does not end is ended. */
const PATIENCE = 40_000;

/** What a program needs to log in. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** How a program ended, and what it said. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program is started with. */
export interface RunOptions {
  /** What it reads from its standard input; nothing where absent. */
  readonly input?: string;
  /** Exit statuses that are well; 0 alone where absent. */
  readonly well?: readonly number[];
}

/** A folder of a mailbox, and what the provider has in it. */
export interface Holding {
  readonly name: string;
  readonly uidValidity: number;
  readonly messages: readonly ListedMessage[];
}

/** The desk. */
export class Desk implements AsyncDisposable {
  readonly alfa: TestProvider;
  readonly providers: Providers;
  /** A folder for programs; their home. */
  readonly home: string;
  /** The file with the authority of the provider's certificate. */
  readonly authorityFile: string;

  private constructor(providers: Providers, home: string) {
    this.providers = providers;
    this.alfa = providers.alfa;
    this.home = home;
    this.authorityFile = join(providers.folder, "ca.pem");
  }

  /** Starts the providers. */
  static async open(): Promise<Desk> {
    const providers = await Providers.start();
    return new Desk(providers, await Deno.makeTempDir({ prefix: "desk-" }));
  }

  /** Where the holders of alfa read, and where they submit. */
  get ports(): {
    readonly imaps: number;
    readonly imap: number;
    readonly pop3s: number;
    readonly pop3: number;
    readonly smtps: number;
  } {
    const { imap, pop3, submission } = this.alfa.layout;
    return {
      imaps: imap.tlsPort!,
      imap: imap.starttlsPort!,
      pop3s: pop3.tlsPort!,
      pop3: pop3.starttlsPort!,
      smtps: submission.tlsPort,
    };
  }

  /** Opens an account whose password has to be quoted everywhere. */
  async account(local: string): Promise<Login> {
    const login = { user: `${local}@alfa.example`, password: 'una chiave "segreta"' };
    await openHolder(this.alfa.serving.runtime, login.user, login.password, random);
    return login;
  }

  /** Puts numbered messages into a folder, as a delivery does; resolves with their bytes. */
  async fill(user: string, folder: string, from: number, count: number): Promise<Uint8Array[]> {
    const contents: Uint8Array[] = [];
    const messages: MailboxEntry[] = [];
    const blobs: SmallBlob[] = [];
    for (let number = from; number < from + count; number++) {
      const content = numbered(number);
      const writer = this.alfa.storage.blobs.create();
      await writer.write(content);
      const { rope, small } = await writer.end();
      contents.push(content);
      blobs.push(...small);
      messages.push({
        entry: `desk ${folder} ${number}`,
        folder,
        content: rope,
        size: content.length,
        kind: "imported",
        pecId: "",
        messageId: `<${number}@client.example>`,
        subject: `Numero ${number}`,
        flags: [],
        received: this.providers.clock.now(),
      });
    }
    await this.send(user, { type: "store", messages, quota: null }, blobs);
    return contents;
  }

  /** Changes a mailbox as another program would. */
  async send(user: string, command: MailboxCommand, blobs?: readonly SmallBlob[]): Promise<void> {
    const { runtime } = this.alfa.serving;
    const { refusal } = await runtime.send(mailbox, addressKey(user), command, blobs);
    if (refusal) throw new Error(`Cannot ${command.type}: ${refusal.detail}`);
  }

  /** What the provider has in the folders that hold anything, by number. */
  holdings(user: string): readonly Holding[] {
    const { mailboxes } = this.alfa.storage;
    const key = addressKey(user);
    return mailboxes.folders(key).map(({ folder, name }) => ({
      name,
      uidValidity: folder,
      messages: mailboxes.listed(key, folder, 0, 10_000),
    })).filter(({ messages }) => messages.length > 0);
  }

  /** What the provider has in one folder. */
  holding(user: string, name: string): Holding {
    return this.holdings(user).find((one) => one.name === name) ??
      { name, uidValidity: 0, messages: [] };
  }

  /** How many events a mailbox has had. */
  async eventsOf(user: string): Promise<number> {
    const { events } = this.alfa.storage;
    return (await events.readStream(`mailbox-${addressKey(user)}`, 0, 100_000)).length;
  }

  /** The bytes that the provider has of a message. */
  async contentOf(user: string, uid: number): Promise<Uint8Array> {
    const rope = this.alfa.storage.mailboxes.content(addressKey(user), uid);
    if (rope === null) throw new Error(`Cannot read the message ${uid}: it is gone`);
    const chunks = await Array.fromAsync(this.alfa.storage.blobs.read(rope));
    return Buffer.concat(chunks);
  }

  /** Writes a file for a program, which it alone may read; resolves with its path. */
  async write(name: string, text: string, mode = 0o600): Promise<string> {
    const path = join(this.home, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text, { mode });
    return path;
  }

  /** Runs a program to its end. It has no terminal, and its standard input ends. */
  async run(
    command: string,
    args: readonly string[],
    { input = "", well = [0] }: RunOptions = {},
  ): Promise<Run> {
    const child = this.start(command, args);
    const writer = child.stdin.getWriter();
    // A program that does not read to the end has what it needs.
    const fed = writer.write(new TextEncoder().encode(input)).then(() => writer.close())
      .catch(() => {});
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    try {
      const { code, stdout, stderr } = await child.output();
      const decoder = new TextDecoder();
      const run = { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
      if (well.includes(code)) return run;
      const said = `${run.stdout}${run.stderr}`.slice(-4000);
      throw new Error(`Cannot go on: ${command} ended with ${code}: ${said}`);
    } finally {
      clearTimeout(timer);
      await fed;
    }
  }

  /** Starts a program whose standard streams are pipes. */
  start(command: string, args: readonly string[]): Deno.ChildProcess {
    return new Deno.Command(command, {
      args: [...args],
      cwd: this.home,
      env: { HOME: this.home, LC_ALL: "C.UTF-8", TERM: "xterm" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.providers[Symbol.asyncDispose]();
    await Deno.remove(this.home, { recursive: true });
  }
}

/** Whether a program is installed; `args` make it end at once. */
export async function installed(command: string, ...args: readonly string[]): Promise<boolean> {
  try {
    const silent = { stdin: "null", stdout: "null", stderr: "null" } as const;
    await new Deno.Command(command, { args: [...args], ...silent }).output();
    return true;
  } catch {
    return false;
  }
}

/** A message that is like no other; some lines begin with dots, and some letters are not ASCII. */
export function numbered(number: number): Uint8Array {
  return new TextEncoder().encode(lines(
    "From: Carla <carla@alfa.example>",
    "To: Anna <anna@alfa.example>",
    "Date: Sat, 21 Nov 2026 10:30:00 +0100",
    `Message-ID: <${number}@client.example>`,
    `Subject: Numero ${number}`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    `Perché no? ${number}`,
    ".",
    "..due punti",
    "x".repeat(number % 500),
  ));
}

/** Fields that programs add to what they fetch or file. */
const ADDED = /^(?:Received|Return-Path|X-TUID|X-getmail-[a-z-]+): .*\n(?:[ \t].*\n)*/gm;

/** A digest of a message, whatever its lines end with, and without what programs add to it. */
export function digestOf(content: Uint8Array): string {
  const text = new TextDecoder().decode(content).replaceAll("\r\n", "\n").replace(ADDED, "");
  return createHash("sha256").update(text).digest("hex");
}
