/**
 * How an operation is called from a shell.
 *
 * @module
 */
import type { PlacedOperation } from "./reference.ts";
import { exampleOf, type Schemas } from "./schema_fields.ts";

/** A command for curl. */
export function exampleCall(
  { method, path, operation }: PlacedOperation,
  schemas: Schemas,
): string {
  const { parameters = [], requestBody } = operation;
  const valueOf = (name: string) => {
    const found = parameters.find((one) => one.in === "path" && one.name === name);
    return found ? String(exampleOf(found.schema, schemas)) : name;
  };
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => valueOf(name));
  const lines = [`curl -X ${method} "$API${url}"`];
  if (operation.security?.length) lines.push(`-H "Authorization: Bearer $KEY"`);
  for (const { name, in: place, required, schema } of parameters) {
    if (place === "header" && required) lines.push(`-H '${name}: ${exampleOf(schema, schemas)}'`);
  }
  const [[type, { schema }] = ["", { schema: undefined }]] = Object.entries(
    requestBody?.content ?? {},
  );
  if (type) lines.push(`-H 'Content-Type: ${type}'`);
  if (type.endsWith("json") && schema) {
    const body = JSON.stringify(exampleOf(schema, schemas), null, 2);
    lines.push(`--data '${body.replaceAll("'", `'\\''`)}'`);
  } else if (type) lines.push("--data-binary @FILE");
  return lines.join(" \\\n  ");
}
