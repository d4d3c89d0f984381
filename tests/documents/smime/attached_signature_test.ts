/** @module */
import { expect } from "expect";
import fc from "fast-check";
import { createHash } from "node:crypto";
import { frameContent } from "../../../adapters/documents/smime/attached_signature.ts";
import { OID } from "../../../adapters/documents/smime/oids.ts";
import { toPem } from "../../../adapters/documents/smime/pem.ts";
import { parseSignedData, timeStampOf } from "../../../adapters/documents/smime/signed_data.ts";
import { openSigned, signFile } from "../../../adapters/documents/smime/signed_file.ts";
import {
  signedAttributes,
  signedData,
} from "../../../adapters/documents/smime/signed_data_writer.ts";
import { TrustStore } from "../../../adapters/documents/smime/trust_store.ts";
import { timeStampToken } from "../../timestamp/support.ts";
import { opensslAvailable, Workshop } from "./openssl.ts";
import {
  ADDRESS,
  authorityExtensions,
  certify,
  newKeys,
  signerExtensions,
  signWith,
} from "./support.ts";

const today = Date.now();
const LIFE = { notBefore: Date.UTC(2025, 0, 1), notAfter: Date.UTC(2049, 0, 1) };
const root = await certify("Root", await newKeys(), null, authorityExtensions(), LIFE);
const signer = await certify("Signer", await newKeys(), root, signerExtensions(ADDRESS), LIFE);
const trust = new TrustStore({ roots: [root.certificate.raw], purpose: "document" });
const token = await timeStampToken();
const extraCertificates = [root.certificate.raw];

/** A detached signature over a content. */
async function sign(content: Uint8Array): Promise<Uint8Array> {
  const { certificate } = signer;
  const digest = createHash("sha256").update(content).digest();
  const attributes = signedAttributes(certificate, digest, today);
  const signature = await signWith(signer.keys, attributes);
  return signedData({ certificate, extraCertificates, content: null, attributes, signature });
}

async function framed(content: Uint8Array, timeStamp: Uint8Array | null): Promise<Uint8Array> {
  const { before, after } = frameContent(await sign(content), content.length, timeStamp);
  return new Uint8Array([...before, ...content, ...after]);
}

Deno.test("attached signature: without a time stamp, the file that is signed at once", async () => {
  const key = {
    certificate: signer.certificate.raw,
    sign: (data: Uint8Array) => signWith(signer.keys, Uint8Array.from(data)),
  };
  const lengths = fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: 65_000, max: 66_000 }));
  await fc.assert(
    fc.asyncProperty(lengths, async (length) => {
      const content = new Uint8Array(length).fill(0x61);
      expect(await framed(content, null))
        .toEqual(await signFile(key, extraCertificates, content, today));
    }),
    { numRuns: 20 },
  );
});

Deno.test("attached signature: the time stamp stands beside it and can be found", async () => {
  const content = new TextEncoder().encode("un giorno\n".repeat(20_000));
  const file = await framed(content, token);
  const { signers: [info] } = parseSignedData(file);
  expect(timeStampOf(info!)).toEqual(token);
  expect((await openSigned(file, trust, today)).content).toEqual(content);
  const { signers: [bare] } = parseSignedData(await framed(content, null));
  expect(timeStampOf(bare!)).toBeNull();
});

Deno.test("attached signature: of what is large, the lengths are right", async () => {
  const detached = await sign(new Uint8Array(1));
  const length = 5 * 2 ** 32;
  const { before, after } = frameContent(detached, length, token);
  // SEQUENCE with a length of five octets.
  expect([...before.subarray(0, 2)]).toEqual([0x30, 0x85]);
  const claimed = parseInt(before.subarray(2, 7).toHex(), 16);
  expect(claimed).toBe(before.length - 7 + length + after.length);
});

Deno.test({
  name: "attached signature: openssl verifies it, and sees the time stamp",
  ignore: !opensslAvailable,
  fn: async () => {
    const content = new TextEncoder().encode("un giorno\n".repeat(2000));
    await using shop = await Workshop.open({
      "day.p7m": await framed(content, token),
      "root.pem": toPem("CERTIFICATE", root.certificate.raw),
    });
    const { success } = await shop.openssl(
      "cms -verify -inform DER -binary -in day.p7m -CAfile root.pem -purpose any -out day.txt",
    );
    expect(success).toBe(true);
    expect(await shop.read("day.txt")).toEqual(content);
    const { output } = await shop.openssl("cms -cmsout -print -inform DER -in day.p7m");
    expect(output).toContain(`id-smime-aa-timeStampToken (${OID.signatureTimeStamp})`);
  },
});
