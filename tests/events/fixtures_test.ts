/**
 * The stored forms of all events, frozen: a file in `fixtures/` is never edited. What a release has
 * written, every later one reads.
 *
 * @module
 */
import { expect } from "expect";
import { catalogue, decodeEvent, encodeEvent } from "../../events/catalogue.ts";
import { fixtureName, readFixtures } from "./fixtures.ts";

const fixtures = readFixtures();

Deno.test("every version of every event has a fixture, and every fixture an event", () => {
  const expected = catalogue.flatMap((definition) =>
    Array.from({ length: definition.version }, (_, index) => fixtureName(definition, index + 1))
  );
  expect([...fixtures.keys()].sort()).toEqual(expected.sort());
});

for (const [name, stored] of fixtures) {
  Deno.test(`${name} decodes, and today's version encodes to the same data`, () => {
    const event = decodeEvent(stored);
    expect(event.at).toBe(stored.at);
    const definition = catalogue.find(({ number }) => number === stored.number);
    expect(event.type).toBe(definition?.name);
    const again = encodeEvent(event);
    expect(decodeEvent(again)).toEqual(event);
    if (stored.version === definition?.version) expect(again).toEqual(stored);
  });
}
