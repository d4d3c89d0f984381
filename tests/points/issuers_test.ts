/**
 * Who issued documents, at each place of the log.
 *
 * @module
 */
import { expect } from "expect";
import { createHash } from "node:crypto";
import { systemClock } from "../../adapters/clock.ts";
import { Issuers } from "../../adapters/points/issuers.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import { smallBlob } from "../../adapters/storage/small_blob.ts";
import type { LogEvent } from "../../events/log.ts";
import {
  authorityExtensions,
  certify,
  newKeys,
  signerExtensions,
} from "../documents/smime/support.ts";
import { withFolder } from "../storage/temporary.ts";

const [rootKeys, oldKeys, newerKeys] = await Promise.all([newKeys(), newKeys(), newKeys()]);
const root = await certify("Root", rootKeys, null, authorityExtensions());
const [old, newer] = await Promise.all(
  [oldKeys, newerKeys].map(async (keys) =>
    (await certify("Alfa", keys, root, signerExtensions())).certificate.raw
  ),
);
const chain = [root.certificate.raw];

const configured = {
  issuer: { name: "Alfa", domain: "alfa.example", address: "pec@alfa.example" },
  hostname: "mail.alfa.example",
  signers: [{ certificate: old!, chain }],
};

function digestOf(der: Uint8Array): string {
  return createHash("sha256").update(der).digest("hex");
}

/** The issuers of a log with these events of its own stream. */
async function issuersOf(events: readonly LogEvent[]): Promise<Issuers> {
  let issuers: Issuers | undefined;
  await withFolder(async (folder) => {
    const storage = await openStorage(folder, systemClock);
    if (events.length > 0) {
      const blobs = [newer!, ...chain].map(smallBlob);
      await storage.events.append({
        stream: "log-days",
        expectedVersion: 0,
        events,
        blobs,
        wake: null,
      });
    }
    issuers = await Issuers.load(storage, configured);
    await storage.close();
  });
  return issuers!;
}

const named = (name: string): LogEvent => ({
  type: "log.issuer-named",
  at: 0,
  ...configured.issuer,
  hostname: "mx.alfa.example",
  name,
});

Deno.test("issuers: a log that says nothing is read with what is configured", async () => {
  const issuers = await issuersOf([]);
  expect(issuers.namingAt(1)).toMatchObject({
    issuer: configured.issuer,
    hostname: "mail.alfa.example",
  });
  expect(issuers.templateAt(digestOf(old!), 1)?.certificate.raw).toEqual(old);
  expect(issuers.templateAt(digestOf(newer!), 1)).toBeNull();
});

Deno.test("issuers: each name and certificate holds from its event on", async () => {
  const issuers = await issuersOf([named("Prima"), {
    type: "log.signer-enrolled",
    at: 0,
    certificate: digestOf(newer!),
    chain: chain.map(digestOf),
  }, named("Seconda")]);
  expect([0, 1, 2, 3, 4].map((position) => issuers.namingAt(position).issuer.name))
    .toEqual(["Alfa", "Prima", "Prima", "Seconda", "Seconda"]);
  expect(issuers.namingAt(3).hostname).toBe("mx.alfa.example");
  expect(issuers.templateAt(digestOf(newer!), 1)).toBeNull();
  expect(issuers.templateAt(digestOf(newer!), 2)?.certificate.raw).toEqual(newer);
  expect(issuers.templateAt(digestOf(old!), 9)?.certificate.raw).toEqual(old);
});
