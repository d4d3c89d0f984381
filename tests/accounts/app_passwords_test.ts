import { expect } from "expect";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import {
  appPasswordVerifier,
  liesIn,
  looksLikeAppPassword,
  newAppPassword,
  verifyAppPassword,
} from "../../adapters/accounts/app_passwords.ts";

Deno.test("app passwords: six groups of four, all different, 5 bits to each character", () => {
  const made = Array.from({ length: 200 }, () => newAppPassword(randomBytes));
  for (const secret of made) expect(secret).toMatch(/^[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){5}$/);
  expect(new Set(made).size).toBe(200);
  const counting = (length: number) => Uint8Array.from({ length }, (_, index) => index + 8);
  expect(newAppPassword(counting)).toBe("ijkm-npqr-stuv-wxyz-2345-6789");
  expect(new Set(made.join("").replaceAll("-", "")).size).toBe(32);
});

Deno.test("app passwords: a verifier verifies its secret alone, with a salt of its own", () => {
  const secret = newAppPassword(randomBytes);
  const verifier = appPasswordVerifier(secret, randomBytes);
  expect(verifier).toMatch(/^\$hmac-sha256\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(verifyAppPassword(secret, verifier)).toBe(true);
  expect(verifyAppPassword(newAppPassword(randomBytes), verifier)).toBe(false);
  expect(verifyAppPassword("", verifier)).toBe(false);
  expect(appPasswordVerifier(secret, randomBytes)).not.toBe(verifier);
});

Deno.test("app passwords: typed with capitals, with blanks or with nothing between the groups", () => {
  const secret = newAppPassword(randomBytes);
  const verifier = appPasswordVerifier(secret, randomBytes);
  for (
    const typed of [
      secret.replaceAll("-", ""),
      secret.replaceAll("-", " "),
      secret.toUpperCase(),
      ` ${secret}\n`,
    ]
  ) {
    expect([looksLikeAppPassword(typed), verifyAppPassword(typed, verifier)]).toEqual([true, true]);
  }
  for (const other of ["", "segreta", `${secret}a`, secret.slice(1), secret.replace(/./, "0")]) {
    expect(looksLikeAppPassword(other)).toBe(false);
  }
});

Deno.test("app passwords: a verifier of another form is an error", () => {
  const secret = newAppPassword(randomBytes);
  const verifier = appPasswordVerifier(secret, randomBytes);
  for (const wrong of ["", `${verifier}=`, verifier.slice(0, -1), verifier.replace("256", "1")]) {
    expect(() => verifyAppPassword(secret, wrong)).toThrow("Cannot read the verifier");
  }
});

Deno.test("app passwords: networks", () => {
  const networks = ["192.0.2.0/25", "2001:db8::/32"];
  for (
    const [address, expected] of [
      ["192.0.2.7", true],
      ["192.0.2.128", false],
      ["::ffff:192.0.2.7", true],
      ["::ffff:192.0.2.128", false],
      ["2001:db8:ffff::1", true],
      ["2001:db9::1", false],
      ["fe80::1%eth0", false],
      ["", false],
      ["anna", false],
    ] as const
  ) {
    expect({ address, lies: liesIn(address, networks) }).toEqual({ address, lies: expected });
  }
  expect(liesIn("fe80::1%eth0", ["fe80::/10"])).toBe(true);
  expect(liesIn("192.0.2.7", [])).toBe(false);
});

Deno.test("app passwords: an IPv4 network holds the addresses with its prefix", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), fc.nat(2 ** 32 - 1), fc.nat(32), (one, other, length) => {
      const text = (n: number) => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join(".");
      const bits = (n: number) => n.toString(2).padStart(32, "0").slice(0, length);
      expect(liesIn(text(one), [`${text(other)}/${length}`])).toBe(bits(one) === bits(other));
    }),
    { numRuns: 300, seed: 4632 },
  );
});
