/** @module */
import { expect } from "expect";
import fc from "fast-check";
import { type AsyncZippable, Zip, ZipDeflate, zipSync } from "fflate";
import { Archive, ArchiveFault } from "../../adapters/verifier/archive.ts";
import { verifyFile } from "../../adapters/verifier/verify.ts";
import { messageBundle, sha256, trust } from "./bundle_builder.ts";

const encoder = new TextEncoder();
const HELLO = encoder.encode("hello, hello, hello");

/** A good archive to bend. */
function zip(files: AsyncZippable = { "a.txt": HELLO, "b/c.txt": encoder.encode("") }) {
  return zipSync(files as Parameters<typeof zipSync>[0]);
}

/** The archive after `change` to a copy. */
function bent(
  change: (view: DataView, bytes: Uint8Array) => void,
  bytes: Uint8Array = zip(),
): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  change(new DataView(copy.buffer), copy);
  return copy;
}

/** Why an archive cannot be opened, or `path` not read. */
async function faultOf(bytes: Uint8Array, path = "a.txt"): Promise<string> {
  try {
    await new Archive(bytes).read(path);
    return "none";
  } catch (error) {
    expect(error).toBeInstanceOf(ArchiveFault);
    return (error as Error).message.replace("Cannot read the archive: ", "");
  }
}

/** Where the directory begins. */
function directoryAt(bytes: Uint8Array): number {
  return new DataView(bytes.buffer).getUint32(bytes.length - 6, true);
}

Deno.test("archive: files come out as they went in, stored, deflated or streamed", async () => {
  for (const level of [0, 6] as const) {
    const archive = new Archive(
      zip({ "a.txt": [HELLO, { level }], "b/c.txt": encoder.encode("") }),
    );
    expect(archive.paths).toEqual(["a.txt", "b/c.txt"]);
    expect(await archive.read("a.txt")).toEqual(HELLO);
    expect((await archive.read("b/c.txt")).length).toBe(0);
    expect(archive.sizeOf("a.txt")).toBe(HELLO.length);
    expect(archive.sizeOf("x")).toBe(null);
  }
  const chunks: Uint8Array[] = [];
  const streaming = new Zip((_, chunk) => void chunks.push(chunk));
  for (const path of ["a.txt", "b.txt"]) {
    const entry = new ZipDeflate(path, { level: 6 });
    streaming.add(entry);
    entry.push(HELLO, true);
  }
  streaming.end();
  const streamed = new Archive(Uint8Array.from(chunks.flatMap((chunk) => [...chunk])));
  expect(await streamed.read("b.txt")).toEqual(HELLO);
});

Deno.test("archive: names that lead out of a folder, or are one on some system, are refused", async () => {
  const names = [
    "../a",
    "/a",
    "a/../b",
    "C:/a",
    "a\\b",
    "a.",
    "a./b",
    "a//b",
    ".hidden",
    "à",
    "a b",
    "a\0",
    "",
  ];
  for (const name of names) {
    expect([name, await faultOf(zip({ [name]: HELLO }))])
      .toEqual([name, expect.stringContaining("is no name that a file may have")]);
  }
  expect(await faultOf(zip({ "a/": HELLO }))).toContain("a/ is a folder with content");
  expect(await faultOf(zip({ ["a".repeat(201)]: HELLO }))).toContain("too long");
});

Deno.test("archive: two files of one name, whatever its case", async () => {
  expect(await faultOf(zip({ "a.txt": HELLO, "A.TXT": HELLO }))).toContain("twice");
  const renamed = bent((_, bytes) => {
    for (let at = 0; at < bytes.length - 4; at++) {
      if (bytes[at] === 0x62 && bytes[at + 1] === 0x2e) bytes[at] = 0x61;
    }
  }, zip({ "a.txt": HELLO, "b.txt": HELLO }));
  expect(await faultOf(renamed)).toContain("a.txt stands in it twice");
});

Deno.test("archive: what some programs unpack under another name, or as a link", async () => {
  // APPNOTE 4.6.9: Info-ZIP's Unicode path stands for the name.
  const renamed = zip({ "a.txt": [HELLO, { extra: { 0x7075: encoder.encode("\x01....b.txt") } }] });
  expect(await faultOf(renamed)).toContain("an extra field of an unknown kind");
  const dated = zip({ "a.txt": [HELLO, { extra: { 0x5455: Uint8Array.of(1, 0, 0, 0, 0) } }] });
  expect(await faultOf(dated)).toBe("none");
  const attributes = (kind: number) => zip({ "a.txt": [HELLO, { os: 3, attrs: kind << 16 }] });
  expect(await faultOf(attributes(0o120777))).toContain("is a link");
  expect(await faultOf(attributes(0o100644))).toBe("none");
  const nested = [{ "a.txt": HELLO, "a.txt/b": HELLO }, {
    "a.txt": HELLO,
    "A.TXT/": new Uint8Array(),
  }];
  for (const files of nested) expect(await faultOf(zip(files))).toContain("lies in a file");
});

Deno.test("archive: what unpacks to more or less than it says is given up at once", async () => {
  const bomb = zip({ "a.txt": new Uint8Array(8 * 1024 * 1024) });
  expect(bomb.length).toBeLessThan(20_000);
  const size = (bytes: Uint8Array, claimed: number) =>
    bent((view) => {
      view.setUint32(22, claimed, true);
      view.setUint32(directoryAt(bytes) + 24, claimed, true);
    }, bytes);
  expect(await faultOf(size(bomb, 1000))).toBe("a.txt is larger than it says");
  expect(await faultOf(size(bomb, 9 * 1024 * 1024))).toBe("a.txt is smaller than it says");
  expect(await faultOf(size(bomb, 300 * 1024 * 1024))).toContain("has over 268435456 octets");
  const names = Array.from({ length: 17 }, (_, index) => [`${index}.txt`, HELLO] as const);
  const many = bent((view) => {
    for (let at = 0; at < view.byteLength - 46; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0x0ff00000, true);
    }
  }, zip(Object.fromEntries(names)));
  expect(await faultOf(many)).toBe("its files have more than 4294967296 octets");
  const broken = bent((_, bytes) => bytes.fill(0xff, 35, 40));
  expect(await faultOf(broken)).toBe("a.txt cannot be unpacked");
  await expect(new Archive(zip()).read("a.txt", 5)).rejects.toThrow("has over 5 octets");
  await expect(new Archive(zip()).read("x")).rejects.toThrow("x is not in it");
});

Deno.test("archive: headers that contradict the directory, and octets between files", async () => {
  const at = directoryAt(zip());
  const contradictions: readonly (readonly [why: string, change: (view: DataView) => void])[] = [
    ["differs", (view) => view.setUint8(30, 0x62)],
    ["differs", (view) => view.setUint16(8, 0, true)],
    ["differs", (view) => view.setUint16(6, 2, true)],
    ["differs", (view) => view.setUint32(14, 1, true)],
    ["differs", (view) => view.setUint32(18, 1, true)],
    ["differs", (view) => view.setUint32(0, 1, true)],
    ["encrypted", (view) => view.setUint16(at + 8, 1, true)],
    ["packed in an unknown way (12)", (view) => view.setUint16(at + 10, 12, true)],
    ["two sizes", (view) => view.setUint16(at + 10, 0, true)],
    ["not where a file begins", (view) => view.setUint32(at + 42, 1, true)],
    ["cut short", (view) => view.setUint32(at, 1, true)],
    ["cut short", (view) => view.setUint16(at + 30, 9999, true)],
  ];
  for (const [why, change] of contradictions) {
    expect([String(change), await faultOf(bent(change))])
      .toEqual([String(change), expect.stringContaining(why)]);
  }
  const end = zip().length - 22;
  const ends: readonly (readonly [why: string, change: (view: DataView) => void])[] = [
    ["no proper end", (view) => view.setUint32(end, 1, true)],
    ["one of several", (view) => view.setUint32(end + 4, 1, true)],
    ["one of several", (view) => view.setUint16(end + 20, 1, true)],
    ["not where it says", (view) => view.setUint32(end + 12, 1, true)],
    ["longer than it says", (view) => view.setUint32(end + 8, 0x00010001, true)],
    ["cut short", (view) => view.setUint32(end + 8, 0x00030003, true)],
    ["more than 10000 files", (view) => view.setUint32(end + 8, 0xffffffff, true)],
  ];
  for (const [why, change] of ends) {
    expect([String(change), await faultOf(bent(change))])
      .toEqual([String(change), expect.stringContaining(why)]);
  }
  const gap = new Uint8Array([...zip().subarray(0, at), 0, ...zip().subarray(at)]);
  new DataView(gap.buffer).setUint32(gap.length - 6, at + 1, true);
  expect(await faultOf(gap)).toContain("something stands before its directory");
});

Deno.test("archive: any bytes are an archive or a fault (fuzz)", async () => {
  const good = zip();
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), async (at, octet) => {
      await faultOf(bent((_, bytes) => bytes[at] = octet));
    }),
    { numRuns: 500 },
  );
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
    await faultOf(bytes);
  }));
});

Deno.test("bundle: not one changed octet passes, and none breaks the verifier (fuzz)", async () => {
  const good = await messageBundle();
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.nat(7), async (at, bit) => {
      const changed = bent((_, bytes) => bytes[at]! ^= 1 << bit, good);
      const { claims } = await verifyFile("b", changed, trust);
      if (!claims.every(({ verdict }) => verdict === "holds")) return;
      // Dates and attributes of files, which mean nothing, are all that may change.
      expect(await digests(changed)).toEqual(await digests(good));
    }),
    { numRuns: 150 },
  );
  for (const length of [0, 4, 22, 1000, good.length - 1]) {
    const { claims } = await verifyFile("b", good.subarray(0, length), trust);
    expect(claims.some(({ verdict }) => verdict === "fails")).toBe(true);
  }
});

/** Of every file but the signature, which encloses certificates that are trusted already. */
async function digests(bytes: Uint8Array): Promise<readonly string[]> {
  const archive = new Archive(bytes);
  const all: string[] = [];
  for (const path of archive.paths) {
    if (path !== "manifest.p7s") all.push(`${path} ${sha256(await archive.read(path))}`);
  }
  return all;
}
