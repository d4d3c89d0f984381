/**
 * SHA-256 and HMAC against the platform's, and against what others have published.
 *
 * @module
 */
import { createHash, createHmac } from "node:crypto";
import { expect } from "expect";
import fc from "fast-check";
import { hmacSha256 } from "../../adapters/merkle/hash.ts";
import { sha256 } from "../../adapters/merkle/sha256.ts";

const SEED = 180;
const ascii = (text: string) => new TextEncoder().encode(text);
const platform = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** The examples of FIPS 180-4, and a million times the letter a. */
const KNOWN: readonly (readonly [message: string, digest: string])[] = [
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  ["a".repeat(1e6), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
];

for (const [message, digest] of KNOWN) {
  Deno.test(`the digest of ${message.slice(0, 10)}… is the published one`, () => {
    expect(sha256(ascii(message)).toHex()).toBe(digest);
  });
}

Deno.test("messages of all lengths around blocks have the platform's digest", () => {
  const bytes = Uint8Array.from({ length: 400 }, (_, at) => at * 37 + (at >> 8));
  for (let length = 0; length <= bytes.length; length++) {
    const message = bytes.subarray(0, length);
    expect(sha256(message).toHex()).toBe(platform(message));
  }
});

Deno.test("pieces have the digest of the whole", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 150 }), { maxLength: 6 }), (pieces) => {
      const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
      expect(sha256(...pieces).toHex()).toBe(platform(whole));
    }),
    { seed: SEED, numRuns: 1000 },
  );
});

Deno.test("a message of more than 2^29 octets has the platform's digest", () => {
  // Beyond this the length in bits takes more than 32 of them.
  const piece = new Uint8Array(2 ** 20).fill(7);
  const hash = createHash("sha256");
  for (let at = 0; at < 513; at++) hash.update(piece);
  expect(sha256(...Array<Uint8Array>(513).fill(piece)).toHex()).toBe(hash.digest("hex"));
});

Deno.test("RFC 4231 §4.2, §4.3: HMAC-SHA-256", () => {
  expect(hmacSha256(new Uint8Array(20).fill(0x0b), ascii("Hi There")).toHex())
    .toBe("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  expect(hmacSha256(ascii("Jefe"), ascii("what do ya want for nothing?")).toHex())
    .toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
});

Deno.test("any message under any key has the platform's HMAC", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      fc.uint8Array({ maxLength: 300 }),
      (key, message) => {
        const expected = createHmac("sha256", key).update(message).digest("hex");
        expect(hmacSha256(key, message).toHex()).toBe(expected);
      },
    ),
    { seed: SEED, numRuns: 500 },
  );
});
