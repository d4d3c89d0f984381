/**
 * Search keys, each by itself and in each other.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { type SearchKey, STAR } from "../../../adapters/imap/server/grammar/ast.ts";
import { evaluate } from "../../../adapters/imap/server/search/evaluate.ts";
import { withIndex } from "../../mailboxes/index/support.ts";
import { fiveMessages, TODAY } from "./support.ts";

const SEED = 9051;

/** What each key finds among the five messages. */
const LEAVES: readonly (readonly [key: SearchKey, numbers: number[]])[] = [
  [{ key: "ALL" }, [1, 2, 3, 4, 5]],
  [{ key: "SAVEDATESUPPORTED" }, [1, 2, 3, 4, 5]],
  [{ key: "FLAG", flag: "\\Seen", set: true }, [1, 4]],
  [{ key: "FLAG", flag: "\\Seen", set: false }, [2, 3, 5]],
  [{ key: "FLAG", flag: "$pecreceipt", set: true }, [1]],
  [{ key: "FLAG", flag: "pecreceipt", set: true }, []],
  [{ key: "RECENT", recent: true }, []],
  [{ key: "RECENT", recent: false }, [1, 2, 3, 4, 5]],
  [{ key: "BEFORE", day: TODAY - 1 }, [1, 5]],
  [{ key: "ON", day: TODAY - 1 }, [2]],
  [{ key: "SINCE", day: TODAY - 1 }, [2, 3, 4]],
  [{ key: "SAVEDBEFORE", day: TODAY }, [2]],
  [{ key: "SAVEDON", day: TODAY }, [1, 3, 4, 5]],
  [{ key: "SAVEDSINCE", day: TODAY - 1 }, [1, 2, 3, 4, 5]],
  [{ key: "SENTBEFORE", day: TODAY }, [1]],
  [{ key: "SENTON", day: TODAY }, [2]],
  [{ key: "SENTSINCE", day: TODAY - 1 }, [1, 2]],
  [{ key: "LARGER", size: 2000 }, [4]],
  [{ key: "SMALLER", size: 2000 }, [1, 2, 3, 5]],
  [{ key: "OLDER", seconds: 60 }, [1, 2, 3, 5]],
  [{ key: "YOUNGER", seconds: 60 }, [3, 4]],
  [{ key: "NUMBERS", set: [[1, 1], [3, 4]] }, [1, 3, 4]],
  [{ key: "NUMBERS", set: [[4, 9]] }, [4, 5]],
  [{ key: "NUMBERS", set: [[6, 9]] }, []],
  [{ key: "NUMBERS", set: [[STAR, STAR]] }, [5]],
  [{ key: "NUMBERS", set: [[3, STAR]] }, [3, 4, 5]],
  [{ key: "UID", set: [[1, 3]] }, [1, 2]],
  [{ key: "UID", set: [[400, STAR]] }, [5]],
  [{ key: "MODSEQ", modseq: 6 }, [4, 5]],
  [{ key: "EMAILID", id: "M3" }, [2]],
  [{ key: "EMAILID", id: "3" }, []],
  [{ key: "THREADID", id: "T1" }, []],
  [{ key: "HEADER", field: "subject", text: "fattura" }, [1, 2]],
  [{ key: "HEADER", field: "date", text: "" }, [1, 2, 4]],
  [{ key: "BODY", text: "FATTURA" }, [3]],
  [{ key: "TEXT", text: "fattura" }, [1, 2, 3]],
];

Deno.test("every search key finds what it should", async () => {
  await withIndex(async (place) => {
    const searched = await fiveMessages(place);
    for (const [key, numbers] of LEAVES) {
      expect({ key, numbers: await evaluate(searched, key) }).toEqual({ key, numbers });
    }
  });
});

/** A key, and what it must find. */
interface Expected {
  readonly key: SearchKey;
  readonly numbers: ReadonlySet<number>;
}

const ALL = [1, 2, 3, 4, 5];

const { expected } = fc.letrec<{ expected: Expected }>((tie) => ({
  expected: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...LEAVES).map(([key, numbers]): Expected => ({
      key,
      numbers: new Set(numbers),
    })),
    tie("expected").map((of): Expected => ({
      key: { key: "NOT", of: of.key },
      numbers: new Set(ALL).difference(of.numbers),
    })),
    fc.tuple(tie("expected"), tie("expected")).map(([one, other]): Expected => ({
      key: { key: "OR", one: one.key, other: other.key },
      numbers: one.numbers.union(other.numbers),
    })),
    fc.array(tie("expected"), { minLength: 1, maxLength: 4 }).map((keys): Expected => ({
      key: { key: "AND", keys: keys.map(({ key }) => key) },
      numbers: keys.reduce((left, { numbers }) => left.intersection(numbers), new Set(ALL)),
    })),
  ),
}));

Deno.test("keys within one another find what set theory says", async () => {
  await withIndex(async (place) => {
    const searched = await fiveMessages(place);
    await fc.assert(
      fc.asyncProperty(expected, async ({ key, numbers }) => {
        expect(await evaluate(searched, key)).toEqual(ALL.filter((one) => numbers.has(one)));
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
});

Deno.test("the saved result of a search is a set of its own", async () => {
  await withIndex(async (place) => {
    const searched = await fiveMessages(place);
    Object.assign(searched.selection, { saved: [2, 5, 99] });
    expect(await evaluate(searched, { key: "UID", set: "$" })).toEqual([1, 4]);
    expect(await evaluate(searched, { key: "NUMBERS", set: "$" })).toEqual([1, 4]);
  });
});

Deno.test("an empty folder holds nothing, whatever is looked for", async () => {
  await withIndex(async (place) => {
    const { mailbox, era, index, now } = await fiveMessages(place);
    const selection = {
      count: 0,
      message: () => {
        throw new Error("there is none");
      },
      rangesOf: () => [],
    };
    const searched = { mailbox, era, index, now, selection };
    for (const [key] of LEAVES) expect(await evaluate(searched, key)).toEqual([]);
  });
});
