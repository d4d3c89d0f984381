/**
 * The client's types are those of the document.
 *
 * @module
 */
import { expect } from "expect";

const read = (path: string) => Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
// The generator is needed here alone: where it cannot be had, the other tests run all the same.
const build = await import("../../adapters/client/build.ts").catch(() => null);

Deno.test({
  name: build
    ? "client: its types are made of docs/openapi.json (else: deno task client-types)"
    : "client: its types are made of docs/openapi.json (openapi-typescript cannot be loaded)",
  ignore: build === null,
  async fn() {
    const written = await read("adapters/client/openapi.ts");
    const made = await build!.typesOf(await read("docs/openapi.json"));
    // Not compared by expect, whose report would have ten thousand lines.
    expect(written === made ? "current" : "stale: run deno task client-types").toBe("current");
  },
});
