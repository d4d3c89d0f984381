/**
 * One bit anywhere: an audit names it, or it is none that says anything.
 *
 * @module
 */
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import { type Archive, copyFolder, faultsIn, newArchive } from "./archive.ts";

/** Bits that are turned; half of them in the database, half in the files beside it. */
const FLIPS = 200;
/** Audits at the same time. */
const SIDE_BY_SIDE = 2;

/** Columns that say nothing that anybody relies on: docs/audit.md names them. */
const UNHEEDED: Readonly<Record<string, string>> = { blobs: "stored_at", tree_heads: "at" };

/** Made from the same seed every time (Numerical Recipes' linear congruential generator). */
function* numbers(seed: number): Generator<number> {
  for (let state = seed;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

interface Flip {
  /** Below the data folder. */
  readonly path: string;
  readonly octet: number;
  readonly bit: number;
}

function flip(folder: string, { path, octet, bit }: Flip): void {
  const bytes = Deno.readFileSync(join(folder, path));
  bytes[octet]! ^= 1 << bit;
  Deno.writeFileSync(join(folder, path), bytes);
}

/** What the database says, row by row, however it is laid out. */
function contentOf(folder: string): string {
  using database = new DatabaseSync(databaseFile(folder), { readOnly: true });
  const schema = database.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema").all();
  const tables = schema.filter(({ type }) => type === "table").map(({ name }) => String(name));
  const rows = tables.map((table) => {
    const unheeded = UNHEEDED[table];
    return database.prepare(`SELECT * FROM ${table}`).all()
      .map((row) => JSON.stringify({ ...row, ...unheeded && { [unheeded]: null } })).toSorted();
  });
  return JSON.stringify([schema, rows, database.prepare("PRAGMA user_version").get()]);
}

/** The files that are audited, and how many octets each has. */
function filesOf(folder: string): ReadonlyMap<string, number> {
  const files = new Map<string, number>();
  const walk = (below: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(join(folder, below))) {
      const path = join(below, name);
      if (isDirectory) walk(path);
      else if (/^(?:blobs|log)\//.test(path)) files.set(path, sizeOf(join(folder, path)));
    }
  };
  walk(".");
  return files;
}

function sizeOf(path: string): number {
  return Deno.statSync(path).size;
}

function flipsIn(folder: string): readonly Flip[] {
  const random = numbers(20261122);
  const draw = (below: number) => Math.floor(random.next().value! * below);
  const files = [...filesOf(folder)];
  const database = databaseFile(folder).slice(folder.length + 1);
  const size = sizeOf(databaseFile(folder));
  return Array.from({ length: FLIPS }, (_, index) => {
    const [path, length] = index % 2 === 0 ? [database, size] as const : files[draw(files.length)]!;
    return { path, octet: draw(length), bit: draw(8) };
  });
}

/** Whether an audit names the flip, or it changes nothing that is said. */
async function isNamed(archive: Archive, one: Flip, content: string): Promise<"named" | "idle"> {
  const copy = await Deno.makeTempDir({ prefix: "flipped-" });
  try {
    await copyFolder(archive.folder, copy);
    flip(copy, one);
    if ((await faultsIn(copy, archive)).length > 0) return "named";
    expect({ ...one, inDatabase: one.path }).toMatchObject({ inDatabase: "events.db" });
    expect({ ...one, same: contentOf(copy) === content }).toEqual({ ...one, same: true });
    return "idle";
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}

Deno.test(`of ${FLIPS} bits that are turned none that matters is missed`, async () => {
  await using archive = await newArchive();
  const content = contentOf(archive.folder);
  const left = [...flipsIn(archive.folder)];
  let named = 0;
  const work = async () => {
    for (let one = left.pop(); one; one = left.pop()) {
      if (await isNamed(archive, one, content) === "named") named += 1;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  // All of those in files, and of those in the database the part that is not free space.
  expect(named).toBeGreaterThan(FLIPS * 0.6);
});
