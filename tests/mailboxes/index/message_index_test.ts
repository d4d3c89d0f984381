/**
 * The index as a cache: it may be behind, away, damaged or another one's.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { expect } from "expect";
import type { FactName } from "../../../adapters/mailboxes/index/message_index.ts";
import type { MailboxEvent } from "../../../events/mailbox.ts";
import { ANNA, message, withIndex, type Workplace } from "./support.ts";

const NAMES: readonly FactName[] = [
  "envelope",
  "body",
  "bodystructure",
  "preview",
  "header",
  "sentDay",
  "sortKeys",
];

const WITH_DATE = message("Ciao", "Buongiorno", ["Date: Sat, 21 Nov 2026 23:30:00 -0500"]);
const STRANGE = [
  "",
  "\r\n\r\n",
  "no header\0",
  "Content-Type: multipart/mixed; boundary=x\r\n\r\n",
  "Content-Type: message/rfc822\r\n\r\n",
  `${"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(200)}`,
  new Uint8Array(3000).map((_, at) => at * 7),
  `X-Long: ${"x".repeat(70_000)}\r\n\r\nbody`,
];

/** How many messages the database holds. */
function rows({ folder }: Workplace, table = "messages"): number {
  const database = new DatabaseSync(`${folder}/index.db`, { readOnly: true });
  try {
    return Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"]);
  } finally {
    database.close();
  }
}

Deno.test("facts are the same whether the index has them or not, of any octets", async () => {
  await withIndex(async (place) => {
    const refs = await place.store([WITH_DATE, ...STRANGE]);
    await place.closeIndex();
    await place.openIndex();
    // Few at a time are read directly.
    const direct = new Map<number, unknown>();
    for (const ref of refs) {
      for (const [email, facts] of await place.index.facts(ANNA, [ref], NAMES)) {
        direct.set(email, facts);
      }
    }
    await place.index.caughtUp();
    expect(rows(place)).toBe(refs.length);
    const indexed = await place.index.facts(ANNA, refs, NAMES);
    expect([...indexed]).toEqual([...direct]);
    expect(indexed.get(1)).toMatchObject({ preview: "Buongiorno", sentDay: 20_778 });
    expect(indexed.get(refs.length)?.header).toBe(null);
    expect(place.log).toEqual([]);
  });
});

Deno.test("many messages that the index has not reached are taken in first", async () => {
  await withIndex(async (place) => {
    const refs = await place.store(Array.from({ length: 120 }, () => WITH_DATE));
    const facts = await place.index.facts(ANNA, refs.toReversed(), ["preview"]);
    expect(facts.size).toBe(120);
    expect(rows(place)).toBe(120);
  });
});

Deno.test("several who ask for the same messages at once get them all", async () => {
  await withIndex(async (place) => {
    const refs = await place.store(Array.from({ length: 60 }, () => WITH_DATE));
    const found = await Promise.all([
      ...Array.from(
        { length: 4 },
        () => place.index.search(ANNA, refs, { kind: "body", text: "giorno" }),
      ),
      place.index.facts(ANNA, refs, ["preview"]),
      place.index.caughtUp(),
    ]);
    expect(found.map((each) => each?.size)).toEqual([60, 60, 60, 60, 60, undefined]);
    expect(rows(place)).toBe(60);
  });
});

Deno.test("messages that are gone have no facts", async () => {
  await withIndex(async (place) => {
    const [known] = await place.store([WITH_DATE]);
    const messages = [known!, { uid: 7, email: 7 }];
    expect([...(await place.index.facts(ANNA, messages, ["preview"])).keys()]).toEqual([1]);
  });
});

Deno.test("after a restart the index goes on where it was", async () => {
  await withIndex(async (place) => {
    await place.store([WITH_DATE]);
    await place.index.caughtUp();
    await place.closeIndex();
    // What follows shows that the first message is not read again.
    const database = new DatabaseSync(`${place.folder}/index.db`);
    database.exec("UPDATE structures SET preview = 'kept'");
    database.close();
    const refs = await place.store([WITH_DATE]);
    await place.openIndex();
    await place.index.caughtUp();
    const facts = await place.index.facts(ANNA, [{ uid: 1, email: 1 }, ...refs], ["preview"]);
    expect([...facts.values()].map(({ preview }) => preview)).toEqual(["kept", "Buongiorno"]);
  });
});

/** What may have become of the file while nobody had it open. */
const MISHAPS: Readonly<Record<string, (file: string) => void>> = {
  "missing": (file) => Deno.removeSync(file),
  "no database": (file) => Deno.writeTextFileSync(file, "no database ".repeat(1000)),
  "cut off": (file) => Deno.truncateSync(file, 30_000),
  "of another release": (file) => {
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 99");
    database.close();
  },
  "of another log": (file) => {
    const database = new DatabaseSync(file);
    database.exec("UPDATE checkpoint SET at = at + 1; UPDATE structures SET preview = 'other'");
    database.close();
  },
  "ahead of the log": (file) => {
    const database = new DatabaseSync(file);
    database.exec("UPDATE checkpoint SET position = 9000; DELETE FROM messages");
    database.close();
  },
};

for (const [name, befall] of Object.entries(MISHAPS)) {
  Deno.test(`an index that is ${name} is built anew`, async () => {
    await withIndex(async (place) => {
      const refs = await place.store(Array.from({ length: 30 }, () => WITH_DATE));
      await place.index.caughtUp();
      await place.closeIndex();
      befall(`${place.folder}/index.db`);
      await place.openIndex();
      await place.index.caughtUp();
      expect(rows(place)).toBe(30);
      const found = await place.index.search(ANNA, refs, { kind: "text", text: "buongiorno" });
      expect(found.size).toBe(30);
      const facts = await place.index.facts(ANNA, refs, ["preview"]);
      expect(new Set([...facts.values()].map(({ preview }) => preview)))
        .toEqual(new Set(["Buongiorno"]));
    });
  });
}

Deno.test("an index that is damaged while it is open is built anew", async () => {
  await withIndex(async (place) => {
    const refs = await place.store(Array.from({ length: 400 }, () => WITH_DATE));
    await place.index.caughtUp();
    const file = `${place.folder}/index.db`;
    const { size } = Deno.statSync(file);
    const disk = Deno.openSync(file, { write: true });
    disk.seekSync(8192, Deno.SeekMode.Start);
    disk.writeSync(new Uint8Array(size - 8192).fill(0xee));
    disk.close();
    const wal = Deno.openSync(`${file}-wal`, { write: true });
    wal.writeSync(new Uint8Array(Deno.statSync(`${file}-wal`).size).fill(0xee));
    wal.close();
    expect((await place.index.facts(ANNA, refs, ["preview"])).size).toBe(400);
    const found = await place.index.search(ANNA, refs, { kind: "text", text: "buongiorno" });
    expect(found.size).toBe(400);
  });
});

Deno.test("purged messages leave the index", async () => {
  await withIndex(async (place) => {
    await place.openAccount();
    await place.store([WITH_DATE, WITH_DATE, WITH_DATE]);
    const gone = (event: Record<string, unknown>) => ({ at: 5_000, ...event }) as MailboxEvent;
    await place.append([
      gone({ type: "mailbox.moved", from: 1, to: 4, uids: "2", first: 4 }),
      gone({ type: "mailbox.expunged", folder: 4, uids: "4", until: 6_000 }),
      gone({ type: "mailbox.purged", uids: "4" }),
    ]);
    await place.index.caughtUp();
    expect(rows(place)).toBe(2);
    expect(rows(place, "bodies")).toBe(2);
    const database = new DatabaseSync(`${place.folder}/index.db`, { readOnly: true });
    const left = database.prepare("SELECT rowid % 4294967296 AS n FROM trigrams('BUO')").all();
    database.close();
    expect(left.map(({ n }) => n)).toEqual([1, 3]);
  });
});
