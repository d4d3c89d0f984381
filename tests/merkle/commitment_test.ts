/**
 * Events' commitments.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import {
  canonicalBytes,
  commitmentOf,
  type StoredEvent,
} from "../../adapters/merkle/commitment.ts";
import { flipped } from "./memory_tree.ts";

const SEED = 2104;
const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);
const EVENT: StoredEvent = {
  position: 7,
  stream: 'mailbox-"anna"@alfa.example',
  version: 3,
  number: 12,
  form: 1,
  at: 1_767_225_600_000,
  data: '{ "subject" : "Perch\u00e9\\u0301", "n": 1.0 }\n',
};
const number = fc.maxSafeInteger();
const text = fc.string({ unit: "binary" });
const event: fc.Arbitrary<StoredEvent> = fc.record({
  position: number,
  stream: text,
  version: number,
  number,
  form: number,
  at: number,
  data: text,
});

Deno.test("the canonical bytes are the header in JSON, a line feed, and the data as stored", () => {
  expect(new TextDecoder().decode(canonicalBytes(EVENT))).toBe(
    '[7,"mailbox-\\"anna\\"@alfa.example",3,12,1,1767225600000]\n' + EVENT.data,
  );
});

Deno.test("the commitment is the HMAC that openssl computes", () => {
  // openssl mac -digest SHA256 -macopt hexkey:000102...1f -in canonical HMAC
  expect(commitmentOf(EVENT, KEY).toHex()).toBe(
    "774bb7ba544d9bf9c3b294406d0ed3074e9ff0de2f49caba62db550850b764d6",
  );
});

Deno.test("another key, and any change to the event, makes another commitment", () => {
  const commitment = commitmentOf(EVENT, KEY).toHex();
  for (const bit of [0, 100, 255]) {
    expect(commitmentOf(EVENT, flipped(KEY, bit)).toHex()).not.toBe(commitment);
  }
  for (const field of ["position", "version", "number", "form", "at"] as const) {
    const changed = { ...EVENT, [field]: EVENT[field] + 1 };
    expect(commitmentOf(changed, KEY).toHex()).not.toBe(commitment);
  }
  for (const data of [EVENT.data.trim(), JSON.stringify(JSON.parse(EVENT.data))]) {
    expect(commitmentOf({ ...EVENT, data }, KEY).toHex()).not.toBe(commitment);
  }
});

Deno.test("the canonical bytes give back the event, so that no two events share them", () => {
  fc.assert(
    fc.property(event, (event) => {
      const whole = new TextDecoder("utf-8", { ignoreBOM: true }).decode(canonicalBytes(event));
      const end = whole.indexOf("\n");
      const [position, stream, version, number, form, at] = JSON.parse(whole.slice(0, end));
      const data = whole.slice(end + 1);
      // JSON knows one zero.
      expect({ position, stream, version, number, form, at, data })
        .toEqual(JSON.parse(JSON.stringify(event)));
    }),
    { seed: SEED },
  );
});

Deno.test("events whose bytes would be another one's are refused", () => {
  for (const wrong of [NaN, Infinity, 1.5, 2 ** 53]) {
    for (const field of ["position", "version", "number", "form", "at"] as const) {
      expect(() => canonicalBytes({ ...EVENT, [field]: wrong })).toThrow("no integers");
    }
  }
  for (const field of ["stream", "data"] as const) {
    expect(() => canonicalBytes({ ...EVENT, [field]: "a\ud800" })).toThrow("no Unicode");
  }
});

Deno.test("a key has 32 octets", () => {
  for (const length of [0, 16, 31, 33, 64]) {
    expect(() => commitmentOf(EVENT, new Uint8Array(length)))
      .toThrow(`Cannot commit under a key of ${length} octets`);
  }
});
