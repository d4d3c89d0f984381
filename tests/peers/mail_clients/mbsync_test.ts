/**
 * mbsync keeps a Maildir and a mailbox the same.
 *
 * @module
 */
import { expect } from "expect";
import { basename, dirname, join } from "node:path";
import { HOUR } from "../../../events/instant.ts";
import { Desk, digestOf, HOST, installed, type Login, numbered } from "./desk.ts";

/** How many messages lie where at first: 1,000 altogether. */
const FOLDERS = { INBOX: 500, Ricevute: 300, "Archivio/2026": 150, "Contabilità & IVA": 50 };
const MAILDIR = "mail";

/** Everything in both directions; the certificate is checked, and nothing is asked. */
function settings(desk: Desk, { user, password }: Login, maildir: string): string {
  return `FSync no

IMAPAccount alfa
Host ${HOST}
Port ${desk.ports.imaps}
User ${user}
Pass "${password.replaceAll('"', '\\"')}"
SSLType IMAPS
SystemCertificates no
CertificateFile ${desk.authorityFile}

IMAPStore far
Account alfa

MaildirStore near
Path ${maildir}/
Inbox ${maildir}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Both
Remove Both
Expunge Both
Sync All
SyncState *
`;
}

/** What one synchronisation moved. */
interface Moved {
  /** Messages that were fetched. */
  readonly fetched: number;
  /** Messages that were appended. */
  readonly appended: number;
}

/** Lays out mbsync's settings, and an empty Maildir, whose path it resolves with. */
async function layOut(desk: Desk, login: Login, name: string): Promise<string> {
  const maildir = join(desk.home, name);
  await Deno.mkdir(maildir);
  await desk.write(`${name}.rc`, settings(desk, login, maildir));
  return maildir;
}

/** Runs mbsync, which tells every line that it and the server exchange. */
async function sync(desk: Desk, name = MAILDIR): Promise<Moved> {
  const { stdout } = await desk.run("mbsync", ["-Dn", "-c", `${name}.rc`, "all"]);
  const count = (command: RegExp) => stdout.match(command)?.length ?? 0;
  return {
    fetched: count(/>>> \d+ UID FETCH \d+ \(.*BODY\.PEEK\[\]\)/g),
    appended: count(/>>> \d+ APPEND /g),
  };
}

/** The files of the messages in the Maildir, by path. */
async function files(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await files(path));
    else if (/\/(?:cur|new)$/.test(folder)) found.push(path);
  }
  return found.sort();
}

/** Digests of the messages in files, sorted. */
async function digestsIn(paths: readonly string[]): Promise<string[]> {
  const contents = await Promise.all(paths.map((path) => Deno.readFile(path)));
  return contents.map(digestOf).sort();
}

/** The files of the messages in a Maildir by their numbers. */
async function filesByNumber(maildir: string): Promise<(number: number) => string> {
  const known = new Map<number, string>();
  for (const path of await files(maildir)) {
    const [, number] = /^Subject: Numero (\d+)$/m.exec(await Deno.readTextFile(path)) ?? [];
    known.set(Number(number), path);
  }
  return (number) => {
    const path = known.get(number);
    if (path === undefined) throw new Error(`Cannot find the message ${number}: it is not there`);
    return path;
  };
}

/** Gives a message other flags, as a program that reads the Maildir does. */
async function mark(path: string, letters: string): Promise<void> {
  const [name] = basename(path).split(":2,");
  await Deno.rename(path, join(dirname(path), "..", "cur", `${name}:2,${letters}`));
}

/** Writes read messages into a folder of the Maildir, which may be a new one. */
async function putIntoFolder(folder: string, contents: readonly Uint8Array[]): Promise<void> {
  for (const name of ["cur", "new", "tmp"]) {
    await Deno.mkdir(join(folder, name), { recursive: true });
  }
  for (const [index, content] of contents.entries()) {
    const text = new TextDecoder().decode(content).replaceAll("\r\n", "\n");
    await Deno.writeTextFile(join(folder, "cur", `${index}.new.alfa:2,S`), text);
  }
}

const flagsOf = (desk: Desk, user: string) =>
  desk.holdings(user).flatMap(({ messages }) =>
    messages.filter(({ flags }) => flags !== " ").map(({ uid, flags }) => [uid, flags.trim()])
  );

const available = await installed("mbsync", "--version");

Deno.test({
  name: "mbsync: 1,000 messages in both directions, and nothing twice (needs mbsync)",
  ignore: !available,
  async fn(t) {
    await using desk = await Desk.open();
    const login = await desk.account("elena");
    const { user } = login;
    const maildir = await layOut(desk, login, MAILDIR);
    const contents: Uint8Array[] = [];
    for (const [folder, count] of Object.entries(FOLDERS)) {
      contents.push(...await desk.fill(user, folder, contents.length + 1, count));
    }
    const uids = () =>
      desk.holdings(user).flatMap(({ messages }) => messages.map(({ uid }) => uid));
    const nothing = { fetched: 0, appended: 0 };

    await t.step("the first time everything comes", async () => {
      expect(await sync(desk)).toEqual({ fetched: 1000, appended: 0 });
      expect(await digestsIn(await files(maildir))).toEqual(contents.map(digestOf).sort());
    });
    await t.step("the second time nothing does, and nothing happens to the mailbox", async () => {
      const before = {
        events: await desk.eventsOf(user),
        uids: uids(),
        files: await files(maildir),
      };
      expect(await sync(desk)).toEqual(nothing);
      expect({ events: await desk.eventsOf(user), uids: uids(), files: await files(maildir) })
        .toEqual(before);
    });
    await t.step("flags go both ways", async () => {
      const fileOf = await filesByNumber(maildir);
      await mark(fileOf(17), "RS");
      await mark(fileOf(600), "F");
      const change = { add: ["\\Flagged", "\\Seen"], remove: [] };
      await desk.send(user, { type: "flag", folder: 1, uids: [3], change, unchangedSince: null });
      expect(await sync(desk)).toEqual(nothing);
      expect(basename((await filesByNumber(maildir))(3))).toMatch(/:2,FS$/);
      expect(flagsOf(desk, user)).toEqual([
        [3, "\\Flagged \\Seen"],
        [17, expect.stringMatching(/^\\(?:Answered \\Seen|Seen \\Answered)$/)],
        [600, "\\Flagged"],
      ]);
    });
    await t.step("a new folder with 200 messages goes to the provider", async () => {
      const written = Array.from({ length: 200 }, (_, index) => numbered(5000 + index));
      await putIntoFolder(join(maildir, "Clienti", "Rossi"), written);
      expect(await sync(desk)).toEqual({ fetched: 0, appended: 200 });
      const { messages } = desk.holding(user, "Clienti/Rossi");
      const filed = await Promise.all(messages.map(({ uid }) => desk.contentOf(user, uid)));
      expect(filed.map(digestOf).sort()).toEqual(written.map(digestOf).sort());
      expect(new Set(messages.map(({ flags }) => flags))).toEqual(new Set([" \\Seen "]));
      contents.push(...written);
    });
    await t.step("new messages and deletions go both ways", async () => {
      await Deno.remove((await filesByNumber(maildir))(21));
      const keepUntil = desk.providers.clock.now() + HOUR;
      await desk.send(user, { type: "remove", uids: [22, 601], keepUntil });
      const written = numbered(5500);
      await putIntoFolder(join(maildir, "Inviata"), [written]);
      const [delivered] = await desk.fill(user, "INBOX", 6000, 1);
      expect(await sync(desk)).toEqual({ fetched: 1, appended: 1 });
      const expected = contents.filter((_, index) => ![20, 21, 600].includes(index))
        .concat(written, delivered!).map(digestOf).sort();
      expect(await digestsIn(await files(maildir))).toEqual(expected);
      expect(uids().filter((uid) => [21, 22, 601].includes(uid))).toEqual([]);
      expect(uids().length).toBe(expected.length);
    });
    await t.step("after that nothing is left to do", async () => {
      const before = await desk.eventsOf(user);
      expect(await sync(desk)).toEqual(nothing);
      expect(await desk.eventsOf(user)).toBe(before);
    });
  },
});

/** The messages of a Maildir with their flags, sorted. */
async function contentsOf(maildir: string): Promise<string[]> {
  const found = (await files(maildir)).map(async (path) => {
    const [, letters = ""] = basename(path).split(":2,");
    return `${digestOf(await Deno.readFile(path))} ${letters}`;
  });
  return (await Promise.all(found)).sort();
}

Deno.test({
  name: "mbsync: two computers that change one mailbox at once come to the same (needs mbsync)",
  ignore: !available,
  async fn() {
    await using desk = await Desk.open();
    const login = await desk.account("elena");
    await desk.fill(login.user, "INBOX", 1, 90);
    const names = ["ufficio", "casa"];
    const both = () => Promise.all(names.map((name) => sync(desk, name)));
    const [office, home] = await Promise.all(names.map((name) => layOut(desk, login, name)));
    await both();
    for (let round = 0; round < 3; round++) {
      const [here, there] = [await filesByNumber(office!), await filesByNumber(home!)];
      for (let number = round + 1; number <= 30; number += 3) {
        await Deno.remove(here(number));
        await Deno.remove(there(number + 30));
        await mark(here(number + 60), "F");
        await mark(there(number + 60), "S");
      }
      await both();
    }
    for (const name of [...names, ...names]) await sync(desk, name);
    const held = desk.holding(login.user, "INBOX").messages;
    expect(held.length).toBe(30);
    expect(new Set(held.map(({ flags }) => flags.trim().split(" ").sort().join(" "))))
      .toEqual(new Set(["\\Flagged \\Seen"]));
    expect(await contentsOf(office!)).toEqual(await contentsOf(home!));
    expect(await contentsOf(home!)).toHaveLength(30);
  },
});
