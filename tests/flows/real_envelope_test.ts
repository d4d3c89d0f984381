/**
 * An envelope that an accredited provider has really sent goes through the code that judges
 * traffic.
 *
 * @module
 */
import { expect } from "expect";
import { createHash } from "node:crypto";
import { Buffer } from "node:buffer";
import { createDirectory } from "../../adapters/directory/directory.ts";
import { scanBytes } from "../../adapters/documents/mime/scanner.ts";
import { parseSignedData } from "../../adapters/documents/smime/signed_data.ts";
import { TrustStore } from "../../adapters/documents/smime/trust_store.ts";
import { type Classified, classify } from "../../adapters/points/classification.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import type { Instant } from "../../events/instant.ts";
import { MADE, realEnvelope } from "../documents/smime/real_envelope.ts";
import { withFolder } from "../storage/temporary.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const FIXTURE = new URL("../fixtures/aruba-2023-busta-di-trasporto.eml", import.meta.url);
const PEC_ID = "opec21010.20230818173714.75133.134.1.56@pec.aruba.it";
const ADDRESS = "sviluppo@pec.datamanagementitalia.it";

/** The fixture has the line ends of the file system. */
const envelope = Buffer.from(
  Buffer.from(await Deno.readFile(FIXTURE)).toString("latin1").replaceAll(/\r?\n/g, "\r\n"),
  "latin1",
);
const { p7s } = await realEnvelope();
const [signer, issuer] = parseSignedData(p7s).certificates as [Uint8Array, Uint8Array];
const listed = {
  name: "Aruba PEC S.p.A.",
  mailReceipt: "ricevute@pec.aruba.it",
  domains: ["pec.aruba.it", "pec.datamanagementitalia.it"],
  certificates: [{ sha1: createHash("sha1").update(signer).digest("hex"), der: signer }],
};

const trust = new TrustStore({ roots: [issuer] });

/** What the envelope is to a provider that trusts its issuer. */
async function judged(
  bytes: Uint8Array,
  at: Instant = MADE,
  { providers = [listed], sender = ADDRESS, recipient = ADDRESS } = {},
): Promise<Classified> {
  let classified: Classified | undefined;
  await withFolder(async (folder) => {
    const clock = new SimulatedClock(at);
    const storage = await openStorage(folder, clock);
    try {
      const writer = storage.blobs.create();
      await writer.write(bytes);
      const { rope, small } = await writer.end();
      const root = scanBytes(bytes);
      const content = { rope, pending: small, root, size: bytes.length, eightBit: false };
      classified = await classify({
        serviceMailbox: "ricevute@alfa.example",
        blobs: storage.blobs,
        clock,
        directory: createDirectory(providers),
        trust: { current: () => trust },
      }, { sender, recipients: [recipient], secure: true, content });
    } finally {
      await storage.close();
    }
  });
  return classified!;
}

function ordinary(reason: string) {
  return { form: "ordinary", reason: expect.stringContaining(reason) };
}

function incorrect(reason: string) {
  return { form: "incorrect", reason: expect.stringContaining(reason) };
}

Deno.test("real envelope: it is a correct envelope of its provider at its time", async () => {
  const classified = await judged(envelope);
  expect(classified).toMatchObject({
    form: "envelope",
    provider: { name: "Aruba PEC S.p.A." },
    messageId: `<${PEC_ID}>`,
    daticert: {
      tipo: "posta-certificata",
      ricevuta: "completa",
      certified: {
        pecId: PEC_ID,
        sender: ADDRESS,
        recipients: [{ address: ADDRESS, kind: "certificato" }],
      },
    },
  });
});

Deno.test("real envelope: years later it is not", async () => {
  expect(await judged(envelope, Date.UTC(2026, 10, 21))).toEqual(
    ordinary("signature is not valid"),
  );
});

Deno.test("real envelope: with one changed byte it is not", async () => {
  const altered = Uint8Array.from(envelope);
  altered[envelope.indexOf("postacert.eml") + 2000]! ^= 1;
  expect(await judged(altered)).toEqual(ordinary("the content was altered"));
});

Deno.test("real envelope: it is not where the directory does not list its signer", async () => {
  expect(await judged(envelope, MADE, { providers: [] }))
    .toEqual(ordinary("not in the providers' directory"));
});

Deno.test("real envelope: it is not from or to anybody else than it certifies", async () => {
  expect(await judged(envelope, MADE, { sender: "anna@alfa.example" }))
    .toEqual(incorrect("reverse-path"));
  expect(await judged(envelope, MADE, { recipient: "bruno@beta.example" }))
    .toEqual(incorrect("do not include bruno@beta.example"));
});
