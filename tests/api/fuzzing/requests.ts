/**
 * Requests for the operations of the OpenAPI document.
 *
 * @module
 */
import fc, { type Arbitrary } from "fast-check";
import type { Schemas } from "../../../adapters/api/openapi/schema_fields.ts";
import type { Asked } from "../support/application.ts";
import { anyValue, hostileString, nearly, type Schema, validValue } from "./values.ts";

/** An operation as the document has it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly content: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

/** A request that can be made again. */
export interface Request {
  /** Of the operation. */
  readonly template: string;
  readonly method: string;
  readonly path: string;
  readonly asked: Asked;
}

/** A document, as far as requests are made from it. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>;
  readonly components: { readonly schemas: Schemas };
}

interface DocumentOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Operation["content"] };
}

/** The operations of a document. */
export function operationsOf({ paths }: Document): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      content: requestBody?.content ?? {},
    }))
  );
}

/**
 * Requests for an operation.
 *
 * @param known values that earlier answers had, by the names of their fields, and by those of the
 *   collections that have them.
 */
export function requestsFor(
  operation: Operation,
  schemas: Schemas,
  known: ReadonlyMap<string, readonly string[]>,
): Arbitrary<Request> {
  const { method, path, parameters, content } = operation;
  const given = fc.tuple(
    ...parameters.map((one) => {
      const [collection] = path.split(`/{${one.name}}`);
      const own = known.get(knownAs(collection!, one.name)) ?? known.get(one.name) ?? [];
      return parameterValue(one, schemas, own);
    }),
  );
  return fc.tuple(given, bodyOf(content, schemas)).map(([values, body]) => {
    const texts = parameters.map((one, index) => ({ ...one, text: values[index] ?? null }));
    let target = path;
    const query = new URLSearchParams();
    const headers: Record<string, string> = {};
    for (const { name, in: place, text } of texts) {
      if (place === "path") {
        // What is empty would lead to another path.
        target = target.replace(`{${name}}`, encodeURIComponent(wellFormed(text || "x")));
      } else if (text !== null && place === "query") query.set(name, wellFormed(text));
      else if (text !== null && place === "header") headers[name] = headerText(text);
    }
    const search = query.size > 0 ? `?${query}` : "";
    return {
      template: path,
      method,
      path: target + search,
      asked: { ...body, headers: { ...headers, ...body.headers } },
    };
  });
}

/** Under what the names of things are remembered that a collection has. */
export function knownAs(collection: string, name: string): string {
  return `${collection} ${name}`;
}

function parameterValue(
  { required = false, in: place, schema }: Parameter,
  schemas: Schemas,
  known: readonly string[],
): Arbitrary<string | null> {
  const valid = validValue(schema, schemas).map(String);
  return fc.oneof(
    // Where the path leads nowhere nothing else is looked at.
    {
      weight: place === "path" ? 20 : 4,
      arbitrary: known.length > 0 ? fc.constantFrom(...known) : valid,
    },
    { weight: 2, arbitrary: valid },
    { weight: 2, arbitrary: hostileString },
    { weight: required || place === "path" ? 0 : 4, arbitrary: fc.constant(null) },
  );
}

type Body = Pick<Asked, "json" | "body" | "headers">;

function bodyOf(content: Operation["content"], schemas: Schemas): Arbitrary<Body> {
  const types = Object.entries(content);
  if (types.length === 0) return fc.constant({});
  return fc.oneof(...types.map(([type, { schema = {} }]) => bodyOfType(type, schema, schemas)));
}

function bodyOfType(type: string, schema: Schema, schemas: Schemas): Arbitrary<Body> {
  const headers = { "content-type": type };
  const bytes = fc.uint8Array({ maxLength: 300 })
    .map((body) => ({ body: Uint8Array.from(body), headers }));
  if (type === "application/x-www-form-urlencoded") {
    const text = fc.dictionary(
      fc.constantFrom("grant_type", "client_assertion", "scope"),
      hostileString,
    )
      .map((fields) => ({ body: new URLSearchParams(fields).toString(), headers }));
    return fc.oneof(text, bytes);
  }
  if (!type.endsWith("json")) return bytes;
  const valid = validValue(schema, schemas);
  const json = fc.oneof(
    { weight: 3, arbitrary: valid },
    { weight: 4, arbitrary: nearly(valid) },
    { weight: 1, arbitrary: anyValue },
  ).map((value) => ({ body: JSON.stringify(value), headers }));
  return fc.oneof({ weight: 9, arbitrary: json }, { weight: 1, arbitrary: bytes });
}

function wellFormed(text: string): string {
  const whole = text.toWellFormed();
  return whole === "." || whole === ".." ? `${whole}x` : whole;
}

/** What a client can send at all (RFC 9110 §5.5). */
function headerText(text: string): string {
  return text.replace(/[^\t -~\xa0-\xff]/g, "").trim();
}
