/**
 * Between the domain form of an event and the form in which a store keeps it.
 *
 * @module
 */
import { z } from "zod";
import type { AnyEvent, EventDefinition, Stored } from "./definition.ts";

/** An event as a store keeps it. */
export interface EncodedEvent {
  readonly number: number;
  /** Version of the stored form. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly data: Stored;
}

/** The stored form of an event of a definition. Throws if it does not follow the schema. */
export function encodeAs(definition: EventDefinition, event: AnyEvent): EncodedEvent {
  const { type: _type, at, ...data } = event;
  return {
    number: definition.number,
    version: definition.version,
    at,
    data: z.encode(definition.schema, data) as Stored,
  };
}

/** The event of a stored form of any version. Throws for newer versions and malformed data. */
export function decodeAs(definition: EventDefinition, encoded: EncodedEvent): AnyEvent {
  if (encoded.version > definition.version) {
    throw new Error(
      `Cannot decode ${definition.name}: version ${encoded.version} was written by a newer release`,
    );
  }
  let data = encoded.data;
  for (let version = encoded.version; version < definition.version; version++) {
    const upcast = definition.upcasters[version];
    if (!upcast) throw new Error(`Cannot upcast ${definition.name} from version ${version}`);
    data = upcast(data);
  }
  return {
    ...(z.decode(definition.schema, data) as Stored),
    type: definition.name,
    at: encoded.at,
  };
}
