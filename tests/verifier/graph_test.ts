/** @module */
import { expect } from "expect";
import { fileURLToPath } from "node:url";
import { placeOf, ROOT } from "../gate/project.ts";

/** As much of what `deno info --json` prints as is needed here. */
interface Graph {
  readonly roots: readonly string[];
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly { readonly code?: { readonly specifier?: string } }[];
  }[];
}

/** What is loaded with a module; types are not. */
async function loadedWith(place: string): Promise<readonly string[]> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", place],
    cwd: ROOT,
    stderr: "null",
  });
  const { stdout } = await command.output();
  const { roots, modules } = JSON.parse(new TextDecoder().decode(stdout)) as Graph;
  const known = new Map(modules.map((module) => [module.specifier, module]));
  const loaded = new Set(roots);
  for (const specifier of loaded) {
    for (const { code } of known.get(specifier)?.dependencies ?? []) {
      if (code?.specifier !== undefined) loaded.add(code.specifier);
    }
  }
  return [...loaded];
}

Deno.test("verifier: at run time it shares nothing with the engine, and asks nothing of the system", async () => {
  const loaded = await loadedWith("adapters/verifier/verify.ts");
  const places = loaded.filter((specifier) => specifier.startsWith("file:"))
    .map((specifier) => placeOf(fileURLToPath(specifier)));
  expect(places).toContain("adapters/verifier/bundle.ts");
  expect(places).toContain("adapters/documents/smime/verifier.ts");
  const rooms = new Set(places.map((place) => place.split("/").slice(0, 2).join("/")));
  expect([...rooms].sort())
    .toEqual(["adapters/documents", "adapters/merkle", "adapters/timestamp", "adapters/verifier"]);
  const others = loaded.filter((specifier) => !specifier.startsWith("file:"))
    .map((specifier) => specifier.replace(/^npm:\/?([^@]*)@.*$/, "npm:$1"));
  expect(others.sort()).toEqual(["node:buffer", "node:crypto", "npm:libxml2-wasm", "npm:zod"]);
  for (const place of places) {
    expect([place, /\bDeno\./.test(await Deno.readTextFile(ROOT + place))]).toEqual([place, false]);
  }
});
