/**
 * The lengths of streams: each is shown, none other can be, and `lengths.py` agrees.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { nodeHash } from "../../adapters/merkle/hash.ts";
import {
  type Length,
  lengthsRoot,
  proveAbsence,
  proveLength,
  verifyAbsence,
  verifyLength,
} from "../../adapters/merkle/lengths.ts";
import { flipped } from "./memory_tree.ts";
import { type Opinion, pythonAvailable, secondOpinion } from "./python.ts";

const SEED = 6962;
const SALT = Uint8Array.from({ length: 32 }, (_, at) => at * 5 + 1);

const mailboxes = (count: number): readonly Length[] =>
  Array.from({ length: count }, (_, at) => ({
    stream: `mailbox-holder${at}@alfa.example`,
    version: at * 7 % 1000 + 1,
  }));
const MANY = mailboxes(300);
const ROOT = lengthsRoot(MANY, SALT);
const someStream = fc.constantFrom(...MANY.map(({ stream }) => stream));
const absentStream = fc.nat(100_000).map((at) => `mailbox-nobody${at}@alfa.example`);

Deno.test("every length of trees of all small sizes is shown, and every absence", () => {
  for (let count = 0; count <= 20; count++) {
    const lengths = mailboxes(count);
    const root = lengthsRoot(lengths, SALT);
    for (const { stream, version } of lengths) {
      const proof = proveLength(lengths, SALT, stream);
      expect(proof.version).toBe(version);
      expect(verifyLength({ stream, ...proof }, root)).toBe(true);
    }
    for (const { stream } of mailboxes(40).slice(count)) {
      const proof = proveAbsence(lengths, SALT, stream);
      expect(verifyAbsence({ stream, ...proof }, root)).toBe(true);
    }
  }
});

Deno.test("no other length, stream, key, salt or root passes with a proof", () => {
  fc.assert(
    fc.property(someStream, fc.integer({ min: -1, max: 2000 }), fc.nat(255), (stream, v, bit) => {
      const proof = proveLength(MANY, SALT, stream);
      const claim = { stream, ...proof };
      expect(verifyLength(claim, ROOT)).toBe(true);
      expect(verifyLength({ ...claim, version: v }, ROOT)).toBe(v === proof.version);
      expect(verifyLength({ ...claim, version: proof.version + 0.5 }, ROOT)).toBe(false);
      expect(verifyLength({ ...claim, stream: `${stream}x` }, ROOT)).toBe(false);
      expect(verifyLength({ ...claim, stream: "\ud800" }, ROOT)).toBe(false);
      expect(verifyLength({ ...claim, leafKey: flipped(proof.leafKey, bit) }, ROOT)).toBe(false);
      // RFC 2104 pads keys with zeros: a longer one would be the same key.
      const padded = Uint8Array.of(...proof.leafKey, 0);
      expect(verifyLength({ ...claim, leafKey: padded }, ROOT)).toBe(false);
      expect(verifyLength(claim, flipped(ROOT, bit))).toBe(false);
      expect(verifyLength(claim, lengthsRoot(MANY, flipped(SALT, bit)))).toBe(false);
    }),
    { seed: SEED },
  );
});

Deno.test("a proof with any bit flipped, or anything more or less, fails", () => {
  fc.assert(
    fc.property(someStream, absentStream, fc.nat(255), (stream, absent, bit) => {
      const present = proveLength(MANY, SALT, stream);
      const absence = proveAbsence(MANY, SALT, absent);
      const holds = (siblings: readonly Uint8Array[], of: "length" | "absence") =>
        of === "length"
          ? verifyLength({ stream, ...present, siblings }, ROOT)
          : verifyAbsence({ stream: absent, ...absence, siblings }, ROOT);
      for (const  of of["length", "absence"] as const) {
        const { siblings } = of === "length" ? present : absence;
        expect(holds(siblings, of)).toBe(true);
        for (const [at, sibling] of siblings.entries()) {
          expect(holds(siblings.with(at, flipped(sibling, bit)), of)).toBe(false);
          expect(holds(siblings.with(at, sibling.subarray(1)), of)).toBe(false);
          expect(holds(siblings.toSpliced(at, 1), of)).toBe(false);
          expect(holds(siblings.toSpliced(at, 0, sibling), of)).toBe(false);
        }
        expect(holds([], of)).toBe(false);
        expect(holds(Array(257).fill(ROOT), of)).toBe(false);
      }
    }),
    { seed: SEED, numRuns: 40 },
  );
});

Deno.test("no stream that is there passes for absent, whatever leaf is shown in its place", () => {
  fc.assert(
    fc.property(someStream, someStream, fc.boolean(), (stream, other, cut) => {
      const { siblings } = proveLength(MANY, SALT, stream);
      const around = cut ? siblings.slice(1) : siblings;
      expect(verifyAbsence({ stream, other: null, siblings: around }, ROOT)).toBe(false);
      // The leaf of any stream at all, and its own proof: it does not stand in this one's place.
      const own = proveLength(MANY, SALT, other);
      const itself = proveAbsence([MANY.find((one) => one.stream === stream)!], SALT, "mailbox-x");
      expect(verifyAbsence({ stream, other: itself.other, siblings }, ROOT)).toBe(false);
      const absence = proveAbsence(MANY.filter((length) => length.stream !== other), SALT, other);
      for (const shown of [absence.other, null]) {
        for (const beside of [siblings, own.siblings, absence.siblings]) {
          expect(verifyAbsence({ stream, other: shown, siblings: beside }, ROOT)).toBe(false);
        }
      }
    }),
    { seed: SEED, numRuns: 60 },
  );
});

Deno.test("an absent stream has no length, and its absence shows another place at the most", () => {
  let nothing = 0;
  fc.assert(
    fc.property(absentStream, fc.nat(255), (stream, bit) => {
      const { other, siblings } = proveAbsence(MANY, SALT, stream);
      if (other === null) {
        nothing++;
        return;
      }
      const claim = (changed: Partial<typeof other>) =>
        verifyAbsence({ stream, other: { ...other, ...changed }, siblings }, ROOT);
      expect(claim({})).toBe(true);
      expect(claim({ value: flipped(other.value, bit) })).toBe(false);
      expect(claim({ index: flipped(other.index, bit) })).toBe(false);
      expect(verifyAbsence({ stream, other: null, siblings }, ROOT)).toBe(false);
    }),
    { seed: SEED },
  );
  expect(nothing).toBeGreaterThan(0);
});

Deno.test("a leaf that was put into another's place shows nothing", () => {
  const leafOf = (length: Length) => proveAbsence([length], SALT, "mailbox-nobody").other!;
  const onSide = (bit: number) => MANY.find((length) => leafOf(length).index[0]! >>> 7 === bit)!;
  const [left, right] = [leafOf(onSide(0)), leafOf(onSide(1))];
  const hashOf = (length: Length) => lengthsRoot([length], SALT);
  const crossed = nodeHash(hashOf(onSide(1)), hashOf(onSide(0)));
  const straight = nodeHash(hashOf(onSide(0)), hashOf(onSide(1)));
  const stream = MANY.findLast((length) => leafOf(length).index[0]! >>> 7 === 0)!.stream;
  expect(verifyAbsence({ stream, other: left, siblings: [hashOf(onSide(1))] }, straight))
    .toBe(true);
  expect(verifyAbsence({ stream, other: right, siblings: [hashOf(onSide(0))] }, crossed))
    .toBe(false);
});

Deno.test("the order in which streams come does not matter; their lengths, and the salt, do", () => {
  expect(lengthsRoot(MANY.toReversed(), SALT)).toEqual(ROOT);
  expect(lengthsRoot(MANY.slice(1), SALT)).not.toEqual(ROOT);
  const longer = MANY.with(7, { ...MANY[7]!, version: MANY[7]!.version + 1 });
  expect(lengthsRoot(longer, SALT)).not.toEqual(ROOT);
  expect(lengthsRoot(MANY, flipped(SALT, 0))).not.toEqual(ROOT);
  expect(lengthsRoot([], SALT)).toEqual(new Uint8Array(32));
});

Deno.test("what makes no tree is refused", () => {
  const [one] = mailboxes(1);
  expect(() => lengthsRoot(MANY, SALT.subarray(1))).toThrow("a salt of 31 octets");
  expect(() => lengthsRoot([one!, { ...one!, version: 9 }], SALT)).toThrow("there twice");
  for (const version of [0, -1, 1.5, NaN]) {
    expect(() => lengthsRoot([{ ...one!, version }], SALT)).toThrow("it is malformed");
  }
  expect(() => lengthsRoot([{ stream: "\udc00", version: 1 }], SALT)).toThrow("it is malformed");
  expect(() => proveLength(MANY, SALT, "mailbox-nobody")).toThrow("there is no such stream");
  expect(() => proveAbsence(MANY, SALT, MANY[3]!.stream)).toThrow("it is there");
});

/** All that there is to say of these lengths, as `lengths.py` wants it. */
function claimsOf(lengths: readonly Length[]) {
  const hex = (hashes: readonly Uint8Array[]) => hashes.map((hash) => hash.toHex());
  const absent = Array.from({ length: 60 }, (_, at) => `mailbox-Perch\u00e9 "\u2028${at}"`);
  return {
    salt: SALT.toHex(),
    root: lengthsRoot(lengths, SALT).toHex(),
    lengths,
    present: lengths.map(({ stream }) => {
      const { version, leafKey, siblings } = proveLength(lengths, SALT, stream);
      return { stream, version, leafKey: leafKey.toHex(), siblings: hex(siblings) };
    }),
    absent: absent.map((stream) => {
      const { other, siblings } = proveAbsence(lengths, SALT, stream);
      const shown = other && { index: other.index.toHex(), value: other.value.toHex() };
      return { stream, other: shown, siblings: hex(siblings) };
    }),
  };
}

async function opinionOn(claims: unknown): Promise<Opinion> {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, JSON.stringify(claims));
    return await secondOpinion("lengths.py", file);
  } finally {
    await Deno.remove(file);
  }
}

for (const count of [0, 1, 2, 90]) {
  Deno.test({
    name: `python3 finds the lengths of ${count} streams, and what they lack, to be right`,
    ignore: !pythonAvailable,
    fn: async () => {
      const { success, output } = await opinionOn(claimsOf(mailboxes(count)));
      expect({ success, output }).toMatchObject({ success: true });
      expect(JSON.parse(output)).toEqual({ lengths: count, present: count, absent: 60 });
    },
  });
}

Deno.test({
  name: "python3 finds a length that is too small, and a stream that was left out",
  ignore: !pythonAvailable,
  fn: async () => {
    const claims = claimsOf(mailboxes(30));
    const [first, ...rest] = claims.present;
    const shorter = { ...first!, version: first!.version + 1 };
    expect(await opinionOn({ ...claims, present: [shorter, ...rest] }))
      .toMatchObject({ success: false, output: expect.stringMatching("wrong version") });
    expect(await opinionOn({ ...claims, lengths: claims.lengths.slice(1) }))
      .toMatchObject({ success: false, output: "root: wrong" });
  },
});
