/**
 * What an event type is: a number and a name that never change, the version of its stored form,
 * its schema (which is also the codec between the stored JSON and the domain type), and the
 * upcasters that lift older stored forms.
 *
 * @module
 */
import { z } from "zod";
import type { Instant } from "./instant.ts";
import { type Rope, type Sha256 } from "./rope.ts";

/** JSON data as it is stored. */
export type Stored = Record<string, unknown>;

/** The definition of one event type. */
export interface EventDefinition<
  Name extends string = string,
  Schema extends z.ZodType = z.ZodType,
> {
  /** Identifies the type in the store. Never reused. */
  readonly number: number;
  /** Dotted lower-case name: the same in logs, metrics and documentation. */
  readonly name: Name;
  /** Version of the stored form that is written today. */
  readonly version: number;
  /** What has happened when this event is recorded. */
  readonly summary: string;
  /** Parses the stored form into the domain form and encodes it back. */
  readonly schema: Schema;
  /** `upcasters[n]` turns the stored form of version n into that of version n + 1. */
  readonly upcasters: Readonly<Record<number, (stored: Stored) => Stored>>;
  /** The blobs that the event needs to stay readable. Absent: none. */
  readonly refersTo?: (data: z.output<Schema>) => readonly Sha256[];
  /** What is erased by this event: a store destroys the keys with it. Absent: nothing. */
  readonly erases?: (data: z.output<Schema>) => Erasure;
}

/** What becomes unreadable. */
export interface Erasure {
  /** The names of streams: all of their events. */
  readonly streams: readonly string[];
  /** Every one of these events must be older; a store refuses an erasure of younger ones. */
  readonly before: Instant;
}

/** The domain form of the events of one definition: its data, its name as `type`, its instant. */
export type EventOf<D> = D extends EventDefinition<infer Name, infer Schema>
  ? { readonly type: Name; readonly at: Instant } & z.output<Schema>
  : never;

/** Any event, where its type does not matter. */
export interface AnyEvent {
  readonly type: string;
  readonly at: Instant;
}

/** The type of an event of which nothing is left but its place and its instant. */
export const ERASED = "event.erased";

/** Defines an event type. Throws if the chain of upcasters has a gap. */
export function defineEvent<const Name extends string, Schema extends z.ZodType>(
  definition:
    & Omit<EventDefinition<Name, Schema>, "upcasters">
    & Partial<Pick<EventDefinition<Name, Schema>, "upcasters">>,
): EventDefinition<Name, Schema> {
  const upcasters = definition.upcasters ?? {};
  for (let version = 1; version < definition.version; version++) {
    if (!upcasters[version]) {
      throw new Error(`Cannot define ${definition.name}: no upcaster from version ${version}`);
    }
  }
  return { ...definition, upcasters };
}

/** A mail address as it stood in an SMTP path. */
export const addressSchema: z.ZodString = z.string().min(1).max(512);
/** A SHA-256 digest in lower-case hexadecimal. */
export const sha256Schema: z.ZodString = z.string().regex(/^[0-9a-f]{64}$/);

const storedSlice = z.tuple([sha256Schema, z.int().min(0), z.int().min(1)]);
const slice = z.object({ blob: sha256Schema, offset: z.int().min(0), length: z.int().min(1) });

/** Ropes are stored as arrays of `[blob, offset, length]`. */
export const ropeSchema: z.ZodType<Rope, z.input<typeof storedSlice>[]> = z.codec(
  z.array(storedSlice),
  z.array(slice),
  {
    decode: (stored) => stored.map(([blob, offset, length]) => ({ blob, offset, length })),
    encode: (rope) =>
      rope.map(({ blob, offset, length }): [string, number, number] => [blob, offset, length]),
  },
);
