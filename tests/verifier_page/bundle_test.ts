import { expect } from "expect";
import { toPem } from "../../adapters/documents/smime/pem.ts";
import { formatVerifierKey } from "../../adapters/merkle/note_key.ts";
import { overall, verifyFiles } from "../../adapters/verifier/verify.ts";
import { buildPage } from "../../adapters/verifier_page/page.ts";
import { chromiumAvailable } from "../support/chromium.ts";
import {
  extractBundle,
  type Interference,
  LATER,
  logKey,
  messageBundle,
  newLogSigner,
  trust,
} from "../verifier/bundle_builder.ts";
import { sealedDay } from "../verifier/log_builder.ts";
import { asSeen, type Seen, Visitor } from "./visitor.ts";

const page = await buildPage();
const encoder = new TextEncoder();

function pem(name: string, certificates: readonly Uint8Array[]) {
  return [{
    name,
    bytes: encoder.encode(certificates.map((der) => toPem("CERTIFICATE", der)).join("")),
  }];
}

const anchors = {
  roots: pem("roots.pem", trust.roots),
  stampRoots: pem("stamps.pem", trust.timeStampRoots),
};

/** What the page says of a bundle, which must be what the engine's verifier says. */
async function verdictsOn(
  visitor: Visitor,
  bytes: Uint8Array,
  logKeys: readonly string[] = [],
): Promise<Seen> {
  const files = [{ name: "prova.zip", bytes }];
  const seen = await visitor.verify({ files, ...anchors, logKeys });
  const reports = await verifyFiles(files, { ...trust, logKeys });
  expect(seen.reports).toEqual(asSeen(reports));
  expect(seen.verdict).toBe(overall(reports));
  return seen;
}

const INTERFERENCES: readonly (readonly [string, Interference])[] = [
  ["an event of another text", { shown: (events) => void (events[0]!.data = "{}") }],
  ["an event of another version", { shown: (events) => void (events[1]!.version += 1) }],
  ["a file that nobody listed", {
    packed: (files) => void files.set("altro.txt", Uint8Array.of(1)),
  }],
  ["a file less", { packed: (files) => void files.delete("message/original.eml") }],
  [
    "another octet in a receipt",
    {
      files: (files) => {
        const path = "documents/02-avvenuta-consegna.eml";
        const bytes = files.get(path)!;
        files.set(path, bytes.with(bytes.length >> 1, 0x21));
      },
    },
  ],
  [
    "another octet in a checkpoint",
    {
      files: (files) => {
        const bytes = files.get("log/checkpoint")!;
        files.set("log/checkpoint", bytes.with(-3, bytes.at(-3)! ^ 1));
      },
    },
  ],
  ["a manifest about another message", { manifest: (manifest) => void (manifest.pecId = "x@y") }],
];

Deno.test({
  name: "in Chromium: bundles have the engine's verdicts",
  ignore: !chromiumAvailable,
  async fn() {
    await using visitor = await Visitor.open(page, "it-IT", LATER);
    const good = await messageBundle();
    const seen = await verdictsOn(visitor, good);
    expect(seen.reports[0]!.kind).toBe("bundle");
    expect(seen.verdict).not.toBe("fails");
    expect((await verdictsOn(visitor, good, [logKey])).verdict).not.toBe("fails");
    const extract = await verdictsOn(visitor, await extractBundle());
    expect(extract.verdict).not.toBe("fails");
    expect(visitor.browser.requests.filter((url) => url !== "data:,")).toEqual([visitor.address]);
    expect(visitor.browser.complaints).toEqual([]);
  },
});

Deno.test({
  name: "in Chromium: bundles that were tampered with have the engine's verdicts",
  ignore: !chromiumAvailable,
  async fn() {
    await using visitor = await Visitor.open(page, "it-IT", LATER);
    for (const [name, interference] of INTERFERENCES) {
      const { verdict } = await verdictsOn(visitor, await messageBundle(interference));
      expect([name, verdict]).toEqual([name, "fails"]);
    }
    const good = await messageBundle();
    // Not all octets mean something: dates of files do not, nor a trusted root enclosed once more.
    let failed = 0;
    for (let part = 0; part < 16; part++) {
      const at = Math.floor((part + 0.5) * good.length / 16);
      const { verdict } = await verdictsOn(visitor, good.with(at, good[at]! ^ (1 << (part % 8))));
      if (verdict === "fails") failed++;
    }
    expect(failed).toBeGreaterThan(12);
    const other = formatVerifierKey((await newLogSigner()).key);
    expect((await verdictsOn(visitor, good, [other])).verdict).toBe("fails");
    // Chromium itself styles what its XML parser complains of, and is not allowed to.
    const complaints = visitor.browser.complaints.filter((text) => !/inline style/.test(text));
    expect(complaints).toEqual([]);
  },
});

Deno.test({
  name: "in Chromium: sealed days have the engine's verdicts",
  ignore: !chromiumAvailable,
  async fn() {
    await using visitor = await Visitor.open(page, "it-IT", LATER);
    const verdictOn = async (bytes: Uint8Array, logKeys: readonly string[] = []) => {
      const seen = await verdictsOn(visitor, bytes, logKeys);
      expect(seen.reports[0]!.kind).toBe("day");
      return seen.verdict;
    };
    const other = formatVerifierKey((await newLogSigner()).key);
    const day = await sealedDay({ stamped: "rightly" });
    expect(await verdictOn(day)).toBe("unknown");
    expect(await verdictOn(day, [other])).toBe("fails");
    expect(await verdictOn(await sealedDay({ stamped: "wrongly" }))).toBe("fails");
    expect(await verdictOn(await sealedDay({ last: 301 }))).toBe("fails");
    expect(await verdictOn(day.with(day.length >> 1, day[day.length >> 1]! ^ 1))).toBe("fails");
  },
});

Deno.test({
  name: "in Chromium: heads and time stamps by themselves have the engine's verdicts",
  ignore: !chromiumAvailable,
  async fn() {
    const log = new Map<string, Uint8Array>();
    await messageBundle({
      packed: (files) => files.forEach((bytes, path) => log.set(path, bytes)),
    });
    const given = (...names: string[]) =>
      [...log].filter(([path]) => names.some((name) => path.endsWith(name)))
        .map(([path, bytes]) => ({ name: path.replace(/.*\//, ""), bytes }));
    await using visitor = await Visitor.open(page, "it-IT", LATER);
    const verdicts = async (logKeys: readonly string[], ...names: string[]) => {
      const files = given(...names);
      expect(files).toHaveLength(names.length);
      const seen = await visitor.verify({ files, ...anchors, logKeys });
      const reports = await verifyFiles(files, { ...trust, logKeys });
      expect(seen.reports).toEqual(asSeen(reports));
      return { kinds: seen.reports.map(({ kind }) => kind), verdict: seen.verdict };
    };
    const other = formatVerifierKey((await newLogSigner()).key);
    const heads = ["log/checkpoint", "01.note", "consistency.json"];
    expect(await verdicts([logKey], ...heads)).toEqual({ kinds: ["heads"], verdict: "holds" });
    expect((await verdicts([other], ...heads)).verdict).not.toBe("holds");
    expect(await verdicts([logKey], "01.note", "01.tst"))
      .toEqual({ kinds: ["stamp"], verdict: "holds" });
    expect((await verdicts([logKey], "log/checkpoint", "01.tst")).verdict).not.toBe("holds");
  },
});
