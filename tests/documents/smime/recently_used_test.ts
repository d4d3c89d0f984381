import { expect } from "expect";
import { RecentlyUsed } from "../../../adapters/documents/smime/recently_used.ts";

Deno.test("RecentlyUsed: what was not asked for longest makes room", () => {
  const cache = new RecentlyUsed<{ readonly value: number }>(2);
  cache.set("a", { value: 1 });
  cache.set("b", { value: 2 });
  expect(cache.get("a")?.value).toBe(1);
  cache.set("c", { value: 3 });
  expect(cache.get("b")).toBeUndefined();
  expect(cache.get("a")?.value).toBe(1);
  expect(cache.get("c")?.value).toBe(3);
});
