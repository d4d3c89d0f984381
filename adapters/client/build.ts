/**
 * Writes the types of the API into openapi.ts: `deno task client-types`.
 *
 * @module
 */
import openapiTS, { astToString } from "openapi-typescript";

const HEAD = `// deno-lint-ignore-file -- written by a program
/**
 * The types of the API, written by \`deno task client-types\` from docs/openapi.json.
 *
 * @module
 */
`;

/** The text of openapi.ts for an OpenAPI document. */
export async function typesOf(document: string): Promise<string> {
  const types = astToString(await openapiTS(JSON.parse(document)));
  return HEAD +
    types.replace(/^export (interface|type) (\S+)/gm, "/** See docs/openapi.json. */\n$&");
}

if (import.meta.main) {
  const document = await Deno.readTextFile(new URL("../../docs/openapi.json", import.meta.url));
  const file = new URL("./openapi.ts", import.meta.url);
  await Deno.writeTextFile(file, await typesOf(document));
}
