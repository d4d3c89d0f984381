/**
 * Bundles of a provider that has a real key and a real log, and lies.
 *
 * @module
 */
import { expect } from "expect";
import { createHash } from "node:crypto";
import { type Report, verifyFile } from "../../adapters/verifier/verify.ts";
import {
  certify,
  newKeys,
  revocationList,
  serialOf,
  signerExtensions,
} from "../documents/smime/support.ts";
import { root as stampRoot, tsa } from "../timestamp/support.ts";
import {
  documents,
  extractBundle,
  HOLDER,
  type Interference,
  json,
  type LoggedEvent,
  messageBundle,
  root,
  type ShownEvent,
  SIGNED,
  trust,
} from "./bundle_builder.ts";
import { claimsThat, detailOf } from "./verdicts.ts";

const encoder = new TextEncoder();

async function judge(bend: Interference): Promise<Report> {
  return await verifyFile("bundle.zip", await messageBundle(bend), trust);
}

async function judgeExtract(bend: Interference): Promise<Report> {
  return await verifyFile("extract.zip", await extractBundle(bend), trust);
}

/** Bends a file that holds JSON. */
// deno-lint-ignore no-explicit-any -- tests make it what it must not be
function bending(path: string, bend: (value: any) => void): NonNullable<Interference["files"]> {
  return (files) => {
    const value = JSON.parse(new TextDecoder().decode(files.get(path)));
    bend(value);
    files.set(path, json(value));
  };
}

/** Keeps back what an event says: its place in the tree remains. */
function withhold(event: ShownEvent): ShownEvent {
  const { data, key, position, stream, version, number, form, at } = event;
  const header = JSON.stringify([position, stream, version, number, form, at]);
  const pad = (octet: number) => {
    const block = new Uint8Array(64).fill(octet);
    for (const [index, one] of Uint8Array.fromBase64(key!).entries()) block[index]! ^= one;
    return block;
  };
  const inner = createHash("sha256").update(pad(0x36)).update(`${header}\n${data}`).digest();
  const commitment = createHash("sha256").update(pad(0x5c)).update(inner).digest().toBase64();
  return { ...event, data: null, key: null, commitment };
}

Deno.test("deceit: an extract that ends at the log's beginning shows no period", async () => {
  const empty = { closed: null, version: 0, leafKey: null, siblings: [] };
  const report = await judgeExtract({
    shown: (events) => events.splice(0, 3),
    files: bending("log/lengths.json", (lengths) => lengths.from = lengths.to = empty),
  });
  expect(claimsThat("holds", report)).not.toContain("complete");
});

Deno.test("deceit: periods that are no days", async () => {
  for (const period of [{ from: "2026-11-20", to: "" }, { from: "x", to: "2026-1-1" }]) {
    const report = await judgeExtract({ manifest: (manifest) => manifest.period = period });
    expect(claimsThat("fails", report)).toEqual(["readable"]);
  }
});

Deno.test("deceit: an event that says nothing any more vouches for no document", async () => {
  const report = await judge({
    shown: (events) => {
      // What stands at position 6 is the notice that arrived.
      const { position, proof, commitment } = withhold(events[4]!);
      events[4] = {
        ...events[3]!,
        position,
        proof,
        commitment: commitment!,
        data: null,
        key: null,
        version: 9,
      };
    },
    files: (files) => {
      files.delete("documents/02-avvenuta-consegna.eml");
      bending("documents/index.json", (index) => {
        index.pop();
        index[0].position = 6;
      })(files);
    },
  });
  expect(claimsThat("fails", report)).toEqual([]);
  expect(claimsThat("unknown", report)).toEqual(["agrees"]);
  expect(detailOf("agrees", report)).toContain("nothing shows what event 6 said");
});

Deno.test("deceit: documents that the index does not name, and files of no known meaning", async () => {
  for (
    const path of ["documents/09-avvenuta-consegna.eml", "message/other.eml", "ricevuta.eml"]
  ) {
    const report = await judge({
      files: (files) => void files.set(path, documents.receipt.bytes),
    });
    expect([path, ...claimsThat("fails", report)]).toEqual([path, "listed"]);
    expect(detailOf("listed", report)).toContain(path);
  }
  const extract = await judgeExtract({
    files: (files) => void files.set("message/original.eml", encoder.encode("From: x\r\n\r\n")),
  });
  expect(claimsThat("fails", extract)).toEqual(["listed"]);
});

Deno.test("deceit: an event under the name of another one", async () => {
  const report = await judge({
    log: (events) => events[6] = { ...events[6]!, number: 999 },
  });
  expect(claimsThat("fails", report)).toEqual(["in-log"]);
});

Deno.test("deceit: an export that ends before its period does, or keeps something back", async () => {
  const whole = (manifest: Record<string, unknown>) => {
    delete manifest["mailbox"];
    manifest["for"] = "Procura della Repubblica";
  };
  // The day has events 2 and 3, and its close is event 6.
  const log = (events: LoggedEvent[]) => {
    events[5]!.data = { ...events[5]!.data as object, last: 3 };
  };
  const judged = async (shown: NonNullable<Interference["shown"]>) => {
    const report = await judgeExtract({
      manifest: whole,
      log,
      shown: (events) => {
        events.splice(2, 1);
        shown(events);
      },
      files: (files) => void files.delete("log/lengths.json"),
    });
    expect(claimsThat("fails", report)).toEqual([]);
    return [...claimsThat("unknown", report), detailOf("complete", report)];
  };
  expect(await judged(() => {})).toEqual(["the log: all events from 2 to 3"]);
  for (
    const [shown, doubt] of [
      [(events: ShownEvent[]) => events.splice(0, 1), "those from 2 to 3"],
      [(events: ShownEvent[]) => events.splice(1, 1), "those from 2 to 3"],
      [(events: ShownEvent[]) => events.splice(2, 1), "no close shows"],
      [(events: ShownEvent[]) => events[0] = withhold(events[0]!), "erased or kept back"],
    ] as const
  ) {
    expect(await judged(shown)).toEqual(["complete", expect.stringContaining(doubt)]);
  }
});

Deno.test("deceit: a document of PEC that is listed as an ordinary one", async () => {
  const forged = documents.receipt.bytes.slice();
  const text = new TextDecoder().decode(forged).replace("Avvenuta", "Mancata");
  const report = await judge({
    files: (files) => {
      files.set("documents/02-avvenuta-consegna.eml", encoder.encode(text));
      bending("documents/index.json", (index) => {
        index[2].kind = "delivery-status";
      })(files);
    },
    log: (events) => {
      const bytes = encoder.encode(text);
      const blob = createHash("sha256").update(bytes).digest("hex");
      events[5]!.data = { ...events[5]!.data as object, content: [[blob, 0, bytes.length]] };
    },
  });
  expect(claimsThat("fails", report).length).toBeGreaterThan(0);
});

Deno.test("deceit: the log of a provider that did not issue the documents", async () => {
  const address = "pec@gamma.example";
  const gamma = await certify("Gamma", await newKeys(), root, signerExtensions(address));
  const report = await judge({
    manifest: (manifest) => manifest.provider = { ...manifest.provider, address },
    manifestSigner: gamma,
  });
  expect(claimsThat("unknown", report)).toEqual(["agrees"]);
  expect(detailOf("agrees", report)).toContain(
    "event 3: it was not issued by the provider whose log this is, pec@gamma.example",
  );
});

Deno.test("deceit: data that two readers read differently", async () => {
  const report = await judge({
    log: (events) => {
      const { data } = events[6]!;
      const twice = JSON.stringify(data).replace("{", '{"recipient":"zoe@beta.example",');
      events[6]!.data = twice;
    },
  });
  expect(claimsThat("fails", report)).toEqual(["in-log"]);
  expect(detailOf("in-log", report)).toContain("more than one way");
});

Deno.test("deceit: a close that counts what came after it", async () => {
  const report = await judgeExtract({
    log: (events) => events[5]!.data = { ...events[5]!.data as object, last: 6 },
  });
  expect(claimsThat("fails", report)).toEqual(["complete"]);
});

Deno.test("deceit: a time stamp of an authority that was revoked, or of which nobody says", async () => {
  const instant = Date.UTC(2026, 10, 22, 0, 5);
  const listed = async (revoked: readonly (readonly [Uint8Array, number])[]) => {
    const [thisUpdate, nextUpdate] = [instant - 3_600_000, instant + 3_600_000];
    const list = await revocationList(stampRoot, { revoked, thisUpdate, nextUpdate });
    return await judge({ files: (files) => void files.set("revocation/tsa.crl", list) });
  };
  const silent = "nothing enclosed says that it had not been revoked";
  expect(detailOf("stamped", await judge({}))).toContain(silent);
  const good = await listed([]);
  expect(claimsThat("holds", good)).toContain("stamped");
  expect(detailOf("stamped", good)).not.toContain(silent);
  const revoked = await listed([[serialOf(tsa), instant - 1000]]);
  expect(claimsThat("fails", revoked)).toEqual(["stamped"]);
});

Deno.test("deceit: what is dated back, or was stamped before it happened", async () => {
  const [hour, day] = [3_600_000, 86_400_000];
  const early = await judge({ signed: SIGNED - 2 * hour });
  expect(claimsThat("fails", early)).toEqual(["signature"]);
  expect(detailOf("signature", early)).toContain("lists what is of 2026-11-22T00:05:00.000Z");
  const back = await judge({ happened: SIGNED - 5 * day });
  expect(claimsThat("fails", back)).toEqual([]);
  expect(detailOf("stamped", back)).toContain("over three days younger, of events 1, 2, 3, 4, 6");
  const ahead = await judge({ happened: SIGNED + hour, signed: SIGNED + 2 * hour });
  expect(claimsThat("fails", ahead)).toEqual(["stamped"]);
});

Deno.test("deceit: a mailbox that looks like the holder's, and never had an event", async () => {
  for (const mailbox of [`${HOLDER} `, `${HOLDER}\u200b`, "bruno"]) {
    const report = await judgeExtract({ manifest: (manifest) => manifest.mailbox = mailbox });
    expect([mailbox, ...claimsThat("fails", report)]).toEqual([mailbox, "readable"]);
  }
  const mailbox = HOLDER.replace("u", "\u057d");
  const report = await judgeExtract({
    manifest: (manifest) => manifest.mailbox = mailbox,
    log: (events) => {
      for (const event of events) {
        event.stream = event.stream.replace(HOLDER, mailbox);
      }
    },
  });
  expect(claimsThat("unknown", report)).toEqual(["about"]);
  expect(detailOf("about", report)).toContain("U+057D");
});

Deno.test("deceit: two events in one place of a stream", async () => {
  const report = await judge({ log: (events) => events[6]!.version = 4 });
  expect(claimsThat("fails", report)).toEqual(["in-log"]);
  expect(detailOf("in-log", report)).toContain("event 7: its stream has another event 4");
});
