/**
 * Fingerprints of requests: what makes one the same as another.
 *
 * @module
 */
import { expect } from "expect";
import { fingerprintOf } from "../../../adapters/api/sending/first_request.ts";

Deno.test("fingerprint: the order of members says nothing, that of lists and the rest does", () => {
  const said = { to: ["a", "b"], subject: "x", metadata: { m: "1", n: "2" } };
  const same = { metadata: { n: "2", m: "1" }, subject: "x", to: ["a", "b"] };
  const print = fingerprintOf("draft", said);
  expect(fingerprintOf("draft", same)).toBe(print);
  for (
    const other of [
      { ...said, to: ["b", "a"] },
      { ...said, subject: "X" },
      { ...said, text: "" },
      { ...said, metadata: { m: "12", n: "" } },
    ]
  ) expect(fingerprintOf("draft", other)).not.toBe(print);
  expect(fingerprintOf("raw", said)).not.toBe(print);
});

Deno.test("fingerprint: it is the same for ever, since requests are remembered by it", () => {
  expect(fingerprintOf("draft", { b: [1, "à"], a: null })).toBe(
    "0b7300544f5db519de3f18dcea56d1cb01d036740be11a179f9c22592daf4a0f",
  );
});
