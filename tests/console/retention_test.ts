/**
 * What is old enough goes for good, and nothing else.
 *
 * @module
 */
import { expect } from "expect";
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { custody, CUSTODY_KEY } from "../../actors/custody.ts";
import { outgoing } from "../../actors/outgoing.ts";
import { erase, planErasure } from "../../adapters/console/retention.ts";
import { verifyConsistency, verifyInclusion } from "../../adapters/merkle/proofs.ts";
import { leafHash } from "../../adapters/merkle/hash.ts";
import { logFiles, openLogFolder } from "../../adapters/notary/log_folder.ts";
import { Notary } from "../../adapters/notary/notary.ts";
import { proofsAt } from "../../adapters/notary/proofs.ts";
import { openStorageReadOnly } from "../../adapters/storage/sqlite/open.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import type { AgedMessage } from "../../adapters/storage/retention.ts";
import type { ReadOnlyStorage } from "../../adapters/storage/storage.ts";
import type { Erased } from "../../events/custody.ts";
import { HOUR } from "../../events/instant.ts";
import { startOfLegalDay } from "../../events/legal_day.ts";
import { House } from "../days/house.ts";
import { signer } from "../notary/desk.ts";
import { dumpFolder } from "../projections/tables.ts";
import { withFolder } from "../storage/temporary.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { Archive, arrival, filesIn, foundIn, LONG_AGO, TODAY } from "./old_messages.ts";

const ERASED = "event.erased";

function archived(test: (archive: Archive) => Promise<void>): () => Promise<void> {
  return () =>
    withFolder(async (folder) => {
      await using archive = await Archive.open(folder);
      await test(archive);
    });
}

/** The texts that a message leaves wherever it is written down. */
function marksOf(name: string): string[] {
  return ["content", "sender", "recipient", "subject", "receipt"].map((what) => `${name}-${what}`);
}

async function planned(storage: ReadOnlyStorage, before: number) {
  const names: string[] = [];
  const plan = await planErasure(storage, before, ({ pecId, streams }: AgedMessage) => {
    names.push(pecId === "" ? streams.join() : pecId);
  });
  return { names, ...plan };
}

/** What the projections have become is what a replay of the log makes of them. */
async function expectRebuilt({ folder, storage }: Archive): Promise<void> {
  await storage.projected();
  const live = dumpFolder(folder);
  await storage.rebuild();
  expect(dumpFolder(folder)).toEqual(live);
}

Deno.test(
  "scheduled messages go with what was sent, and by themselves where nothing was",
  archived(async (archive) => {
    const { storage, before } = archive;
    await archive.message("sent");
    await archive.scheduled("sent", ["scheduled.released", "scheduled.sent"]);
    await archive.scheduled("off", ["scheduled.cancelled"]);
    await archive.scheduled("late", ["scheduled.cancelled"], before);
    await archive.scheduled("waiting", [], LONG_AGO, TODAY);
    await archive.scheduled("held", ["scheduled.cancelled"]);
    await archive.custody("hold", "held");
    await storage.projected();
    const { names, ...plan } = await planned(storage, before);
    expect(names).toEqual(["sent@alfa.example", "off@alfa.example"]);
    expect(plan).toMatchObject({ messages: 2, events: 4 + 3 + 2, held: 1, blobs: 2 });
    await erase(archive.eraser(), before);
    await storage.projected();
    expect((await planned(storage, before)).names).toEqual([]);
    for (const [name, gone] of [["sent", true], ["off", true], ["late", false]] as const) {
      const [first] = await storage.events.readStream(`scheduled-${name}`, 0, 1);
      expect([name, first!.event.type === ERASED]).toEqual([name, gone]);
    }
    await expectRebuilt(archive);
  }),
);

Deno.test(
  "only messages go of which everything is old, nothing is owed and nothing is held",
  archived(async (archive) => {
    const { storage, before } = archive;
    await archive.message("old");
    await archive.anomaly("anomaly");
    await archive.message("young", before);
    await archive.message("last", before - 10);
    await archive.message("late");
    await archive.append("incoming-late2", [arrival("late", [], before)]);
    await archive.message("owing");
    await storage.events.setWake("incoming-owing", TODAY);
    await archive.message("held");
    await archive.custody("hold", "held");
    await storage.projected();
    const { names, ...plan } = await planned(storage, before);
    expect(names).toEqual(["old@alfa.example", "incoming-anomaly", "last@alfa.example"]);
    expect(plan).toMatchObject({ messages: 3, events: 9, held: 1, days: [], blobs: 3 });

    await erase(archive.eraser(), before);
    const gone = ["outgoing-old@alfa.example", "incoming-old", "incoming-anomaly", "incoming-last"];
    for (const stream of gone) {
      expect(new Set(await archive.types(stream))).toEqual(new Set([ERASED]));
    }
    for (const name of ["young", "late", "owing", "held"]) {
      expect(await archive.types(`outgoing-${name}@alfa.example`)).not.toContain(ERASED);
      expect(await archive.types(`incoming-${name}`)).not.toContain(ERASED);
      expect(storage.trace.linesOf(`${name}@alfa.example`).length).toBeGreaterThan(3);
    }
    expect(storage.trace.linesOf("old@alfa.example")).toEqual([]);
    expect(await storage.queries.timelineOf("old@alfa.example")).toEqual([]);
    const listed = (await storage.queries.listMessages(9)).map(({ pecId }) => pecId.split("@")[0]);
    expect(listed.toSorted()).toEqual(["held", "late", "owing", "young"]);
    expect((await archive.types("custody-messages")).at(-1)).toBe("custody.erased");
    expect((await planned(storage, before)).names).toEqual([]);
    await expectRebuilt(archive);
  }),
);

Deno.test(
  "a dry run changes no file",
  archived(async (archive) => {
    const { folder, clock } = archive;
    await archive.message("old");
    await archive.message("large");
    await archive.storage.projected();
    await archive.storage.emptyJournal();
    const hashes = () =>
      [...filesIn(folder)].filter((path) => !/-(?:shm|wal)$/.test(path)).sort().map((path) => [
        path,
        createHash("sha256").update(Deno.readFileSync(path)).digest("hex"),
      ]);
    const hashed = hashes();
    const storage = await openStorageReadOnly(folder, clock);
    expect((await planned(storage, archive.before)).names.length).toBe(2);
    await storage.close();
    await archive.storage.emptyJournal();
    expect(hashes()).toEqual(hashed);
    await archive.message("new");
    await archive.storage.emptyJournal();
    expect(hashes()).not.toEqual(hashed);
  }),
);

Deno.test(
  "beside an open server, no octet of keys and texts is left in any file",
  archived(async (server) => {
    const { folder, storage, clock, before } = server;
    for (const name of ["old", "large"]) await server.message(name);
    await server.message("young", TODAY);
    await storage.projected();
    const keys = [...storage.log.entries(0, 99)]
      .filter(({ stream }) => /old|large/.test(stream)).map(({ key }) => key!);
    expect(keys.length).toBe(8);
    const marks = [...marksOf("old"), ...marksOf("large")];
    expect(foundIn(folder, marks)).toEqual(marks);
    expect(foundIn(folder, keys)).toEqual(keys);
    using database = new DatabaseSync(databaseFile(folder), { readOnly: true });
    const dataKeys = database.prepare("SELECT data_key FROM event_keys ORDER BY position").all()
      .slice(0, 8).map((row) => row["data_key"] as Uint8Array);
    database.close();

    await using command = await Archive.open(folder, clock);
    const removed = await erase(command.eraser(), before);
    expect(removed.blobs).toBe(2);
    expect(foundIn(folder, [...keys, ...dataKeys])).toEqual([]);
    expect(foundIn(folder, marks)).toEqual([]);
    expect(foundIn(folder, marksOf("young"))).toEqual(marksOf("young"));
    // The server goes on.
    await server.message("next", TODAY);
    await storage.projected();
    expect(storage.trace.linesOf("next@alfa.example").length).toBe(4);
  }),
);

Deno.test(
  "proofs of neighbours, and of what is erased, hold as before",
  archived(async (archive) => {
    const { folder, storage, clock } = archive;
    const log = { error: (event: string) => expect(event).toBe("nothing") };
    const notary = new Notary({ storage, folder: openLogFolder(folder), signer, clock, log });
    await archive.message("old");
    await archive.message("young", TODAY);
    const first = (await notary.advance())!;
    const entries = storage.log.entries(0, 99);
    await erase(archive.eraser(), archive.before);
    const last = (await notary.advance())!;
    expect(last.size).toBe(first.size + 1);
    const proofs = proofsAt(logFiles(folder), last);
    expect(verifyConsistency(first, last, proofs.consistency(first.size))).toBe(true);
    const after = storage.log.entries(0, 99);
    for (const { position, commitment } of entries) {
      const now = after[position - 1]!;
      expect(now.commitment).toEqual(commitment);
      const claim = { leaf: leafHash(now.commitment), index: position - 1, head: last };
      expect(verifyInclusion(claim, proofs.inclusion(position))).toBe(true);
    }
    expect(after.map(({ key }) => key === null)).toEqual(
      [true, true, true, true, false, false, false, false, false],
    );
  }),
);

Deno.test(
  "a hold stops erasure, also one that comes at the last moment; its release allows it",
  archived(async (archive) => {
    const { storage, runtime, before } = archive;
    await archive.message("old");
    const eraser = archive.eraser();
    await storage.projected();
    const messages = [...storage.retention.messagesIn(1, 99)];
    await archive.custody("hold", "old");
    const { refusal } = await runtime.send(custody, CUSTODY_KEY, {
      type: "erase",
      before,
      messages,
      days: [],
    });
    expect(refusal?.refused).toBe("held");
    await erase(eraser, before);
    expect(await archive.types("incoming-old")).toEqual(["incoming.envelope-received"]);
    await archive.custody("release", "old");
    await erase(eraser, before);
    expect(await archive.types("incoming-old")).toEqual([ERASED]);
  }),
);

Deno.test(
  "a stream to which something has happened meanwhile is not erased",
  archived(async (archive) => {
    const { storage, runtime, before } = archive;
    await archive.message("old");
    archive.eraser();
    await storage.projected();
    const messages = [...storage.retention.messagesIn(1, 99)];
    await storage.events.append({
      stream: "incoming-old",
      expectedVersion: 1,
      events: [arrival("old", [], before)],
      wake: null,
    });
    await expect(
      runtime.send(custody, CUSTODY_KEY, { type: "erase", before, messages, days: [] }),
    ).rejects.toThrow("Cannot erase incoming-old: something has happened to it since");
    expect(await archive.types("outgoing-old@alfa.example")).not.toContain(ERASED);
    expect(await archive.types("custody-messages")).toEqual([]);
  }),
);

Deno.test(
  "a late receipt for an erased message is refused; a late copy of one is a new arrival",
  archived(async (archive) => {
    const { runtime, storage, before } = archive;
    await archive.message("old");
    const receipt = {
      type: "delivered",
      recipient: "old-recipient@alfa.example",
      provider: "Alfa PEC",
      messageId: "<late@alfa.example>",
    } as const;
    await runtime.send(outgoing, "old@alfa.example", { type: "elapse" });
    await erase(archive.eraser(), before);
    const { refusal, events } = await runtime.send(outgoing, "old@alfa.example", receipt);
    expect({ refused: refusal?.refused, events }).toEqual({
      refused: "unknown-message",
      events: [],
    });
    await storage.events.append({
      stream: "incoming-old",
      expectedVersion: 1,
      events: [arrival("old", [], TODAY)],
      wake: null,
    });
    await storage.projected();
    expect(storage.trace.linesOf("old@alfa.example").length).toBe(1);
    await expectRebuilt(archive);
    archive.clock.advance(TODAY);
    await erase({ ...archive.eraser(), now: archive.clock.now() }, TODAY + 1);
    expect(await archive.types("incoming-old")).toEqual([ERASED, ERASED]);
    await expectRebuilt(archive);
  }),
);

Deno.test(
  "what a crash after the erasure has left is removed by the next run",
  archived(async (archive) => {
    const { folder, storage, runtime, before } = archive;
    await archive.message("large");
    const eraser = archive.eraser();
    await storage.projected();
    const messages = [...storage.retention.messagesIn(1, 99)];
    await runtime.send(custody, CUSTODY_KEY, { type: "erase", before, messages, days: [] });
    expect(foundIn(folder, ["large-content"])).toEqual(["large-content"]);
    expect((await erase(eraser, before)).blobs).toBe(1);
    expect(foundIn(folder, ["large-content"])).toEqual([]);
  }),
);

Deno.test(
  "a message of more streams than one erasure takes goes in portions",
  archived(async (archive) => {
    const { storage, before } = archive;
    await archive.message("old");
    const count = 1203;
    await Promise.all(Array.from({ length: count }, (_, index) => {
      return archive.append(`incoming-${index}`, [arrival("old", [], LONG_AGO + index)]);
    }));
    await storage.projected();
    expect((await planned(storage, before)).events).toBe(count + 4);
    await erase(archive.eraser(), before);
    expect(await archive.types("custody-messages"))
      .toEqual(["custody.erased", "custody.erased", "custody.erased"]);
    expect(await archive.types("incoming-1202")).toEqual([ERASED]);
    const facts = await storage.events.readStream("custody-messages", 0, 9);
    const events = facts.map(({ event }) => (event as unknown as { events: number }).events);
    expect(events.reduce((sum, one) => sum + one, 0)).toBe(count + 4);
    await expectRebuilt(archive);
  }),
);

Deno.test(
  "a message with a virus stays in the special storage for 30 months, and goes then",
  archived(async (archive) => {
    const { storage, folder, before } = archive;
    const found = { type: "incoming.virus-detected", at: LONG_AGO, signature: "Eicar" };
    await archive.anomaly("anomaly");
    await archive.message("virus");
    await storage.events.append({
      stream: "incoming-virus",
      expectedVersion: 1,
      events: [found],
      wake: null,
    });
    await erase(archive.eraser(), before - 48 * HOUR);
    expect((await storage.queries.listInfected()).map(({ stream }) => stream))
      .toEqual(["incoming-virus"]);
    expect(foundIn(folder, ["virus-content"])).toEqual(["virus-content"]);
    await erase(archive.eraser(), before);
    expect(await storage.queries.listInfected()).toEqual([]);
    expect(foundIn(folder, ["virus-content"])).toEqual([]);
  }),
);

Deno.test("the file of a day goes once nothing is left of what it names", () =>
  withFolder(async (folder) => {
    const days = ["2026-11-21", "2026-11-22"];
    const clock = new SimulatedClock(startOfLegalDay("2026-11-21") + HOUR);
    {
      await using house = await House.open(folder, clock);
      await house.begin("2026-11-21");
      await house.append("incoming-first", [arrival("first", [], clock.now())]);
      clock.advance(24 * HOUR);
      await house.append("incoming-second", [arrival("second", [], clock.now())]);
      clock.advance(24 * HOUR);
      await house.facts("log.day-sealed", 2);
    }
    clock.advance(startOfLegalDay("2029-05-24") - clock.now());
    await using archive = await Archive.open(folder, clock);
    const { storage } = archive;
    const before = startOfLegalDay("2026-11-24");
    await archive.custody("hold", "second");
    await storage.projected();
    expect(storage.retention.sealedDays()).toEqual(days);
    const plan = await planned(storage, before);
    expect(plan).toMatchObject({ names: ["first@alfa.example"], days: ["2026-11-21"], blobs: 2 });
    await erase(archive.eraser(), before);
    expect(storage.retention.sealedDays()).toEqual(["2026-11-22"]);
    const marks = ["first-sender", "second-sender"];
    expect(foundIn(folder, marks)).toEqual(["second-sender"]);
    await archive.custody("release", "second");
    await erase(archive.eraser(), before);
    expect(storage.retention.sealedDays()).toEqual([]);
    expect(foundIn(folder, marks)).toEqual([]);
    const facts = await storage.events.readStream("custody-messages", 0, 9);
    expect(facts.flatMap(({ event }) => (event as Partial<Erased>).days ?? [])).toEqual(days);
    await expectRebuilt(archive);
  }));

Deno.test(
  "to write the database anew leaves no copy in unused parts of it",
  archived(async (archive) => {
    const { folder, storage } = archive;
    await archive.message("kept");
    await storage.projected();
    {
      // As a page that SQLite has rearranged may keep one.
      using database = new DatabaseSync(databaseFile(folder));
      database.exec(`PRAGMA secure_delete = OFF; CREATE TABLE t (text TEXT);
        INSERT INTO t VALUES ('a remnant'); DROP TABLE t`);
    }
    await storage.emptyJournal();
    expect(foundIn(folder, ["a remnant"])).toEqual(["a remnant"]);
    await storage.compact();
    expect(foundIn(folder, ["a remnant"])).toEqual([]);
    expect(storage.trace.linesOf("kept@alfa.example").length).toBe(4);
    await archive.message("next");
    await expectRebuilt(archive);
  }),
);
