/** @module */
import { expect } from "expect";
import { timeStampRequest } from "../../adapters/timestamp/request.ts";

const DIGEST = new Uint8Array(32).fill(0xab);
const IMPRINT = `3031300d060960864801650304020105000420${"ab".repeat(32)}`;
const random = (length: number) => new Uint8Array(length).fill(0xf0);

Deno.test("time-stamp request: version, imprint, nonce and the wish for a certificate", () => {
  const { bytes, nonce } = timeStampRequest(DIGEST, random, null);
  expect(bytes.toHex()).toBe(`3044020101${IMPRINT}020900${"f0".repeat(8)}0101ff`);
  expect(nonce).toEqual(random(8));
});

Deno.test("time-stamp request: with a policy", () => {
  const { bytes } = timeStampRequest(DIGEST, random, "1.2.3.4.1");
  expect(bytes.toHex()).toBe(`304a020101${IMPRINT}06042a030401020900${"f0".repeat(8)}0101ff`);
});

Deno.test("time-stamp request: a digest of SHA-256 has 32 bytes", () => {
  expect(() => timeStampRequest(DIGEST.subarray(1), random, null)).toThrow("a digest of 31 bytes");
});
