import { createHash } from "node:crypto";
import { expect } from "expect";
import fc from "fast-check";
import { newApiKey, parseApiKey, sameSecret } from "../../../adapters/api/access/api_key.ts";
import { random } from "../../../adapters/opening/random.ts";

const ZEROS = (length: number) => new Uint8Array(length);
const ONES = (length: number) => new Uint8Array(length).fill(255);

Deno.test("a key says what it is, whose it is, and nothing that is kept gives it away", () => {
  for (const source of [random, ZEROS, ONES]) {
    const key = newApiKey("live", source);
    expect(key.secret).toMatch(/^live_[a-km-np-z2-9]{16}_[0-9A-Za-z]{43}$/);
    const [, credential, part] = key.secret.split("_");
    expect(key).toEqual({
      credential,
      secret: key.secret,
      sha256: createHash("sha256").update(part!).digest("hex"),
      hint: part!.slice(-4),
    });
    expect(parseApiKey(key.secret)).toEqual({ mode: "live", credential, sha256: key.sha256 });
  }
  expect(newApiKey("test", random).secret).toMatch(/^test_/);
});

Deno.test("all 256 bits stand in the secret", () => {
  const secrets = new Set<string>();
  for (let bit = 0; bit < 256; bit++) {
    const bytes = new Uint8Array(32);
    bytes[bit >> 3]! |= 1 << (bit & 7);
    secrets.add(newApiKey("live", (length) => length === 32 ? bytes : ZEROS(length)).secret);
  }
  expect(secrets.size).toBe(256);
});

Deno.test("what is no key is none", () => {
  const { secret } = newApiKey("live", random);
  for (
    const text of [
      "",
      secret.slice(0, -1),
      `${secret}a`,
      ` ${secret}`,
      `${secret}\n`,
      secret.replace("live", "LIVE"),
      secret.replace("live", "prod"),
      secret.replace(/_.{16}_/, "__"),
    ]
  ) expect(parseApiKey(text)).toBe(null);
  fc.assert(fc.property(fc.string({ maxLength: 100 }), (text) => {
    expect(parseApiKey(text)).toBe(null);
  }));
});

Deno.test("a secret is the same, or it is not; without a credential none is", () => {
  const key = newApiKey("live", random);
  const shown = parseApiKey(key.secret)!;
  expect(sameSecret(shown, key.sha256)).toBe(true);
  expect(sameSecret(shown, newApiKey("live", random).sha256)).toBe(false);
  expect(sameSecret(shown, null)).toBe(false);
  // The digest that stands for none is compared like any other, and is never enough.
  expect(sameSecret({ ...shown, sha256: "0".repeat(64) }, null)).toBe(false);
});
