/** @module */
import { expect } from "expect";
import { createHash } from "node:crypto";
import { proveConsistency } from "../../adapters/merkle/proofs.ts";
import { formatVerifierKey } from "../../adapters/merkle/note_key.ts";
import { type Report, type Trust, verifyFile } from "../../adapters/verifier/verify.ts";
import { certified, original } from "../documents/pec/support.ts";
import {
  authorityExtensions,
  certify,
  newKeys,
  revocationList,
  serialOf,
  signerExtensions,
} from "../documents/smime/support.ts";
import { MemoryTree, numbered } from "../merkle/memory_tree.ts";
import { stranger } from "../timestamp/support.ts";
import { GOOD, ocspAnswer, revokedAt, UNKNOWN } from "../trust/ocsp_answers.ts";
import {
  alfa,
  beta,
  documents,
  extractBundle,
  type Interference,
  json,
  LATER,
  type LoggedEvent,
  logKey,
  messageBundle,
  newLogSigner,
  pecId,
  root,
  SIGNED,
  stampOf,
  trust,
} from "./bundle_builder.ts";
import { claimsThat, detailOf } from "./verdicts.ts";

const encoder = new TextEncoder();

async function judge(bend: Interference = {}, by: Partial<Trust> = {}): Promise<Report> {
  return await verifyFile("bundle.zip", await messageBundle(bend), { ...trust, ...by });
}

async function judgeExtract(bend: Interference = {}): Promise<Report> {
  return await verifyFile("extract.zip", await extractBundle(bend), trust);
}

/** Puts bytes in the place of a file. */
function replacing(path: string, bytes: Uint8Array): (files: Map<string, Uint8Array>) => void {
  return (files) => void files.set(path, bytes);
}

/** Bends the data of the event with this number. */
function saying(number: number, change: object): (events: LoggedEvent[]) => void {
  return (events) => {
    const event = events.find((one) => one.number === number)!;
    event.data = { ...event.data as object, ...change };
  };
}

Deno.test("bundle: all claims of a good one hold, long after its certificates have expired", async () => {
  const report = await judge();
  expect(report.kind).toBe("bundle");
  expect(claimsThat("fails", report)).toEqual([]);
  expect(claimsThat("unknown", report)).toEqual([]);
  expect(LATER).toBeGreaterThan(alfa.certificate.notAfter);
  expect(detailOf("signature", report)).toContain("has expired since");
  expect(detailOf("stamped", report)).toContain("the first 7 events: 2026-11-22T00:05:00.000Z");
});

Deno.test("bundle: a file that is missing, changed, added or listed twice", async () => {
  const detail = async (bend: Interference) => {
    const report = await judge(bend);
    expect(claimsThat("fails", report)).toEqual(["listed"]);
    return detailOf("listed", report);
  };
  expect(await detail({ packed: (files) => files.delete("README.txt") })).toContain("is missing");
  expect(await detail({ packed: replacing("README.txt", encoder.encode("How to read me.\n")) }))
    .toContain("README.txt has another SHA-256");
  expect(await detail({ packed: replacing("README.txt", encoder.encode("x")) }))
    .toContain("README.txt has 1 octets, not 16");
  expect(await detail({ packed: replacing("more.txt", encoder.encode("x")) }))
    .toContain("more.txt is not listed");
  const twice: Interference["manifest"] = (manifest) => manifest.files.push(manifest.files[0]);
  expect(await detail({ manifest: twice })).toContain("a file is listed twice");
});

Deno.test("bundle: a manifest of nobody trusted binds no key", async () => {
  const keys = await newKeys();
  const other = await certify("Other", keys, null, authorityExtensions());
  const signer = await certify("Alfa", keys, other, signerExtensions());
  const report = await judge({ manifestSigner: signer });
  expect(claimsThat("fails", report)).toEqual(["signature"]);
  expect(detailOf("signature", report)).toContain("manifest.json: Cannot accept");
  // Documents are judged by their own signatures; the log has no known key any more.
  expect(claimsThat("unknown", report)).toEqual(["log-key", "head", "in-log"]);
  const known = await judge({ manifestSigner: signer }, { logKeys: [logKey] });
  expect(claimsThat("unknown", known)).toEqual([]);
});

Deno.test("bundle: a manifest that another provider has signed", async () => {
  const keys = await newKeys();
  const gamma = await certify("Gamma", keys, root, signerExtensions("pec@gamma.example"));
  const report = await judge({ manifestSigner: gamma });
  expect(claimsThat("fails", report)).toEqual(["signer"]);
  expect(claimsThat("unknown", report)).toContain("log-key");
});

Deno.test("bundle: a certificate that was revoked by then, later, or of which nothing is said", async () => {
  const crl = async (date: number, thisUpdate = Date.UTC(2026, 10, 21)) => {
    const list = await revocationList(root, {
      revoked: [[serialOf(alfa), date]],
      thisUpdate,
      nextUpdate: thisUpdate + 2 * 86_400_000,
    });
    return await judge({ files: replacing("revocation/root.crl", list) });
  };
  const before = await crl(certified.at - 1000);
  expect(claimsThat("fails", before)).toEqual(["revocation"]);
  const later = await crl(SIGNED + 3_600_000, SIGNED + 7_200_000);
  expect(claimsThat("fails", later)).toEqual([]);
  expect(claimsThat("unknown", later)).toEqual([]);
  expect(detailOf("revocation", later)).toContain("it was later");
  const stale = await crl(SIGNED + 3_600_000, Date.UTC(2026, 9, 1));
  expect(claimsThat("unknown", stale)).toEqual(["revocation"]);
  const none = await judge({ files: (files) => void files.delete("revocation/root.crl") });
  expect(claimsThat("fails", none)).toEqual([]);
  expect(claimsThat("unknown", none)).toEqual(["revocation"]);
});

Deno.test("bundle: what OCSP responders said then counts as lists do", async () => {
  const answers = (status: Uint8Array) => async (files: Map<string, Uint8Array>) => {
    files.delete("revocation/root.crl");
    for (const [name, about] of [["alfa", alfa], ["beta", beta]] as const) {
      const [thisUpdate, nextUpdate] = [certified.at - 60_000, SIGNED + 3_600_000];
      const answer = await ocspAnswer({
        about,
        issuer: root,
        thisUpdate,
        nextUpdate,
        status: about === beta ? status : GOOD,
      });
      files.set(`revocation/${name}.ocsp`, answer);
      files.set(`certificates/${name}.der`, about.certificate.raw);
    }
    files.set("revocation/z.ocsp", encoder.encode("x"));
  };
  const good = await judge({ files: answers(GOOD) });
  expect(claimsThat("fails", good)).toEqual([]);
  expect(claimsThat("unknown", good)).toEqual([]);
  const revoked = await judge({ files: answers(revokedAt(certified.at - 120_000)) });
  expect(claimsThat("fails", revoked)).toEqual(["revocation"]);
  const unknown = await judge({ files: answers(UNKNOWN) });
  expect(claimsThat("fails", unknown)).toEqual([]);
  expect(claimsThat("unknown", unknown)).toEqual(["revocation"]);
});

Deno.test("bundle: enclosed material that cannot be read", async () => {
  const report = await judge({ files: replacing("certificates/x.der", encoder.encode("x")) });
  expect(claimsThat("fails", report)).toEqual(["enclosed"]);
  expect(detailOf("enclosed", report)).toContain("certificates/x.der: ");
});

Deno.test("bundle: a log's key that is malformed, another log's, or not the one known", async () => {
  const other = formatVerifierKey((await newLogSigner()).key);
  const known = await judge({}, { logKeys: [other] });
  expect(claimsThat("fails", known)).toEqual(["log-key"]);
  const malformed = await judge({ manifest: (manifest) => manifest.logKey = "no key" });
  expect(claimsThat("fails", malformed)).toEqual(["log-key"]);
  const foreign = await judge({ manifest: (manifest) => manifest.origin = "beta.example/log" });
  // The head then is of another log than the manifest's, too.
  expect(claimsThat("fails", foreign)).toEqual(["log-key", "about"]);
});

Deno.test("bundle: heads that the log's key did not sign", async () => {
  const report = await judge({ headSigner: await newLogSigner() });
  expect(claimsThat("fails", report)).toEqual(["head"]);
});

Deno.test("bundle: an event that is not the one in the log", async () => {
  const altered: readonly Interference["shown"][] = [
    (events) => events.at(-1)!.data = '{"recipient":"mallory@beta.example"}',
    (events) => events.at(-1)!.at += 1,
    (events) => events.at(-1)!.position += 1,
    (events) => events.at(-1)!.key = new Uint8Array(32).toBase64(),
    (events) => events.at(-1)!.key = new Uint8Array(31).toBase64(),
    (events) => events.at(-1)!.key = null,
    (events) => events.at(-1)!.data = null,
    (events) => events.at(-1)!.proof.pop(),
    (events) => events.at(-1)!.name = "outgoing.failed",
    (events) => events.push({ ...events.at(-1)! }),
  ];
  for (const shown of altered) {
    expect([String(shown), ...claimsThat("fails", await judge({ shown: shown! }))])
      .toEqual([String(shown), "in-log"]);
  }
});

Deno.test("bundle: an erased event has its place, and says nothing", async () => {
  const report = await judgeExtract({ shown: eraseAt(2) });
  expect(claimsThat("fails", report)).toEqual([]);
  expect(detailOf("in-log", report)).toContain("1 of them erased");
  expect(claimsThat("unknown", report)).toEqual(["complete"]);
  // The event that classified the recipients: with what it said, nothing contradicts it.
  const classified = await judge({ shown: eraseAt(1) });
  expect(claimsThat("fails", classified)).toEqual([]);
});

/** Leaves of one of the events what is left when its key is destroyed. */
function eraseAt(index: number): NonNullable<Interference["shown"]> {
  return (events) => {
    const { data, key, ...event } = events[index]!;
    const hmac = createHmacOf(event, data!, key!);
    events[index] = { ...event, data: null, key: null, commitment: hmac };
  };
}

function createHmacOf(
  { position, stream, version, number, form, at }: Record<string, unknown>,
  data: string,
  key: string,
): string {
  const header = JSON.stringify([position, stream, version, number, form, at]);
  // RFC 2104 by hand.
  const pad = (octet: number) => {
    const block = new Uint8Array(64).fill(octet);
    for (const [index, one] of Uint8Array.fromBase64(key).entries()) block[index]! ^= one;
    return block;
  };
  const inner = createHash("sha256").update(pad(0x36)).update(`${header}\n${data}`).digest();
  return createHash("sha256").update(pad(0x5c)).update(inner).digest().toBase64();
}

Deno.test("bundle: a head that did not grow out of the one that was stamped", async () => {
  const tree = new MemoryTree(numbered(12));
  const proof = proveConsistency(7, 12, tree.read).map((hash) => hash.toBase64());
  for (const wrong of [proof, [], ["x"]]) {
    const report = await judge({ files: replacing("log/stamps/01.consistency.json", json(wrong)) });
    expect(claimsThat("fails", report)).toEqual(["log-consistent"]);
    expect(claimsThat("unknown", report)).toEqual(["stamped"]);
  }
});

Deno.test("bundle: a time stamp of something else, of nobody trusted, or none", async () => {
  const other = await judge({
    files: async (files) => {
      files.set("log/stamps/01.tst", await stampOf(encoder.encode("something else")));
    },
  });
  expect(claimsThat("fails", other)).toEqual(["stamped"]);
  expect(claimsThat("unknown", other)).toEqual(["stamped"]);
  const untrusted = await judge({}, { timeStampRoots: [stranger.certificate.raw] });
  expect(claimsThat("fails", untrusted)).toEqual(["stamped"]);
  const nobody = await judge({}, { timeStampRoots: [] });
  expect(claimsThat("fails", nobody)).toEqual([]);
  expect(claimsThat("unknown", nobody)).toEqual(["stamped"]);
  const future = await judge({}, { now: SIGNED + 30_000 });
  expect(claimsThat("fails", future)).toEqual(["stamped"]);
  const none = await judge({
    files: (files) => {
      for (const end of ["note", "tst", "consistency.json"]) files.delete(`log/stamps/01.${end}`);
    },
  });
  expect(claimsThat("unknown", none)).toEqual(["stamped"]);
});

Deno.test("bundle: a document of which the log says something else", async () => {
  const { seal } = documents.acceptance.document;
  const log: readonly (readonly [Interference["log"], string])[] = [
    [saying(103, { messageId: "<other@alfa.example>" }), "Message-ID"],
    [saying(103, { seal: { ...seal, digest: "00".repeat(32) } }), "seal"],
    [saying(103, { seal: { ...seal, certificate: "00".repeat(32) } }), "seal"],
    [saying(103, { seal: { ...seal, signature: "AAAA" } }), "seal"],
    [saying(103, { seal: { ...seal, own: "00".repeat(32) } }), "header"],
    [saying(101, { recipients: certified.recipients.slice(1) }), "recipients"],
    [saying(100, { sender: "mallory@alfa.example" }), "sender"],
    [saying(206, { content: [["00".repeat(32), 0, 5]] }), "content"],
  ];
  for (const [change, what] of log) {
    const report = await judge({ log: change! });
    expect([what, ...claimsThat("fails", report)]).toEqual([what, "agrees"]);
    expect(detailOf("agrees", report)).toMatch(new RegExp(`speaks of another [^\n]*${what}`));
  }
  const envelope = await judge({ log: saying(104, { seal: { ...seal, signature: "AAAA" } }) });
  expect(claimsThat("fails", envelope)).toEqual(["agrees"]);
});

Deno.test("bundle: an index that says something else of a document", async () => {
  const indexed = (change: object) =>
    judge({
      files: (files) => {
        const text = new TextDecoder().decode(files.get("documents/index.json"));
        const [first, second, ...rest] = JSON.parse(text);
        files.set("documents/index.json", json([first, { ...second, ...change }, ...rest]));
      },
    });
  for (const change of [{ kind: "x" }, { messageId: "<x>" }, { position: 6 }, { position: 99 }]) {
    const report = await indexed(change);
    expect([JSON.stringify(change), ...claimsThat("fails", report)])
      .toEqual([JSON.stringify(change), "agrees"]);
  }
  // Event 2 has the same recipients, and speaks of no document.
  const silent = await indexed({ position: 2 });
  expect(claimsThat("fails", silent)).toEqual([]);
  expect(claimsThat("unknown", silent)).toEqual(["agrees"]);
  const twice = await indexed({ path: "message/envelope.eml" });
  expect(claimsThat("fails", twice)).toContain("readable");
});

Deno.test("bundle: content in several slices has a length alone to be compared", async () => {
  const size = encoder.encode(original).length;
  const sliced = (rest: number) =>
    judge({ log: saying(100, { content: [["00".repeat(32), 0, 5], ["00".repeat(32), 9, rest]] }) });
  expect(detailOf("original", await sliced(size - 5))).toContain(
    "original.eml: witnesses: the envelope",
  );
  expect(claimsThat("fails", await sliced(size - 6))).toEqual(["original"]);
});

Deno.test("bundle: it is about another message, or for a stranger to it", async () => {
  const strange: readonly Interference[] = [
    { manifest: (manifest) => manifest.pecId = "other@alfa.example" },
    { manifest: (manifest) => delete manifest.pecId },
    { manifest: (manifest) => manifest.for = "zoe@alfa.example" },
    { log: (events) => events[6]!.stream = "outgoing-other@alfa.example" },
  ];
  for (const bend of strange) {
    expect(claimsThat("fails", await judge(bend))).toEqual(["about"]);
  }
  const recipient = await judge({ manifest: (manifest) => manifest.for = "Bruno@Beta.example" });
  expect(claimsThat("fails", recipient)).toEqual([]);
});

Deno.test("bundle: an original that is not the one submitted, or not the one that was sent", async () => {
  const other = encoder.encode(original.replace("Buongiorno", "Buonasera"));
  const swapped = await judge({ files: replacing("message/original.eml", other) });
  expect(claimsThat("fails", swapped)).toEqual(["original"]);
  expect(detailOf("original", swapped)).toContain("event 1 names another content");
  const blob = createHash("sha256").update(other).digest("hex");
  const log = saying(100, { content: [[blob, 0, other.length]] });
  const both = await judge({ log, files: replacing("message/original.eml", other) });
  expect(claimsThat("fails", both)).toEqual(["original"]);
  expect(detailOf("original", both)).toContain("the envelope holds another message");
});

Deno.test("extract: complete, from the close of one day to that of another", async () => {
  const report = await judgeExtract();
  expect(claimsThat("fails", report)).toEqual([]);
  expect(claimsThat("unknown", report)).toEqual([]);
  expect(detailOf("complete", report)).toContain("all 2 events after 2026-11-19 up to 2026-11-20");
});

Deno.test("extract: an event left out, or a length that no close has", async () => {
  const lengths = (change: (lengths: Record<string, Record<string, unknown>>) => void) => ({
    files: (files: Map<string, Uint8Array>) => {
      const value = JSON.parse(new TextDecoder().decode(files.get("log/lengths.json")));
      change(value);
      files.set("log/lengths.json", json(value));
    },
  });
  const broken: readonly Interference[] = [
    { shown: (events) => events.splice(1, 1) },
    { shown: (events) => events.splice(0, 1) },
    { log: (events) => events[5]!.stream = "log-other" },
    // A close that counts an event which it does not cover.
    { log: (events) => events[5]!.data = { ...events[5]!.data as object, last: 4 } },
    { log: (events) => events[2]!.version = 7 },
    lengths(({ to }) => to!["version"] = 2),
    lengths(({ to }) => to!["version"] = 9_007_199_254_740_991),
    lengths(({ to }) => to!["closed"] = 3),
    lengths(({ to }) => to!["leafKey"] = new Uint8Array(32).toBase64()),
    lengths(({ from }) => from!["version"] = 0),
    lengths(({ from }) => from!["closed"] = null),
    lengths((both) => [both["from"], both["to"]] = [both["to"]!, both["from"]!]),
    { files: (files) => void files.delete("log/lengths.json") },
  ];
  for (const [index, bend] of broken.entries()) {
    const report = await judgeExtract(bend);
    expect([index, ...claimsThat("fails", report)]).toEqual([index, "complete"]);
  }
});

Deno.test("extract: days of the period that it does not reach are not shown", async () => {
  for (
    const period of [{ from: "2026-11-19", to: "2026-11-20" }, {
      from: "2026-11-20",
      to: "2026-11-21",
    }]
  ) {
    const report = await judgeExtract({ manifest: (manifest) => manifest.period = period });
    expect(claimsThat("fails", report)).toEqual([]);
    expect(claimsThat("unknown", report)).toEqual(["complete"]);
  }
});

Deno.test("extract: another mailbox's events have no place in it", async () => {
  const log: Interference["log"] = (events) => events[0]!.stream = "mailbox-zoe@alfa.example";
  const shown: Interference["shown"] = (events) => events[0]!.stream = "mailbox-zoe@alfa.example";
  const report = await judgeExtract({ log, shown });
  expect(claimsThat("fails", report)).toContain("complete");
  const without = await judgeExtract({
    manifest: (manifest) => manifest.mailbox = "zoe@alfa.example",
  });
  expect(claimsThat("fails", without)).toEqual(["complete", "about"]);
});

Deno.test("export: events of the whole log stand one after the other", async () => {
  const whole: Interference["manifest"] = (manifest) => {
    delete manifest.mailbox;
    manifest.for = "Procura della Repubblica";
  };
  const gap = await judgeExtract({ manifest: whole });
  expect(claimsThat("fails", gap)).toEqual(["complete"]);
  const contiguous = await judgeExtract({ manifest: whole, shown: (events) => events.splice(2) });
  expect(claimsThat("fails", contiguous)).toEqual([]);
  expect(detailOf("complete", contiguous)).toContain("all events from 2 to 3");
});

Deno.test("bundle: files that are not of their form", async () => {
  const broken: readonly (readonly [path: string, claim: string])[] = [
    ["log/events.json", "in-log"],
    ["log/checkpoint", "head"],
    ["log/stamps/01.consistency.json", "log-consistent"],
    ["documents/index.json", "readable"],
  ];
  for (const [path, claim] of broken) {
    for (const bytes of [encoder.encode("{"), Uint8Array.of(0xff), new Uint8Array(0)]) {
      const report = await judge({ files: replacing(path, bytes) });
      expect([path, claimsThat("fails", report).includes(claim as never)]).toEqual([path, true]);
    }
  }
  const manifest = await judge({ packed: replacing("manifest.json", encoder.encode("[]")) });
  expect(claimsThat("fails", manifest)).toEqual(["readable"]);
  expect(detailOf("about", await judge())).toContain(pecId);
});

Deno.test("bundle: lists beyond any measure take no time and no memory", async () => {
  const fault = async (json: string) => {
    const report = await judge({ packed: replacing("log/events.json", encoder.encode(json)) });
    return detailOf("in-log", report);
  };
  expect(await fault("[".repeat(1_000_000))).toContain("it is too deep, or has too many values");
  expect(await fault(`[${"1,".repeat(5_000_000)}1]`)).toContain("too many values");
  // Each of these would be told a dozen faults.
  expect(await fault(`[${"{},".repeat(900_000)}{}]`)).toContain("0.position: ");
});

Deno.test("bundle: data of an event that no reader can follow to their end", async () => {
  const deep = { more: JSON.parse("[".repeat(100) + "]".repeat(100)) };
  const report = await judge({ log: saying(100, deep) });
  expect(detailOf("in-log", report)).toContain("too deep");
});
