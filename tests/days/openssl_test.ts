/**
 * Days sealed with the time stamps of an authority that openssl plays, and openssl as the judge.
 *
 * @module
 */
import { expect } from "expect";
import { toPem } from "../../adapters/documents/smime/pem.ts";
import { parseSignedData, timeStampOf } from "../../adapters/documents/smime/signed_data.ts";
import { timeStampTrust } from "../../adapters/timestamp/verify.ts";
import { HOUR, SECOND } from "../../events/instant.ts";
import { legalDayOf } from "../../events/legal_day.ts";
import { opensslAvailable, Workshop } from "../documents/smime/openssl.ts";
import { authorityExtensions, certify, newKeys } from "../documents/smime/support.ts";
import { appends } from "../projections/history.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { serve, SIGNS, STAMPS } from "../timestamp/support.ts";
import { House, root, withFolder } from "./house.ts";

/** openssl stamps with the system's time. */
const NOW = Date.now();
const LIFE = { notBefore: NOW - 24 * HOUR, notAfter: NOW + 24 * HOUR };
const stampRoot = await certify("Stamps", await newKeys(), null, authorityExtensions(), LIFE);
const tsa = await certify("Time Stamps", await newKeys(), stampRoot, [SIGNS, STAMPS], LIFE);

const CONFIGURATION = `
[tsa]
default_tsa = authority
[authority]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
`;

function workshop(): Promise<Workshop> {
  return Workshop.open({
    "ts.cnf": CONFIGURATION,
    "tsa.pem": toPem("CERTIFICATE", tsa.certificate.raw),
    "tsa.key": toPem("PRIVATE KEY", tsa.keys.pkcs8),
    "stamp-root.pem": toPem("CERTIFICATE", stampRoot.certificate.raw),
    "root.pem": toPem("CERTIFICATE", root.certificate.raw),
  });
}

let requests = 0;

/** `openssl ts -reply` */
async function reply(shop: Workshop, request: Request): Promise<Response> {
  const number = ++requests;
  await shop.write(`request${number}`, await request.bytes());
  const { success, output } = await shop.openssl(
    `ts -reply -config ts.cnf -queryfile request${number} -out response${number}`,
  );
  if (!success) return new Response(output, { status: 500 });
  return new Response(await shop.read(`response${number}`));
}

async function bytesOf({ storage }: House, names: readonly string[]): Promise<Uint8Array[]> {
  return await Promise.all(names.map(async (blob) => {
    const rope = [{ blob, offset: 0, length: (await storage.blobs.sizeOf(blob))! }];
    const chunks = await Array.fromAsync(storage.blobs.read(rope));
    return new Uint8Array(chunks.flatMap((chunk) => [...chunk]));
  }));
}

async function judged(shop: Workshop, args: string): Promise<void> {
  const { success, output } = await shop.openssl(args);
  expect([success, output]).toEqual([true, expect.stringMatching(/successful|OK/)]);
}

Deno.test({
  name: "days, openssl: its authority comes back, its time stamps and our files verify",
  ignore: !opensslAvailable,
  fn: () =>
    withFolder(async (folder) => {
      await using shop = await workshop();
      let working = false;
      await using broken = serve(() => new Response(null, { status: 500 }));
      // One after the other: openssl counts serial numbers in a file.
      let turn: Promise<unknown> = Promise.resolve();
      await using openssl = serve((request) => {
        if (!working) return new Response(null, { status: 503 });
        const answer = turn.then(() => reply(shop, request));
        turn = answer.catch(() => {});
        return answer;
      });
      const trust = timeStampTrust({ roots: [stampRoot.certificate.raw] });
      const authorities = [broken, openssl].map(({ url }) => ({ url, trust, policy: null }));
      const clock = new SimulatedClock(NOW);
      await using house = await House.open(folder, clock, { authorities });
      for (const append of appends().slice(0, 4)) await house.storage.events.append(append);
      await house.begin(legalDayOf(NOW - 24 * HOUR));
      // Both the file and the head: all authorities fail.
      await house.alarmsOf("effect.postponed", 2);
      expect(await house.alarmsOf("log.stamp-failed", 4)).toHaveLength(4);
      working = true;
      clock.advance(31 * SECOND);
      const [sealed] = await house.facts("log.day-sealed", 1);
      const [stamped] = await house.facts("log.head-stamped", 1);
      expect(stamped!.event.authority).toBe(openssl.url);
      expect(await house.alarmsOf("log.stamp-failed", 6)).toHaveLength(6);

      const file = await Array.fromAsync(house.storage.blobs.read(sealed!.event.file));
      const p7m = new Uint8Array(file.flatMap((chunk) => [...chunk]));
      await shop.write("day.p7m", p7m);
      await judged(
        shop,
        "cms -verify -inform DER -binary -in day.p7m -CAfile root.pem -out day.txt",
      );
      const text = new TextDecoder().decode(await shop.read("day.txt"));
      expect(text.split("\n")[0]).toBe("ceralacca/giorno/1");
      const [signer] = parseSignedData(p7m).signers;
      await shop.write("signature", signer!.signature);
      await shop.write("signature.tst", timeStampOf(signer!)!);
      await judged(
        shop,
        "ts -verify -data signature -in signature.tst -token_in -CAfile stamp-root.pem",
      );
      const [note, token] = await bytesOf(house, [stamped!.event.head, stamped!.event.token]);
      await shop.write("head", note!);
      await shop.write("head.tst", token!);
      await judged(shop, "ts -verify -data head -in head.tst -token_in -CAfile stamp-root.pem");
    }),
});
