/**
 * Mail programs that change a mailbox as long as the server lives, and look afterwards whether it
 * kept its word. Each has folders of its own.
 *
 * @module
 */
import { expect } from "expect";
import { ImapClient, Refused } from "./imap_client.ts";
import { difference, type Known, type KnownFolder, type KnownMessage } from "./known_mailbox.ts";
import { numbers } from "./numbers.ts";
import { Pop3Client } from "./pop3_client.ts";
import type { Server } from "./smtp_client.ts";

/** Where and as whom programs log in. */
export interface ProgramAccount {
  readonly imap: Server;
  readonly pop3: Server;
  readonly user: string;
  readonly password: string;
}

/** A folder is emptied from so many messages on. */
const MANY = 12;
const FLAGS = ["\\Flagged", "\\Answered", "\\Seen", "$Letto"];

/** The message of an id; its body has a word that no other has. */
export function messageOf(id: string): string {
  return [
    "From: anna@alfa.example",
    `Message-ID: <${id}>`,
    `Subject: Prova ${id}`,
    "",
    `parola-${id}`,
    "",
  ].join("\r\n");
}

/** A program that reads by IMAP. */
export class Program {
  /** Commands that were answered. */
  acknowledged = 0;
  /** Commands that were cut off. */
  interrupted = 0;
  /** Resolves when the program has looked, and begins to work. */
  begun: Promise<void> = Promise.resolve();
  protected readonly account: ProgramAccount;
  protected known: Known;
  /** What the folders become by the command that is under way; null while there is none. */
  #intended: Known | null = null;
  readonly #number: number;
  readonly #random: () => number;
  #named = 0;

  constructor(account: ProgramAccount, number: number, known: Known = new Map()) {
    this.account = account;
    this.#number = number;
    this.known = known;
    const random = numbers(number);
    this.#random = () => random.next().value;
  }

  /** Looks what there is, and works until the connection breaks. Rejects where something is wrong. */
  async work(): Promise<void> {
    const begun = Promise.withResolvers<void>();
    this.begun = begun.promise;
    try {
      const client = await this.#open();
      try {
        await this.look(client);
        begun.resolve();
        for (;;) await this.step(client);
      } finally {
        client.close();
      }
    } catch (error) {
      // Whatever else the killing of the server leads to, it is no such thing.
      if (error instanceof Refused || error instanceof Wrong) throw error;
      if (this.#intended) this.interrupted++;
    }
  }

  /** Looks a last time, and reads everything; resolves with how many messages there are. */
  async readAll(): Promise<number> {
    const client = await this.#open();
    await this.look(client);
    let messages = 0;
    for (const [name, folder] of this.known) {
      await client.done(`SELECT ${name}`);
      for (const { uid, id } of folder.messages) {
        const { untagged } = await client.done(`UID FETCH ${uid} (BODY.PEEK[])`);
        expect(untagged[0]).toContain(messageOf(id));
        const found = folder.messages.filter((one) => one.id === id).map((one) => one.uid);
        expect(await searched(client, id)).toEqual(found);
        messages++;
      }
    }
    client.close();
    return messages;
  }

  /** Compares what there is with what is known, and with what was under way. */
  protected async look(client: ImapClient): Promise<void> {
    const found = await this.#found(client);
    const before = difference(this.known, found);
    const after = this.#intended && difference(this.#intended, found);
    if (before !== null && (after !== null || this.#intended === null)) {
      throw new Wrong(`Neither as before (${before}) nor as intended (${after})`);
    }
    this.known = found;
    this.#intended = null;
    const [name, folder] = this.choose([...found]) ?? [];
    const message = folder && this.choose(folder.messages);
    if (!message) return;
    await client.done(`SELECT ${name}`);
    const uids = folder.messages.filter(({ id }) => id === message.id).map(({ uid }) => uid);
    expect(await searched(client, message.id)).toEqual(uids);
  }

  /** Does one thing. */
  protected async step(client: ImapClient): Promise<void> {
    const [name, folder] = this.choose([...this.known]) ?? [];
    if (!name || !folder) return await this.#make(client);
    const dice = this.#random();
    const chosen = folder.messages.filter(() => this.#random() < 0.5);
    if (folder.messages.length > MANY) return await this.#expunge(client, name, chosen);
    if (chosen.length === 0 || dice < 0.3) return await this.append(client, name);
    if (dice < 0.5) return await this.#store(client, name, chosen, this.choose(FLAGS)!);
    if (dice < 0.8) return await this.#transfer(client, name, chosen, dice < 0.7 ? "MOVE" : "COPY");
    if (dice < 0.85) return await this.#make(client);
    if (dice < 0.9) return await this.#rename(client, name);
    if (dice < 0.93) return await this.#remove(client, name);
    await this.#expunge(client, name, chosen);
  }

  /** Puts a new message into a folder. */
  protected async append(client: ImapClient, name: string): Promise<void> {
    const id = `w${this.#number}n${String(++this.#named).padStart(5, "0")}`;
    const message = { uid: null, id, flags: [], modseq: null };
    const folder = this.known.get(name)!;
    await this.attempt(this.changed(name, [...folder.messages, message]), async () => {
      const { status } = await client.append(name, messageOf(id));
      const [, validity, uid] = /APPENDUID (\d+) (\d+)/.exec(status)!;
      expect(Number(validity)).toBe(folder.validity);
      return this.changed(name, [...folder.messages, { ...message, uid: Number(uid) }]);
    });
  }

  /** Does what leads to `intended`; `work` resolves with what is known when it was answered. */
  protected async attempt(intended: Known, work: () => Promise<Known>): Promise<void> {
    this.#intended = intended;
    const known = await work();
    this.known = known;
    this.#intended = null;
    this.acknowledged++;
  }

  /** What is known, with other messages in a folder. */
  protected changed(name: string, messages: readonly KnownMessage[]): Known {
    const folder = this.known.get(name)!;
    const highest = Math.max(folder.highest, ...messages.map(({ uid }) => uid ?? 0));
    return new Map([...this.known, [name, { ...folder, highest, messages }]]);
  }

  /** One of some things; undefined where there is none. */
  protected choose<T>(things: readonly T[]): T | undefined {
    return things[Math.floor(this.#random() * things.length)];
  }

  async #open(): Promise<ImapClient> {
    const { imap, user, password } = this.account;
    return await (await ImapClient.tls(imap)).login(user, password);
  }

  async #make(client: ImapClient): Promise<void> {
    const name = this.#newName();
    const intended = new Map([...this.known, [name, emptyFolder(null)]]);
    await this.attempt(intended, async () => {
      const { status } = await client.done(`CREATE ${name}`);
      const [, validity] = /MAILBOXID \(F(\d+)\)/.exec(status)!;
      return new Map([...this.known, [name, emptyFolder(Number(validity))]]);
    });
  }

  async #rename(client: ImapClient, name: string): Promise<void> {
    const other = this.#newName();
    const intended = new Map(
      [...this.known].map(([one, folder]) => [one === name ? other : one, folder]),
    );
    await this.attempt(intended, async () => {
      await client.done(`RENAME ${name} ${other}`);
      return intended;
    });
  }

  async #remove(client: ImapClient, name: string): Promise<void> {
    const intended = new Map([...this.known].filter(([one]) => one !== name));
    await this.attempt(intended, async () => {
      await client.done(`DELETE ${name}`);
      return intended;
    });
  }

  async #store(
    client: ImapClient,
    name: string,
    chosen: readonly KnownMessage[],
    flag: string,
  ): Promise<void> {
    const adds = this.#random() < 0.6;
    // What has the flag already keeps its MODSEQ.
    const concerned = chosen.filter(({ flags }) => flags.includes(flag) !== adds);
    if (concerned.length === 0) return;
    await client.done(`SELECT ${name} (CONDSTORE)`);
    const intended = this.#mapped(name, (message) => {
      if (!concerned.includes(message)) return message;
      const others = message.flags.filter((one) => one !== flag);
      return { ...message, flags: adds ? [...others, flag] : others, modseq: null };
    });
    await this.attempt(intended, async () => {
      const command = `UID STORE ${setOf(concerned)} ${adds ? "+" : "-"}FLAGS (${flag})`;
      const { untagged } = await client.done(command);
      const modseqs = new Map(untagged.map((line) => {
        const [, uid] = /UID (\d+)/.exec(line) ?? [];
        const [, modseq] = /MODSEQ \((\d+)\)/.exec(line) ?? [];
        return [Number(uid), Number(modseq)];
      }));
      return this.#mapped(name, (message) => {
        const stored = intended.get(name)!.messages.find(({ uid }) => uid === message.uid)!;
        if (!concerned.includes(message)) return stored;
        return { ...stored, modseq: modseqs.get(message.uid!)! };
      });
    });
  }

  async #transfer(
    client: ImapClient,
    name: string,
    chosen: readonly KnownMessage[],
    command: "COPY" | "MOVE",
  ): Promise<void> {
    const target = this.choose([...this.known.keys()].filter((one) => one !== name));
    if (!target) return;
    await client.done(`SELECT ${name}`);
    const left = command === "COPY"
      ? this.known
      : this.changed(name, this.known.get(name)!.messages.filter((one) => !chosen.includes(one)));
    const into = (uids: readonly (number | null)[]): Known => {
      const folder = this.known.get(target)!;
      const added = chosen.map((one, index) => ({ ...one, uid: uids[index]!, modseq: null }));
      const changed = this.changed(target, [...folder.messages, ...added]).get(target)!;
      return new Map([...left, [target, changed]]);
    };
    await this.attempt(into(chosen.map(() => null)), async () => {
      const { status, untagged } = await client.done(`UID ${command} ${setOf(chosen)} ${target}`);
      const [, set] = /COPYUID \d+ \S+ ([\d:,]+)/.exec([status, ...untagged].join())!;
      return into(uidsIn(set!));
    });
  }

  async #expunge(
    client: ImapClient,
    name: string,
    chosen: readonly KnownMessage[],
  ): Promise<void> {
    if (chosen.length === 0) return;
    await this.#store(client, name, chosen, "\\Deleted");
    const deleted = this.known.get(name)!.messages.filter(({ flags }) => {
      return flags.includes("\\Deleted");
    });
    if (deleted.length === 0) return;
    const left = this.known.get(name)!.messages.filter((one) => !deleted.includes(one));
    await client.done(`SELECT ${name}`);
    await this.attempt(this.changed(name, left), async () => {
      await client.done(`UID EXPUNGE ${setOf(deleted)}`);
      return this.changed(name, left);
    });
  }

  async #found(client: ImapClient): Promise<Known> {
    const names = this.folderNames(await client.done(`LIST "" *`).then(({ untagged }) => untagged));
    const found = new Map<string, KnownFolder>();
    for (const name of names) found.set(name, await folderFound(client, name));
    return found;
  }

  /** Which of the folders that LIST tells are its own. */
  protected folderNames(list: readonly string[]): string[] {
    const own = list.map((line) => line.slice(line.lastIndexOf(" ") + 1));
    return own.filter((name) => name.startsWith(`w${this.#number}-`));
  }

  #newName(): string {
    return `w${this.#number}-${++this.#named}`;
  }

  #mapped(name: string, map: (message: KnownMessage) => KnownMessage): Known {
    return this.changed(name, this.known.get(name)!.messages.map(map));
  }
}

/** A program that puts messages into INBOX, and takes them away by POP3. */
export class ProgramWithPop3 extends Program {
  constructor(account: ProgramAccount) {
    super(account, 3, new Map([["INBOX", emptyFolder(1)]]));
  }

  protected override folderNames(): string[] {
    return ["INBOX"];
  }

  protected override async step(client: ImapClient): Promise<void> {
    for (let count = 0; count < 3; count++) await this.append(client, "INBOX");
    const { pop3, user, password } = this.account;
    const drop = await Pop3Client.tls(pop3);
    try {
      await drop.login(user, password);
      const { messages } = this.known.get("INBOX")!;
      const lines = await drop.lines("UIDL");
      const told = lines.map((line) => Number(line.split(" ")[1]));
      if (told.join() !== messages.map(({ uid }) => uid).join()) {
        throw new Wrong(`UIDL tells ${told}, not ${messages.map(({ uid }) => uid)}`);
      }
      const left = messages.slice(2);
      for (const number of messages.slice(0, 2).keys()) await drop.done(`DELE ${number + 1}`);
      await this.attempt(this.changed("INBOX", left), async () => {
        await drop.done("QUIT");
        return this.changed("INBOX", left);
      });
    } finally {
      drop.close();
    }
  }
}

/** The server has not kept its word. */
class Wrong extends Error {
  override readonly name = "Wrong";
}

function emptyFolder(validity: number | null): KnownFolder {
  return { validity, highest: 0, messages: [] };
}

async function folderFound(client: ImapClient, name: string): Promise<KnownFolder> {
  const selected = (await client.done(`SELECT ${name} (CONDSTORE)`)).untagged.join("\n");
  const fields = "(UID FLAGS MODSEQ BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])";
  const { untagged } = await client.done(`UID FETCH 1:* ${fields}`);
  return {
    validity: Number(/UIDVALIDITY (\d+)/.exec(selected)![1]),
    highest: Number(/UIDNEXT (\d+)/.exec(selected)![1]) - 1,
    messages: untagged.filter((line) => line.includes("FETCH")).map((line) => ({
      uid: Number(/UID (\d+)/.exec(line)![1]),
      id: /Message-ID: <(.*)>/.exec(line)![1]!,
      flags: /FLAGS \((.*?)\)/.exec(line)![1]!.split(" ").filter((flag) => flag !== ""),
      modseq: Number(/MODSEQ \((\d+)\)/.exec(line)![1]),
    })),
  };
}

/** The UIDs of the messages that have the word of an id. */
async function searched(client: ImapClient, id: string): Promise<number[]> {
  const { untagged } = await client.done(`UID SEARCH TEXT parola-${id}`);
  const line = untagged.find((one) => one.startsWith("SEARCH"))!;
  return line.split(" ").slice(1).filter((one) => one !== "").map(Number);
}

function setOf(messages: readonly KnownMessage[]): string {
  return messages.map(({ uid }) => uid).join();
}

function uidsIn(set: string): number[] {
  return set.split(",").flatMap((range) => {
    const [from = 0, to = from] = range.split(":").map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}
