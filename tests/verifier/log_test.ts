/** @module */
import { expect } from "expect";
import { formatVerifierKey } from "../../adapters/merkle/note_key.ts";
import { proveConsistency } from "../../adapters/merkle/proofs.ts";
import {
  type Report,
  type Trust,
  verifyFile,
  verifyFiles,
} from "../../adapters/verifier/verify.ts";
import {
  certify,
  CONTENT,
  newKeys,
  signedData,
  signerExtensions,
  signerInfo,
} from "../documents/smime/support.ts";
import { MemoryLog, MemoryTree, numbered } from "../merkle/memory_tree.ts";
import { derInteger } from "../../adapters/documents/smime/der_writer.ts";
import { timeStampInfo, timeStampResponse, timeStampToken } from "../timestamp/support.ts";
import {
  alfa,
  json,
  logKey,
  newLogSigner,
  root,
  sha256,
  stampOf,
  trust,
} from "./bundle_builder.ts";
import { type DayRequest, note, sealedDay, tree } from "./log_builder.ts";
import { claimsThat, detailOf } from "./verdicts.ts";

const known: Trust = { ...trust, logKeys: [logKey] };
function proof(from: number, to: number, of = tree): Uint8Array {
  return json(proveConsistency(from, to, of.read).map((hash) => hash.toBase64()));
}

function files(...all: readonly Uint8Array[]) {
  return all.map((bytes, index) => ({ name: `file ${index}`, bytes }));
}

Deno.test("heads: two of one log, in either order, and the proof that one grew", async () => {
  const [old, young] = [await note(300), await note(700)];
  for (const heads of [[old, young], [young, old]]) {
    const [report] = await verifyFiles(files(...heads, proof(300, 700)), known);
    expect(report!.kind).toBe("heads");
    expect(report!.claims.every(({ verdict }) => verdict === "holds")).toBe(true);
    expect(detailOf("log-consistent", report!)).toContain("from 300 events to 700");
  }
  const [same] = await verifyFiles(files(old, old), known);
  expect(claimsThat("holds", same!)).toEqual(["head", "log-consistent"]);
});

Deno.test("heads: without a proof, a key or another head nothing is shown", async () => {
  const [old, young] = [await note(300), await note(700)];
  const [unproven] = await verifyFiles(files(old, young), known);
  expect(claimsThat("unknown", unproven!)).toEqual(["log-consistent"]);
  const [keyless] = await verifyFiles(files(old, young, proof(300, 700)), trust);
  expect(claimsThat("unknown", keyless!)).toEqual(["head"]);
  const alone = await verifyFile("checkpoint", old, known);
  expect(claimsThat("unknown", alone)).toEqual(["log-consistent"]);
});

Deno.test("heads: another past, another log, another signer", async () => {
  const forged = new MemoryTree([...numbered(299), ...numbered(401, 1000)]);
  const young = await note(700);
  const outcome = async (...all: readonly Uint8Array[]) => {
    const [report] = await verifyFiles(files(...all), known);
    return claimsThat("fails", report!);
  };
  // An event removed, altered or inserted: everything above computed anew, and signed.
  expect(await outcome(await note(300, { of: forged }), young, proof(300, 700)))
    .toEqual(["log-consistent"]);
  expect(await outcome(await note(300, { of: forged }), young, proof(300, 700, forged)))
    .toEqual(["log-consistent"]);
  expect(await outcome(await note(700, { of: forged }), young)).toEqual(["log-consistent"]);
  expect(await outcome(await note(300), young, proof(299, 700))).toEqual(["log-consistent"]);
  expect(await outcome(await note(300), young, json("x"))).toEqual(["readable"]);
  expect(await outcome(await note(300), young, json([1]))).toEqual(["log-consistent"]);
  expect(await outcome(await note(300, { by: await newLogSigner() }), young)).toEqual(["head"]);
});

Deno.test("heads: the log's own tiles give the proof, or show that they are not its tiles", async () => {
  const log = new MemoryLog();
  log.grow(numbered(300));
  log.grow(numbered(400, 300));
  const heads = files(await note(300), await note(700));
  const [report] = await verifyFiles(heads, known, log.read);
  expect(claimsThat("holds", report!)).toEqual(["head", "log-consistent"]);
  for (const path of ["tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2"]) {
    const changed = Uint8Array.from(log.read(path)!);
    changed[0]! ^= 1;
    for (const given of [changed, changed.subarray(1)]) {
      const read = (one: string) => one === path ? given : log.read(one);
      const [broken] = await verifyFiles(heads, known, read);
      expect([path, ...claimsThat("fails", broken!)]).toEqual([path, "log-consistent"]);
    }
  }
  const [missing] = await verifyFiles(heads, known, () => null);
  expect(claimsThat("fails", missing!)).toEqual(["log-consistent"]);
});

Deno.test("stamp: a token and its note, also in an authority's whole answer", async () => {
  const head = await note(300);
  const token = await stampOf(head);
  const answer = timeStampResponse([derInteger(Uint8Array.of(0))], token);
  for (const given of [token, answer]) {
    const [report] = await verifyFiles(files(given, head), known);
    expect(report!.kind).toBe("stamp");
    expect(report!.claims.map(({ verdict }) => verdict)).toEqual(["holds", "holds"]);
    expect(detailOf("stamped", report!)).toContain("2026-11-22T00:05:00.000Z");
  }
  const alone = await verifyFile("a.tst", token, known);
  expect(claimsThat("unknown", alone)).toEqual(["stamped"]);
  const [other, heads] = await verifyFiles(files(token, await note(200)), known);
  expect(claimsThat("unknown", other!)).toEqual(["stamped"]);
  expect(heads).toBe(undefined);
  const weak = await timeStampToken({
    info: timeStampInfo({ digest: Uint8Array.fromHex(sha256(head)), time: "20401122000500Z" }),
  });
  const [future] = await verifyFiles(files(weak, head), known);
  expect(claimsThat("fails", future!)).toEqual(["stamped"]);
});

async function judgeDay(request: DayRequest = {}, by: Partial<Trust> = {}): Promise<Report> {
  return await verifyFile("day.p7m", await sealedDay(request), { ...trust, ...by });
}

Deno.test("day: sealed and stamped, its head signed with the key that it names", async () => {
  const report = await judgeDay({ stamped: "rightly" });
  expect(report.kind).toBe("day");
  expect(claimsThat("fails", report)).toEqual([]);
  expect(claimsThat("unknown", report)).toEqual(["revocation"]);
  expect(detailOf("signature", report)).toContain("2026-11-22T00:05:00.000Z by its time stamp");
  expect(detailOf("contiguous", report)).toContain("0 lines, positions 5 to 9");
  const unstamped = await judgeDay();
  expect(claimsThat("fails", unstamped)).toEqual([]);
  expect(detailOf("signature", unstamped)).toContain(
    "2026-11-21T21:30:00.000Z by its signer's word",
  );
});

Deno.test("day: each claim fails by itself", async () => {
  const gamma = await certify(
    "Gamma",
    await newKeys(),
    root,
    signerExtensions("pec@gamma.example"),
  );
  const other = formatVerifierKey((await newLogSigner()).key);
  const bent: readonly (readonly [string, Report])[] = [
    ["stamped", await judgeDay({ stamped: "wrongly" })],
    ["signer", await judgeDay({ signer: gamma })],
    ["signature", await judgeDay({}, { roots: [] })],
    ["form", await judgeDay({ text: (text) => text.replace("righe: 0", "righe: 00") })],
    ["form", await judgeDay({ text: (text) => text.replace("righe: 0", "righe: 1") })],
    ["form", await judgeDay({ text: (text) => text.replace("giorno/1", "giorno/2") })],
    ["contiguous", await judgeDay({ last: 301 })],
    ["head", await judgeDay({ head: await note(300, { by: await newLogSigner() }) })],
    ["log-key", await judgeDay({}, { logKeys: [other] })],
    ["log-key", await judgeDay({ text: (text) => text.replace(logKey, "x") })],
  ];
  for (const [claim, report] of bent) {
    expect([claim, detailOf(claim, report), ...claimsThat("fails", report)])
      .toEqual([claim, detailOf(claim, report), claim]);
  }
  const altered = Uint8Array.from(await sealedDay());
  altered[altered.findIndex((_, at) => at > 200 && altered[at] === 0x35)]! = 0x34;
  expect(claimsThat("fails", await verifyFile("day.p7m", altered, trust))).toContain("signature");
});

Deno.test("day: nobody may sign beside the provider", async () => {
  const info = await signerInfo({ signer: alfa });
  const report = await verifyFile(
    "x",
    signedData([alfa.certificate], [info, info], CONTENT),
    trust,
  );
  expect(claimsThat("fails", report)).toContain("signature");
  expect(detailOf("signature", report)).toContain("it has 2 signers, not one");
});

Deno.test("files: several of all sorts are told apart by their content", async () => {
  const head = await note(300);
  const given = [await sealedDay(), await stampOf(head), head, await note(700), proof(300, 700)];
  const reports = await verifyFiles(files(...given), known);
  expect(reports.map(({ kind }) => kind)).toEqual(["day", "stamp", "heads"]);
  expect(claimsThat("fails", ...reports)).toEqual([]);
});
