import { Buffer } from "node:buffer";
import { generateKeyPairSync, sign, verify } from "node:crypto";
import { expect } from "expect";
import {
  rsaPublicKey,
  verifiesRsaPkcs1,
} from "../../../adapters/documents/smime/rsa_verification.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = rsaPublicKey(publicKey)!;
const data = new TextEncoder().encode("il messaggio");
const digests = ["sha1", "sha256", "sha384", "sha512"] as const;

for (const digest of digests) {
  Deno.test(`RSA: what node:crypto signs with ${digest} verifies, and with no other digest`, () => {
    const signature = sign(digest, data, privateKey);
    const accepted = digests.filter((other) => verifiesRsaPkcs1(key, other, data, signature));
    expect(accepted).toEqual([digest]);
  });
}

/** RSASP1 (RFC 8017 §5.2.1): whatever stands in the message, unpadded. */
function rawSignature(message: Uint8Array): Uint8Array {
  const { d = "" } = privateKey.export({ format: "jwk" });
  let result = 1n;
  for (const bit of BigInt(`0x${Buffer.from(d, "base64url").toHex()}`).toString(2)) {
    result = result * result % key.modulus;
    if (bit === "1") result = result * BigInt(`0x${message.toHex()}`) % key.modulus;
  }
  return Buffer.from(result.toString(16).padStart(512, "0"), "hex");
}

Deno.test("RSA: every changed bit of the signature, and other data, are refused", () => {
  const signature = sign("sha256", data, privateKey);
  for (let bit = 0; bit < signature.length * 8; bit += 61) {
    const changed = Buffer.from(signature);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(verifiesRsaPkcs1(key, "sha256", data, changed)).toBe(false);
  }
  expect(verifiesRsaPkcs1(key, "sha256", data.subarray(1), signature)).toBe(false);
});

Deno.test("RSA: a signature of another length, or not below the modulus, is refused", () => {
  const signature = sign("sha256", data, privateKey);
  const padded = Buffer.concat([Buffer.from([0]), signature]);
  const same = BigInt(`0x${signature.toHex()}`) + key.modulus;
  const raised = Buffer.from(same.toString(16).padStart(512, "0"), "hex");
  expect(verifiesRsaPkcs1(key, "sha256", data, padded)).toBe(false);
  expect(verifiesRsaPkcs1(key, "sha256", data, signature.subarray(1))).toBe(false);
  expect(verifiesRsaPkcs1(key, "sha256", data, raised)).toBe(false);
  expect(verifiesRsaPkcs1(key, "sha256", data, new Uint8Array(0))).toBe(false);
});

Deno.test("RSA: padding that is shorter than it must be leaves no room for garbage", () => {
  // Bleichenbacher 2006: a verifier that parses the padding takes what stands behind the digest.
  const digestInfo = Buffer.from("3031300d060960864801650304020105000420", "hex");
  const digest = Buffer.alloc(32, 7);
  const message = Buffer.concat([
    Buffer.from([0, 1, ...new Array(8).fill(0xff), 0]),
    digestInfo,
    digest,
  ]);
  const forged = Buffer.concat([message, Buffer.alloc(256 - message.length, 9)]);
  const signature = rawSignature(forged);
  expect(verifiesRsaPkcs1(key, "sha256", data, signature)).toBe(false);
});

Deno.test("RSA: agrees with node:crypto on signatures of other keys", () => {
  const other = generateKeyPairSync("rsa", { modulusLength: 3072 });
  const signature = sign("sha256", data, other.privateKey);
  const integers = rsaPublicKey(other.publicKey)!;
  expect(verifiesRsaPkcs1(integers, "sha256", data, signature))
    .toBe(verify("sha256", data, other.publicKey, signature));
  expect(verifiesRsaPkcs1(key, "sha256", data, signature)).toBe(false);
});
