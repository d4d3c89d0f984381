/**
 * Schemas of the OpenAPI document as rows that people can read, and as example values.
 *
 * @module
 */

/** A JSON Schema, as far as our document uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** One row. */
export interface Field {
  /** With the names of what it stands in, such as `recipients[].address`. */
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** Named schemas. */
export type Schemas = Readonly<Record<string, Schema>>;

/** How deep fields are told: schemas may refer to themselves. */
const DEEPEST = 5;

/** A schema's fields, outer ones first. One that is no object has one row without a name. */
export function fieldsOf(schema: Schema, schemas: Schemas): readonly Field[] {
  const rows = rowsOf("", schema, schemas, true, 0);
  return rows.length > 1 ? rows.slice(1) : rows;
}

/** A value that a schema describes. */
export function exampleOf(schema: Schema, schemas: Schemas, depth = 0): unknown {
  const { example, const: constant, default: usual, enum: values, items, properties } = resolved(
    schema,
    schemas,
  );
  for (const value of [example, constant, usual, values?.[0]]) {
    if (value !== undefined) return value;
  }
  const [choice] = choicesOf(resolved(schema, schemas));
  if (choice) return exampleOf(choice, schemas, depth);
  if (items) return depth < DEEPEST ? [exampleOf(items, schemas, depth + 1)] : [];
  if (!properties) return plainExample(resolved(schema, schemas));
  const { required = [] } = resolved(schema, schemas);
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, inner]) =>
      required.includes(name) && depth < DEEPEST
        ? [[name, exampleOf(inner, schemas, depth + 1)]]
        : []
    ),
  );
}

function rowsOf(
  name: string,
  schema: Schema,
  schemas: Schemas,
  required: boolean,
  depth: number,
): readonly Field[] {
  const known = resolved(schema, schemas);
  const description = schema.description ?? known.description ?? "";
  const own = { name, type: typeOf(schema, schemas), required, description };
  if (depth >= DEEPEST) return [own];
  const inside = known.items
    ? rowsOf(`${name}[]`, known.items, schemas, false, depth + 1).slice(1)
    : choicesOf(known).flatMap((one) => rowsOf(name, one, schemas, false, depth + 1).slice(1));
  const fields = Object.entries(known.properties ?? {}).flatMap(([inner, its]) =>
    rowsOf(
      name === "" ? inner : `${name}.${inner}`,
      its,
      schemas,
      known.required?.includes(inner) ?? false,
      depth + 1,
    )
  );
  return [own, ...inside, ...fields];
}

function typeOf(schema: Schema, schemas: Schemas): string {
  const known = resolved(schema, schemas);
  const { type, format, enum: values, const: constant, items } = known;
  if (constant !== undefined) return JSON.stringify(constant);
  if (values) return values.map((one) => JSON.stringify(one)).join(" | ");
  if (items) return `${typeOf(items, schemas)}[]`;
  const choices = choicesOf(known);
  if (choices.length > 0) return choices.map((one) => typeOf(one, schemas)).join(" | ");
  const names = [type ?? "any"].flat().join(" | ");
  return format ? `${names} (${format})` : names;
}

function choicesOf({ anyOf, oneOf, allOf }: Schema): readonly Schema[] {
  return anyOf ?? oneOf ?? allOf ?? [];
}

function resolved(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : schemas[name] ?? schema;
}

function plainExample({ type }: Schema): unknown {
  const [first] = [type].flat();
  if (first === "integer" || first === "number") return 1;
  if (first === "boolean") return true;
  if (first === "array") return [];
  return first === "object" ? {} : "…";
}
