/** @module */
import { expect } from "expect";
import fc from "fast-check";
import { derSequence } from "../../../adapters/documents/smime/der_writer.ts";
import { SignatureFault } from "../../../adapters/documents/smime/fault.ts";
import { toPem } from "../../../adapters/documents/smime/pem.ts";
import {
  embeddedContent,
  openSigned,
  signFile,
} from "../../../adapters/documents/smime/signed_file.ts";
import type { SigningKey } from "../../../adapters/documents/smime/signing_key.ts";
import { TrustStore } from "../../../adapters/documents/smime/trust_store.ts";
import {
  criticalExtension,
  extendedKeyUsageValue,
  extension,
  keyUsageValue,
} from "../../../adapters/keys/certificate_builder.ts";
import { OID } from "../../../adapters/documents/smime/oids.ts";
import { opensslAvailable, Workshop } from "./openssl.ts";
import { authorityExtensions, certify, type Entity, newKeys, NOW, signWith } from "./support.ts";

const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
/** openssl knows no time but the machine's. */
const today = Date.now();
const LIFE = { notBefore: Date.UTC(2025, 0, 1), notAfter: Date.UTC(2049, 0, 1) };
const root = await certify("Root", await newKeys(), null, authorityExtensions(), LIFE);
const signer = await certify("Signer", await newKeys(), root, [
  criticalExtension(OID.keyUsage, keyUsageValue("digitalSignature")),
  extension(OID.extendedKeyUsage, extendedKeyUsageValue(CLIENT_AUTH)),
], LIFE);
const trust = new TrustStore({ roots: [root.certificate.raw], purpose: "document" });
const content = new TextEncoder().encode("version: 1\n\ndn: o=postacert\nobjectClass: top\n");

function keyOf(entity: Entity): SigningKey {
  return {
    certificate: entity.certificate.raw,
    sign: (data) => signWith(entity.keys, Uint8Array.from(data)),
  };
}

async function fault(p7m: Uint8Array, store = trust, at = today): Promise<string> {
  const error = await openSigned(p7m, store, at).catch((error) => error);
  expect(error).toBeInstanceOf(SignatureFault);
  return error.code;
}

function workshop(): Promise<Workshop> {
  return Workshop.open({
    "content.ldif": content,
    "signer.pem": toPem("CERTIFICATE", signer.certificate.raw),
    "signer.key": toPem("PRIVATE KEY", signer.keys.pkcs8),
    "root.key": toPem("PRIVATE KEY", root.keys.pkcs8),
    "root.pem": toPem("CERTIFICATE", root.certificate.raw),
  });
}

/** What openssl signs with the given arguments. */
async function byOpenssl(args: string): Promise<Uint8Array<ArrayBuffer>> {
  await using shop = await workshop();
  const { success, output } = await shop.openssl(
    `cms -sign -binary -in content.ldif -signer signer.pem -inkey signer.key -outform DER -out out.p7m${args}`,
  );
  expect([success, output]).toEqual([true, ""]);
  return await shop.read("out.p7m");
}

for (const args of [" -nodetach", " -nodetach -stream", " -nodetach -cades", " -nodetach -keyid"]) {
  Deno.test({
    name: `signed file: openssl cms -sign${args} is opened`,
    ignore: !opensslAvailable,
    fn: async () => {
      const p7m = await byOpenssl(args);
      const opened = await openSigned(p7m, trust, today);
      expect(new Uint8Array(opened.content)).toEqual(content);
      expect(opened.signer.raw).toEqual(signer.certificate.raw);
      expect(Math.abs(opened.signingTime - today)).toBeLessThan(3_600_000);
      expect(new Uint8Array(embeddedContent(p7m))).toEqual(content);
    },
  });
}

for (
  const [args, code] of [
    ["", "malformed"],
    [" -nodetach -noattr", "missing-attribute"],
    [" -nodetach -nocerts", "certificate-missing"],
    [" -nodetach -econtent_type 1.2.3.4", "malformed"],
    [" -nodetach -signer root.pem -inkey root.key", "malformed"],
  ] as const
) {
  Deno.test({
    name: `signed file: openssl cms -sign${args} is refused: ${code}`,
    ignore: !opensslAvailable,
    fn: async () => expect(await fault(await byOpenssl(args))).toBe(code),
  });
}

Deno.test({
  name: "signed file: openssl verifies what signFile signs, and finds the same content",
  ignore: !opensslAvailable,
  fn: async () => {
    await using shop = await workshop();
    await shop.write("own.p7m", await signFile(keyOf(signer), [], content, today));
    const { success, output } = await shop.openssl(
      "cms -verify -binary -inform DER -in own.p7m -CAfile root.pem -purpose any -out got.ldif",
    );
    expect([success, output]).toEqual([true, "CMS Verification successful\n"]);
    expect(await shop.read("got.ldif")).toEqual(content);
  },
});

Deno.test("signed file: what signFile signs is opened, with its time", async () => {
  const p7m = await signFile(keyOf(signer), [root.certificate.raw], content, NOW);
  const { content: read, signingTime } = await openSigned(p7m, trust, NOW);
  expect(new Uint8Array(read)).toEqual(content);
  expect(signingTime).toBe(NOW);
});

Deno.test("signed file: an altered content is refused", async () => {
  const p7m = await signFile(keyOf(signer), [], content, NOW);
  const at = new TextDecoder("latin1").decode(p7m).indexOf("o=postacert");
  p7m[at] = p7m[at]! ^ 1;
  expect(await fault(p7m)).toBe("digest-mismatch");
});

Deno.test("signed file: a signer under another root, or past its time, is refused", async () => {
  const p7m = await signFile(keyOf(signer), [], content, NOW);
  const stranger = await certify("Root", await newKeys(), null, authorityExtensions(), LIFE);
  const other = new TrustStore({ roots: [stranger.certificate.raw], purpose: "document" });
  expect(await fault(p7m, other)).toBe("untrusted");
  expect(await fault(p7m, trust, LIFE.notAfter + 86_400_000)).toBe("expired");
});

Deno.test("signed file: a certificate that is not for mail signs documents, and no mail", async () => {
  const p7m = await signFile(keyOf(signer), [], content, NOW);
  const mail = new TrustStore({ roots: [root.certificate.raw] });
  expect(await fault(p7m, mail)).toBe("key-usage");
  const noSigner = await certify("Server", await newKeys(), root, [
    criticalExtension(OID.keyUsage, keyUsageValue("keyEncipherment")),
  ], LIFE);
  expect(await fault(await signFile(keyOf(noSigner), [], content, NOW))).toBe("key-usage");
});

Deno.test("signed file: what is no SignedData is refused", async () => {
  for (const bytes of [content, new Uint8Array(0), derSequence()]) {
    expect(await fault(bytes)).toBe("malformed");
    expect(() => embeddedContent(bytes)).toThrow(SignatureFault);
  }
});

Deno.test("signed file: any change of bytes is refused, or changes nothing that counts", async () => {
  const p7m = await signFile(keyOf(signer), [], content, NOW);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(p7m.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.oneof(fc.constant(p7m.length), fc.nat(p7m.length)),
      async (at, flip, end) => {
        const changed = p7m.slice(0, Math.max(end, at + 1));
        changed[at] = changed[at]! ^ flip;
        try {
          const opened = await openSigned(changed, trust, NOW);
          expect(new Uint8Array(opened.content)).toEqual(content);
        } catch (error) {
          expect(error).toBeInstanceOf(SignatureFault);
        }
      },
    ),
    { numRuns: 150, seed: 5652 },
  );
});
