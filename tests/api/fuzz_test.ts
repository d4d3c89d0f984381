/** @module */
import { expect } from "expect";
import { fuzzRound } from "./fuzzing/fuzz.ts";
import { withApi } from "./support/application.ts";

Deno.test("fuzz: no request makes the API fail, and every answer is as it is declared", async () => {
  await withApi(async (api) => {
    const { statuses, faults } = await fuzzRound(api, { seed: 6109, requests: 12 });
    expect(faults).toEqual([]);
    // It has been somewhere.
    for (const status of [200, 201, 400, 404, 422]) expect(statuses.get(status)).toBeGreaterThan(0);
  });
});
