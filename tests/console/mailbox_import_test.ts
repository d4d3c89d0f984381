/**
 * Importing messages, and exporting them to other formats.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { exportMaildir, exportMbox } from "../../adapters/console/mailbox_export.ts";
import { importMessages } from "../../adapters/console/mailbox_import.ts";
import { readMbox } from "../../adapters/console/mail_files/mbox.ts";
import { octetsOf } from "../../adapters/documents/mime/octets.ts";
import { namesIn } from "../storage/temporary.ts";
import { ANNA, benched, BRUNO, mboxOf } from "./mailbox_bench.ts";

const NOTHING = { stored: 0, known: 0, failed: 0, full: null };

Deno.test(
  "an mbox is imported with its dates and CRLF, and once",
  benched(async (bench, folder) => {
    const file = join(folder, "a.mbox");
    await Deno.writeTextFile(file, mboxOf(120));
    expect(await bench.import(file)).toEqual({ ...NOTHING, stored: 120 });
    const [first] = await bench.storage.queries.mailboxEntries(ANNA);
    expect(first).toMatchObject({
      uid: 1,
      folder: "INBOX",
      kind: "imported",
      pecId: "",
      subject: "n. 0",
      messageId: "<0@beta.example>",
      received: Date.UTC(2026, 10, 20, 12),
      flags: [],
    });
    expect((await bench.texts())[1])
      .toBe("Subject: n. 1\r\nMessage-ID: <1@beta.example>\r\n\r\nFrom here\r\nx\r\n");
    expect(await bench.import(file)).toEqual({ ...NOTHING, known: 120 });
    expect(await bench.import(file, { folder: "Archivio/2026" }))
      .toEqual({ ...NOTHING, stored: 120 });
    expect((await bench.contents(ANNA)).length).toBe(240);
    expect(bench.storage.mailboxes.subscriptions(ANNA)).toContain("Archivio/2026");
  }),
);

Deno.test(
  "what was moved or deleted since is not imported again",
  benched(async (bench, folder) => {
    const file = join(folder, "a.mbox");
    await Deno.writeTextFile(file, mboxOf(3));
    await bench.import(file);
    await bench.send({ type: "move", from: 1, to: 4, uids: [1] });
    await bench.send({ type: "remove", uids: [2], keepUntil: 2e12 });
    expect(await bench.import(file)).toEqual({ ...NOTHING, known: 3 });
  }),
);

Deno.test(
  "from mbox to Maildir to another mailbox: the same bytes, folders, dates and flags",
  benched(async (bench, folder) => {
    const [mbox, maildir] = [join(folder, "a.mbox"), join(folder, "maildir")];
    await Deno.writeTextFile(mbox, mboxOf(12));
    await bench.import(mbox);
    await bench.send({ type: "make-folder", name: "Clienti/Rossi & C. s.r.l." });
    await bench.send({ type: "move", from: 1, to: 8, uids: [1, 2, 3] });
    await bench.send({ type: "move", from: 1, to: 2, uids: [4] });
    const flag = async (folder: number, uids: number[], add: string[]) =>
      await bench.send({
        type: "flag",
        folder,
        uids,
        change: { add, remove: [] },
        unchangedSince: null,
      });
    await flag(8, [13, 14], ["\\Seen", "$PecReceipt", "\\Flagged"]);
    await flag(8, [14, 15], ["progetto-7", "$Forwarded"]);
    await flag(1, [5, 7], ["\\Draft", "\\Deleted", "\\Answered"]);
    const tools = { ...bench, address: ANNA, target: maildir };
    expect(await exportMaildir(tools)).toBe(12);
    expect(await bench.import(maildir, { address: BRUNO })).toEqual({ ...NOTHING, stored: 12 });
    const sorted = async (address: string) =>
      (await bench.contents(address)).map((entry) => JSON.stringify(entry)).sort();
    expect(await sorted(BRUNO)).toEqual(await sorted(ANNA));
    // Within another folder, again from the start.
    const within = await bench.import(maildir, { address: BRUNO, folder: "Archivio" });
    expect(within).toEqual({ ...NOTHING, stored: 12 });
    expect(bench.storage.mailboxes.folders(BRUNO).map(({ name }) => name))
      .toContain("Archivio/Clienti/Rossi & C. s.r.l.");
  }),
);

Deno.test(
  "a Maildir is exported once, and flags in it follow those of the mailbox",
  benched(async (bench, folder) => {
    const [mbox, maildir] = [join(folder, "a.mbox"), join(folder, "maildir")];
    await Deno.writeTextFile(mbox, mboxOf(3));
    await bench.import(mbox);
    const tools = { ...bench, address: ANNA, target: maildir };
    await exportMaildir(tools);
    const cur = join(maildir, "cur");
    const [first, second] = namesIn(cur);
    expect(first).toMatch(/^1\d{9}\.U1\.ceralacca,S=\d+:2,$/);
    await Deno.remove(join(cur, second!));
    await bench.send({
      type: "flag",
      folder: 1,
      uids: [1],
      change: { add: ["\\Seen", "a"], remove: [] },
      unchangedSince: null,
    });
    expect(await exportMaildir(tools)).toBe(3);
    expect(namesIn(cur).length).toBe(3);
    expect(namesIn(cur)[0]).toBe(`${first}Sa`);
    expect(namesIn(join(maildir, "tmp"))).toEqual([]);
    await Deno.writeTextFile(join(cur, `${first}Sa`), "something else");
    await expect(exportMaildir(tools)).rejects.toThrow("it holds something else");
  }),
);

Deno.test(
  "an mbox that was cut off is written on; one that holds something else is left",
  benched(async (bench, folder) => {
    const [mbox, target] = [join(folder, "a.mbox"), join(folder, "export")];
    await Deno.writeTextFile(mbox, mboxOf(40));
    await bench.import(mbox);
    await bench.send({ type: "make-folder", name: "../fuori" });
    const tools = { ...bench, address: ANNA, target };
    expect(await exportMbox(tools)).toBe(40);
    expect(namesIn(folder)).toEqual(["a.mbox", "export"]);
    expect(namesIn(target)).toContain("%2E.%2Ffuori.mbox");
    const inbox = join(target, "INBOX.mbox");
    const whole = await Deno.readTextFile(inbox);
    for (const length of [0, 1, 1000, whole.length - 1, whole.length]) {
      await Deno.truncate(inbox, length);
      expect(await exportMbox(tools)).toBe(40);
      expect(await Deno.readTextFile(inbox)).toBe(whole);
    }
    // What has come since is added.
    await Deno.writeTextFile(mbox, mboxOf(41));
    await bench.import(mbox);
    expect(await exportMbox(tools)).toBe(41);
    expect(await Deno.readTextFile(inbox)).toContain(whole);
    for (const other of [`${await Deno.readTextFile(inbox)}more`, whole.replace("here", "HERE")]) {
      await Deno.writeTextFile(inbox, other);
      await expect(exportMbox(tools)).rejects.toThrow("it holds something else");
      expect(await Deno.readTextFile(inbox)).toBe(other);
    }
    await Deno.writeTextFile(inbox, whole);
    expect(await bench.import(target, { address: BRUNO })).toMatchObject({ stored: 40 });
  }),
);

Deno.test(
  ".eml files bear their own date, or that of the file",
  benched(async (bench, folder) => {
    const date = "Date: Sat, 21 Nov 2026 10:00:00 +0100\n";
    await Deno.writeTextFile(join(folder, "1.eml"), `${date}Subject: uno\n\nCiao\n`);
    await Deno.writeTextFile(join(folder, "2.eml"), "Subject: =?utf-8?q?perch=C3=A9?=\n\nCiao");
    await Deno.utime(join(folder, "2.eml"), 1_700_000_000, 1_700_000_000);
    // No message has come tomorrow.
    await Deno.writeTextFile(join(folder, "3.eml"), "Date: 1 Jan 2030 10:00\nSubject: tre\n\n");
    await Deno.utime(join(folder, "3.eml"), 4_000_000_000, 4_000_000_000);
    await Deno.writeTextFile(join(folder, "notes.txt"), "none");
    expect(await bench.import(folder)).toEqual({ ...NOTHING, stored: 3 });
    expect(await bench.contents(ANNA)).toMatchObject([
      { subject: "uno", received: Date.UTC(2026, 10, 21, 9) },
      { subject: "perché", received: 1_700_000_000_000 },
      { subject: "tre", received: bench.clock.now() },
    ]);
    expect((await bench.texts())[1]).toBe("Subject: =?utf-8?q?perch=C3=A9?=\r\n\r\nCiao");
    expect(await bench.import(join(folder, "1.eml"), { address: BRUNO }))
      .toEqual({ ...NOTHING, stored: 1 });
  }),
);

Deno.test(
  "what cannot be imported is named, and the rest goes on",
  benched(async (bench, folder) => {
    for (const name of ["cur", "new", ".Bad&AOk/cur", ".a%/cur", ".INBOX.x/cur", ".Sub/new"]) {
      await Deno.mkdir(join(folder, name), { recursive: true });
    }
    await Deno.writeTextFile(join(folder, "cur", "1:2,S"), "Subject: 1\n\n");
    await Deno.writeTextFile(join(folder, "cur", "2:2,S"), "");
    await Deno.symlink("/etc/hostname", join(folder, "cur", "3:2,S"));
    await Deno.writeTextFile(join(folder, "cur", "4:2,S"), "x".repeat(1001));
    await Deno.writeTextFile(join(folder, "new", "5"), "Subject: 5\n\n");
    await Deno.writeTextFile(join(folder, ".a%", "cur", "6"), "Subject: 6\n\n");
    await Deno.writeTextFile(join(folder, ".Sub", "new", "7"), "Subject: 7\n\n");
    const report = await bench.import(folder, { quota: 1000 });
    expect(report).toEqual({ ...NOTHING, stored: 3, failed: 5 });
    expect(bench.lines).toEqual([
      `Cannot import ${folder}/cur/2:2,S: it is empty`,
      `Cannot import ${folder}/cur/3:2,S: it is no regular file`,
      `Cannot import ${folder}/cur/4:2,S: it is larger than the mailbox may be`,
      `Cannot import ${folder}/.Bad&AOk: its name cannot be read`,
      `Cannot import ${folder}/.a%/cur/6: its folder a% cannot be: ` +
      "the name holds %, * or a control character",
    ]);
    expect(await bench.contents(ANNA)).toMatchObject([
      { subject: "1", flags: ["\\Seen"], folder: "INBOX" },
      { subject: "5", flags: [], folder: "INBOX" },
      { subject: "7", flags: [], folder: "Sub" },
    ]);
  }),
);

Deno.test(
  "nothing can be imported where there is no mail",
  benched(async (bench, folder) => {
    await expect(bench.import(folder)).rejects.toThrow(`Cannot import ${folder}: it is no Maildir`);
    await expect(bench.import(join(folder, "none"))).rejects.toThrow(
      new Error(
        `Cannot import ${folder}/none: there is no such file or folder. ` +
          "Name an mbox, a Maildir or .eml files that can be read",
      ),
    );
    await Deno.writeTextFile(join(folder, "empty"), "");
    await expect(bench.import(join(folder, "empty"))).rejects.toThrow("it is empty");
    await Deno.writeTextFile(join(folder, "a.mbox"), "Subject: none\n\n");
    expect(await bench.import(folder)).toEqual({ ...NOTHING, failed: 1 });
    expect(bench.lines).toEqual([
      `Cannot import ${folder}/a.mbox: its first line does not begin with From, and a date`,
    ]);
  }),
);

Deno.test(
  "a file that holds no message is named, and nothing of it is stored",
  benched(async (bench, folder) => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => (index * 167 + 200) % 256);
    const refused = async (name: string, content: Uint8Array | string, fault: string) => {
      const file = join(folder, name);
      await Deno.writeFile(file, typeof content === "string" ? octetsOf(content) : content);
      expect(await bench.import(file)).toEqual({ ...NOTHING, failed: 1 });
      expect(bench.lines.splice(0)).toEqual([`Cannot import ${file}: ${fault}`]);
    };
    const noHeader = "it does not begin with a header field, as a message does";
    const noFrom = "its first line does not begin with From, and a date";
    await refused("README.md", "# A project\n\nNote: it is good.\n", noHeader);
    await refused("random.eml", bytes, noHeader);
    await refused("random.mbox", bytes, noFrom);
    await refused("letter", "From the beginning it was good.\n", noFrom);
    await refused("mail.mbox", "Subject: no mbox\n\n", noFrom);
    const mail = join(folder, "mail");
    await Deno.mkdir(mail);
    await Deno.writeTextFile(join(mail, "1.eml"), "Dear Anna,\n\nSubject: none\n");
    await Deno.writeTextFile(join(mail, "2.eml"), "Subject: 2\n\n");
    expect(await bench.import(mail)).toEqual({ ...NOTHING, stored: 1, failed: 1 });
    expect(bench.lines).toEqual([`Cannot import ${mail}/1.eml: ${noHeader}`]);
  }),
);

Deno.test(
  "a full mailbox ends the import; with more room it goes on where it ended",
  benched(async (bench, folder) => {
    const file = join(folder, "a.mbox");
    await Deno.writeTextFile(file, mboxOf(100));
    const report = await bench.import(file, { quota: 5000 });
    expect(report).toMatchObject({ known: 0, failed: 0, full: expect.stringMatching(/of 5000/) });
    expect(report.stored).toBeGreaterThan(50);
    const held = await bench.contents(ANNA);
    expect(held.length).toBe(report.stored);
    expect(await bench.import(file)).toEqual({
      ...NOTHING,
      stored: 100 - report.stored,
      known: report.stored,
    });
    const subjects = (await bench.contents(ANNA)).map((entry) => {
      return (entry as { subject: string }).subject;
    });
    expect(subjects).toEqual(Array.from({ length: 100 }, (_, index) => `n. ${index}`));
  }),
);

Deno.test(
  "a line of 200 MB is imported without being held in memory",
  benched(async (bench) => {
    const chunk = new Uint8Array(64 * 1024).fill(0x61);
    const before = memory();
    let most = 0;
    async function* hostile() {
      yield octetsOf("From a@b Sat Nov 21 09:30:00 2026\n");
      for (let count = 0; count < 3200; count++) {
        yield await Promise.resolve(chunk);
        most = Math.max(most, memory() - before);
      }
    }
    async function* found() {
      for await (const message of readMbox(hostile())) {
        yield { ...message, place: "", folder: "INBOX", flags: [], written: null };
      }
    }
    const { runtime, storage: { blobs }, progress } = bench;
    const tools = { runtime, blobs, address: ANNA, quota: 1e9, now: 0, progress };
    expect(await importMessages(tools, found())).toEqual({ ...NOTHING, stored: 1 });
    expect(bench.storage.mailboxes.usage(ANNA)).toBe(3200 * 64 * 1024);
    // What V8 lets lie around until it collects.
    expect(most).toBeLessThan(100_000_000);
  }),
);

function memory(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}
