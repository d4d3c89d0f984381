/**
 * `deno task openapi`: writes docs/openapi.json.
 *
 * @module
 */
import { committedDocument } from "./committed.ts";

const file = new URL("../../../docs/openapi.json", import.meta.url);
const document = committedDocument();
await Deno.writeTextFile(file, document);
console.log(`docs/openapi.json: ${(document.length / 1000).toFixed(0)} kB`);
