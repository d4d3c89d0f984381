/**
 * What is found in the index is what a plain look through the texts finds.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { fold } from "../../../adapters/mailboxes/index/fold.ts";
import type { Criterion } from "../../../adapters/mailboxes/index/message_index.ts";
import { ANNA, message, withIndex } from "./support.ts";

const SEED = 9051;

// Few letters, so that texts hold one another; what folding, FTS5 and UTF-8 stumble upon.
const piece = fc.constantFrom(
  ..."a b A è È ß SS ς Σ σ ſ ª ﬁ 中 文 😀 \u0301 ' \" * - ( ) NEAR AND : \ufffe".split(" "),
  " ",
  "  ",
  "\r\n",
  "\t",
);
const text = (most: number) => fc.array(piece, { maxLength: most }).map((all) => all.join(""));

Deno.test("searches for text find exactly the messages that hold it", async () => {
  await withIndex(async (place) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text(30), { minLength: 1, maxLength: 40 }),
        fc.array(text(6), { minLength: 1, maxLength: 10 }),
        async (bodies, queries) => {
          const refs = await place.store(bodies.map((body) => message("Prova", body)));
          for (const query of queries) {
            const criterion: Criterion = { kind: "body", text: query };
            const found = await place.index.search(ANNA, refs, criterion);
            const expected = refs.filter((_, at) => fold(`${bodies[at]}\n`).includes(fold(query)));
            expect([...found]).toEqual(expected.map(({ email }) => email));
          }
        },
      ),
      { seed: SEED, numRuns: 40 },
    );
  });
});

Deno.test("folding is done once: a folded text stays as it is", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), text(20)), (text) => {
      const folded = fold(text);
      expect(fold(folded)).toBe(folded);
      expect(fold(text.toUpperCase())).toBe(folded);
    }),
    { seed: SEED, numRuns: 2000 },
  );
});
