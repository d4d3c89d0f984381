/**
 * Reads the frozen stored forms in `fixtures/`.
 *
 * @module
 */
import type { EncodedEvent } from "../../events/codec.ts";
import type { EventDefinition } from "../../events/definition.ts";

const folder = new URL("./fixtures/", import.meta.url);

/** The name of the file that holds a version of an event. */
export function fixtureName({ number, name }: EventDefinition, version: number): string {
  return `${number}.${name}.v${version}.json`;
}

/** All fixtures by file name, in the order of their numbers. */
export function readFixtures(): ReadonlyMap<string, EncodedEvent> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  return new Map(names.map((name) => [
    name,
    JSON.parse(Deno.readTextFileSync(new URL(name, folder))) as EncodedEvent,
  ]));
}
