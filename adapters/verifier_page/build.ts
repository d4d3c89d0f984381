/**
 * `deno task verifier-page`: builds docs/verifier.html, the verifier as one page.
 *
 * @module
 */
import { buildPage } from "./page.ts";

const file = new URL("../../docs/verifier.html", import.meta.url);
const page = await buildPage();
await Deno.writeTextFile(file, page);
console.log(`docs/verifier.html: ${(page.length / 1000).toFixed(0)} kB`);
