/** @module */
import { expect } from "expect";
import { callsKey } from "../../actors/calls.ts";
import { HOUR } from "../../events/instant.ts";

Deno.test("calls of a credential go into a stream for each hour: none of them grows long", () => {
  const eight = Date.parse("2026-11-22T08:00:00Z");
  const keys = [eight, eight + HOUR - 1, eight + HOUR].map((now) => callsKey("k7f3q9w2e5r8", now));
  expect(keys).toEqual([
    "k7f3q9w2e5r8.2026112208",
    "k7f3q9w2e5r8.2026112208",
    "k7f3q9w2e5r8.2026112209",
  ]);
});
