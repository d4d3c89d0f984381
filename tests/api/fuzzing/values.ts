/**
 * Values for schemas of the OpenAPI document: valid, nearly valid, and hostile.
 *
 * @module
 */
import fc, { type Arbitrary } from "fast-check";
import type {
  Schema as ShownSchema,
  Schemas,
} from "../../../adapters/api/openapi/schema_fields.ts";

/** A schema with what limits its values. */
export interface Schema extends ShownSchema {
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
}

/** Strings that break what is careless. */
const HOSTILE_STRINGS = [
  "",
  " ",
  "\0",
  "\ud800",
  "%",
  "%00",
  "..",
  "../../etc/passwd",
  "' OR 1=1 --",
  '"; DROP TABLE x; --',
  "\r\nX-Injected: 1",
  "__proto__",
  "constructor",
  "toString",
  "NaN",
  "-1",
  "1e309",
  "9007199254740993",
  "0x10",
  "null",
  "è@è.example",
  "a".repeat(400) + "@alfa.example",
  "a".repeat(5_000),
  "<script>",
  "2026-02-30T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "+275760-09-13T00:00:00.000Z",
  "W10", // a cursor: []
  "WzFd", // a cursor: [1]
  "WyIiXQ", // a cursor: [""]
  "*",
  "Ⅷ\u202e",
];

/** Strings from anywhere between harmless and malicious. */
export const hostileString: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE_STRINGS),
  fc.string({ unit: "binary", maxLength: 40 }),
);

const hostileValue: Arbitrary<unknown> = fc.oneof(
  hostileString,
  fc.constantFrom(null, true, 0, -1, 1.5, 1e308, 2 ** 53, [], {}, [[]], [null], { a: { b: {} } }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Values that a schema describes, mostly: what it says by patterns is met by examples. */
export function validValue(schema: Schema, schemas: Schemas, depth = 0): Arbitrary<unknown> {
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) return validValue(schemas[name] ?? {}, schemas, depth);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices) return fc.oneof(...choices.map((one) => validValue(one, schemas, depth)));
  const types = [schema.type ?? "string"].flat();
  return fc.oneof(...types.map((type) => valueOfType(type, schema, schemas, depth)));
}

function valueOfType(
  type: string,
  schema: Schema,
  schemas: Schemas,
  depth: number,
): Arbitrary<unknown> {
  if (type === "null") return fc.constant(null);
  if (type === "boolean") return fc.boolean();
  if (type === "integer" || type === "number") {
    const min = Math.ceil(schema.minimum ?? -10);
    return fc.integer({ min, max: Math.max(min, Math.floor(schema.maximum ?? 1_000_000)) });
  }
  if (type === "array") {
    if (!schema.items || depth > 5) return fc.constant([]);
    const minLength = schema.minItems ?? 0;
    return fc.array(validValue(schema.items, schemas, depth + 1), {
      minLength,
      maxLength: minLength + 2,
    });
  }
  if (type === "object") return objectOf(schema, schemas, depth);
  return stringOf(schema);
}

function objectOf(schema: Schema, schemas: Schemas, depth: number): Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [
      name,
      depth > 5 ? fc.constant(null) : validValue(inner, schemas, depth + 1),
    ]),
  );
  if (Object.keys(fields).length === 0 && typeof additionalProperties === "object") {
    const value = validValue(additionalProperties, schemas, depth + 1);
    return fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), value, { maxKeys: 3 });
  }
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
}

function stringOf(
  { example, format, pattern, minLength = 0, maxLength }: Schema,
): Arbitrary<string> {
  const known = typeof example === "string" ? [fc.constant(example)] : [];
  if (format === "date-time") {
    const instant = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
    return fc.oneof(...known, instant);
  }
  if (pattern) {
    try {
      return fc.oneof(...known, fc.stringMatching(new RegExp(pattern, "u")));
    } catch {
      return fc.oneof(...known, fc.constant("a"));
    }
  }
  const most = Math.max(minLength, Math.min(maxLength ?? 40, 40));
  return fc.oneof(...known, fc.string({ unit: "grapheme", minLength, maxLength: most }));
}

/** A value in which one place is not what it was. */
export function nearly(value: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc.tuple(value, hostileValue, fc.nat(), fc.nat(3)).map(([whole, other, where, how]) =>
    changed(whole, other, where, how)
  );
}

/** Anything at all. */
export const anyValue: Arbitrary<unknown> = hostileValue;

function changed(value: unknown, other: unknown, where: number, how: number): unknown {
  if (typeof value !== "object" || value === null) return other;
  if (Array.isArray(value)) {
    if (value.length === 0) return [other];
    const at = where % value.length;
    return value.map((one, index) => index === at ? changed(one, other, where >> 2, how) : one);
  }
  const names = Object.keys(value);
  if (names.length === 0) return { extra: other };
  const name = names[where % names.length]!;
  const { [name]: inner, ...rest } = value as Record<string, unknown>;
  if (how === 0) return rest;
  if (how === 1) return { ...rest, [name]: inner, extra: other };
  return { ...rest, [name]: changed(inner, other, Math.floor(where / names.length), how) };
}
