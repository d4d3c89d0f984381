/**
 * A batch that cannot be committed is not acknowledged and leaves nothing; the next one works.
 *
 * @module
 */
import { expect } from "expect";
import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { Committer } from "../../adapters/storage/sqlite/batch.ts";
import { BlobTable } from "../../adapters/storage/sqlite/blob_table.ts";
import { prepare } from "../../adapters/storage/sqlite/projector.ts";
import type { Change, Outcome } from "../../adapters/storage/sqlite/protocol.ts";
import { databaseFile, openForWriting } from "../../adapters/storage/sqlite/schema.ts";
import { Statements } from "../../adapters/storage/sqlite/statements.ts";
import { Writer } from "../../adapters/storage/sqlite/writer.ts";
import { projections } from "../../events/projections/projections.ts";
import { answered, gather, noise, outgoing, submitted, write } from "../contracts/samples.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { namesIn, withFolder, withStorage } from "./temporary.ts";

const inline = projections.filter(({ mode }) => mode === "inline");

function append(key: string, subject = "Oggetto"): Change {
  const events = [{ ...submitted(key), subject }];
  return { kind: "append", append: { stream: outgoing(key), expectedVersion: 0, events, wake: 1 } };
}

function failures(outcomes: readonly Outcome[]): (string | null)[] {
  return outcomes.map((outcome) => "failure" in outcome ? outcome.message : null);
}

async function withCommitter(
  test: (committer: Committer, database: DatabaseSync, folder: string) => void,
): Promise<void> {
  await withFolder((folder) => {
    const database = openForWriting(folder, "FULL");
    const statements = new Statements(database);
    prepare(statements, projections);
    test(
      new Committer(statements, new BlobTable(statements, folder), inline, randomBytes),
      database,
      folder,
    );
    database.close();
    return Promise.resolve();
  });
}

Deno.test("a full database fails the whole batch, and the next one works", () =>
  withCommitter((committer, database) => {
    const pages = Number(database.prepare("PRAGMA page_count").get()?.["page_count"]);
    database.exec(`PRAGMA max_page_count = ${pages + 4}`);
    const full = [append("1"), append("2", "x".repeat(50_000)), append("3")];
    expect(failures(committer.commit(full, 0)))
      .toEqual(Array(3).fill("Cannot commit: database or disk is full"));
    expect(database.prepare("SELECT count(*) AS n FROM events").get()?.["n"]).toBe(0);
    expect(database.prepare("SELECT count(*) AS n FROM wakes").get()?.["n"]).toBe(0);
    expect(committer.commit([append("4")], 0)).toEqual([{ result: 1 }]);
    database.exec("PRAGMA max_page_count = 100000");
    expect(committer.commit(full, 0)).toEqual([{ result: 2 }, { result: 3 }, { result: 4 }]);
  }));

Deno.test("a database that another process holds too long fails the whole batch", () =>
  withCommitter((committer, database, folder) => {
    database.exec("PRAGMA busy_timeout = 0");
    using other = new DatabaseSync(databaseFile(folder));
    other.exec("BEGIN IMMEDIATE");
    expect(failures(committer.commit([append("1")], 0)))
      .toEqual(["Cannot commit: database is locked"]);
    other.exec("ROLLBACK");
    expect(committer.commit([append("1")], 0)).toEqual([{ result: 1 }]);
  }));

Deno.test("a projection's broken constraint fails its own append alone", () =>
  withCommitter((committer) => {
    const opened = { type: "account.opened", at: 0, address: "anna@alfa.example", role: "holder" };
    const open = (expectedVersion: number): Change => ({
      kind: "append",
      append: {
        stream: "account-anna@alfa.example",
        expectedVersion,
        events: [opened],
        wake: null,
      },
    });
    const outcomes = committer.commit([open(0), open(1), append("1")], 0);
    expect(failures(outcomes))
      .toEqual([null, expect.stringContaining("UNIQUE constraint failed"), null]);
    expect(outcomes[2]).toEqual({ result: 2 });
  }));

Deno.test("a large blob that cannot be moved to its place fails alone", () =>
  withFolder((folder) =>
    withStorage(folder, async ({ events, blobs }) => {
      const bytes = noise(100_000, 1);
      const { rope } = await write(blobs, bytes);
      const prefix = rope[0]!.blob.slice(0, 2);
      // The blob is known already; now a file stands where its folder was.
      await Deno.remove(`${folder}/blobs/${prefix}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/blobs/${prefix}`, "");
      const neighbour = { stream: outgoing("1"), expectedVersion: 0, events: [submitted("1")] };
      const [failed, appended] = await Promise.allSettled([
        write(blobs, bytes),
        events.append({ ...neighbour, wake: null }),
      ]);
      expect(failed).toMatchObject({ status: "rejected" });
      expect(appended).toMatchObject({ status: "fulfilled", value: 1 });
      expect(namesIn(`${folder}/blobs/incoming`)).toEqual([]);
      await Deno.remove(`${folder}/blobs/${prefix}`);
      expect(await gather(blobs.read((await write(blobs, bytes)).rope))).toEqual(bytes);
      const next = { stream: outgoing("1"), expectedVersion: 1, events: [answered("<a>")] };
      expect(await events.append({ ...next, wake: null })).toBe(2);
    })
  ));

Deno.test("a writer that has died rejects what waits and all that comes", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/blobs/incoming`, { recursive: true });
    const writer = await Writer.start(folder, new SimulatedClock());
    const malformed = writer.request({ kind: "append" } as Change);
    const outcomes = await Promise.allSettled([malformed, writer.request(append("1"))]);
    expect(outcomes).toMatchObject([{ status: "rejected" }, { status: "fulfilled", value: 1 }]);
    const fatal = writer.request(null as unknown as Change);
    const waiting = writer.request(append("2"));
    await expect(fatal).rejects.toThrow("Cannot write: the writer has stopped");
    await expect(waiting).rejects.toThrow("Cannot write: the writer has stopped");
    await expect(writer.request(append("3"))).rejects.toThrow("the writer has stopped");
    await expect(writer.close()).rejects.toThrow("the writer has stopped");
  }));
