/**
 * imapflow, which uses most of what IMAP has learned since 2003: CONDSTORE, QRESYNC, IDLE, MOVE,
 * UIDPLUS, SPECIAL-USE, LIST-STATUS, OBJECTID, BINARY, COMPRESS.
 *
 * @module
 */
import { expect } from "expect";
import {
  type AppendResponseObject,
  type CopyResponseObject,
  type ExistsEvent,
  type ExpungeEvent,
  type FlagsEvent,
  ImapFlow,
  type MailboxObject,
  type StatusObject,
} from "imapflow";
import { Buffer } from "node:buffer";
import { once } from "node:events";
import { mailTo } from "../../flows/mail.ts";
import { Desk, HOST, type Login } from "./desk.ts";

/** Connects and logs in; the certificate is checked. */
async function connect(desk: Desk, { user, password }: Login, qresync: boolean): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: HOST,
    port: desk.ports.imaps,
    secure: true,
    tls: { ca: desk.providers.authority },
    auth: { user, pass: password },
    logger: false,
    qresync,
  });
  await client.connect();
  return client;
}

Deno.test("imapflow: two sessions on one mailbox, changes, and what was missed", async (t) => {
  await using desk = await Desk.open();
  const login = await desk.account("iris");
  const contents = await desk.fill(login.user, "INBOX", 1, 200);
  const watcher = await connect(desk, login, true);
  const other = await connect(desk, login, false);

  await t.step(
    "finds what the server can do, and where mail is sent, drafted and thrown",
    async () => {
      for (const one of ["QRESYNC", "MOVE", "UIDPLUS", "OBJECTID", "BINARY", "ESEARCH", "QUOTA"]) {
        expect(watcher.capabilities.get(one)).toBe(true);
      }
      expect([...watcher.enabled].sort()).toEqual([
        "CONDSTORE",
        "IMAP4REV2",
        "QRESYNC",
        "UTF8=ACCEPT",
      ]);
      const folders = await watcher.list({ statusQuery: { messages: true, unseen: true } });
      const uses = folders.map(({ path, specialUse }) => [path, specialUse]);
      expect(uses).toEqual(expect.arrayContaining([
        ["INBOX", "\\Inbox"],
        ["Inviata", "\\Sent"],
        ["Bozze", "\\Drafts"],
        ["Cestino", "\\Trash"],
      ]));
      expect(folders.find(({ path }) => path === "INBOX")?.status).toMatchObject({
        messages: 200,
        unseen: 200,
      });
    },
  );
  await t.step("fetches", async () => {
    await watcher.mailboxOpen("INBOX");
    const seen = await watcher.fetchAll("1:*", {
      uid: true,
      envelope: true,
      bodyStructure: true,
      flags: true,
    });
    expect(seen.map(({ envelope }) => envelope?.subject)).toEqual(
      contents.map((_, i) => `Numero ${i + 1}`),
    );
    const one = await watcher.fetchOne("17", { source: true, size: true });
    expect(one).toMatchObject({
      source: Buffer.from(contents[16]!),
      emailId: "M17",
      size: contents[16]!.length,
    });
    const { content } = await watcher.download("18", "1") as { content: AsyncIterable<Buffer> };
    const text = Buffer.concat(await Array.fromAsync(content)).toString();
    expect(text.replaceAll("\r\n", "\n")).toContain("Perché no? 18\n.\n..due punti\n");
  });
  await t.step("searches", async () => {
    expect(await watcher.search({ subject: "Numero 12" })).toEqual([
      12,
      120,
      121,
      122,
      123,
      124,
      125,
      126,
      127,
      128,
      129,
    ]);
    expect(await watcher.search({ body: "Perché no? 77" }, { uid: true })).toEqual([77]);
    expect(await watcher.search({ all: true }, { returnOptions: ["COUNT", "MAX"] })).toMatchObject({
      count: 200,
      max: 200,
    });
  });
  await t.step("hears at once, while it idles, what another session does", async () => {
    await other.mailboxOpen("INBOX");
    const idling = watcher.idle();
    const came = event<ExistsEvent>(watcher, "exists");
    const stored = await other.append("INBOX", mailTo("bruno@beta.example"), ["\\Seen"]);
    expect(await came).toMatchObject({ path: "INBOX", count: 201, prevCount: 200 });
    const { uid } = stored as AppendResponseObject;
    expect(uid).toBe(201);

    const marked = event<FlagsEvent>(watcher, "flags");
    await other.messageFlagsAdd([uid!], ["\\Flagged", "$Fattura"], { uid: true });
    expect(await marked).toMatchObject({
      seq: 201,
      flags: new Set(["\\Seen", "\\Flagged", "$Fattura"]),
    });

    const moved = event<ExpungeEvent>(watcher, "expunge");
    const { uidMap } = await other.messageMove([uid!], "Cestino", {
      uid: true,
    }) as CopyResponseObject;
    expect(uidMap).toEqual(new Map([[201, 202]]));
    expect(await moved).toMatchObject({ path: "INBOX", uid: 201, vanished: true });
    await watcher.noop();
    await idling;
  });
  await t.step("is told what it has missed, and nothing else", async () => {
    const { uidValidity } = watcher.mailbox as MailboxObject;
    await watcher.mailboxOpen("Bozze");
    const status = await watcher.status("INBOX", { highestModseq: true });
    const { highestModseq: changedSince } = status as StatusObject;
    await other.messageFlagsSet("7", ["\\Answered"]);
    await other.messageDelete("3:5");
    const [gone, flags]: [number[], number[]] = [[], []];
    watcher.on("expunge", ({ uid, earlier }: ExpungeEvent) => earlier && gone.push(uid!));
    watcher.on("flags", ({ uid }: FlagsEvent) => flags.push(uid!));
    // Its types do not know that it takes these.
    const known = { readOnly: false, changedSince, uidValidity };
    await watcher.mailboxOpen("INBOX", known);
    expect([gone, flags]).toEqual([[3, 4, 5], [7]]);
    const query = { uid: true, flags: true };
    const fetched = await watcher.fetchAll("1:*", query, {
      uid: true,
      changedSince: changedSince!,
    });
    expect(fetched.map(({ uid }) => uid)).toEqual([7]);
    expect(
      await watcher.messageFlagsAdd([7], ["\\Seen"], { uid: true, unchangedSince: changedSince! }),
    ).toBe(false);
    expect(flagsOf(desk, login, 7)).toBe(" \\Answered ");
  });
  await t.step("knows how much room there is", async () => {
    const quota = await other.getQuota("INBOX");
    expect(quota).toMatchObject({ storage: { limit: 999_999_488, usage: expect.any(Number) } });
  });
  await watcher.logout();
  await other.logout();
});

/** The next event of a name. */
async function event<Event>(client: ImapFlow, name: string): Promise<Event> {
  const [told] = await once(client, name, { signal: AbortSignal.timeout(30_000) });
  return told as Event;
}

function flagsOf(desk: Desk, { user }: Login, uid: number): string | undefined {
  return desk.holding(user, "INBOX").messages.find((one) => one.uid === uid)?.flags;
}

Deno.test("imapflow: what is filed before or after its submission stands once in Inviata", async () => {
  await using desk = await Desk.open();
  const { alfa, providers } = desk;
  const account = "anna@alfa.example";
  const client = await connect(desk, { user: account, password: alfa.passwordOf(account) }, false);
  const bruno = "bruno@beta.example";
  const file = (content: string) => client.append("Inviata", content, ["\\Seen"]);
  for (let number = 0; number < 10; number++) {
    const content = mailTo(bruno, `Message-ID: <${number}@client.example>`);
    if (number % 2 === 0) await file(content);
    await alfa.accept({ account, recipients: [bruno], content });
    if (number % 2 === 1) await file(content);
  }
  await providers.settled();
  expect(await client.status("Inviata", { messages: true, unseen: true }))
    .toMatchObject({ messages: 10, unseen: 0 });
  await client.logout();
});
