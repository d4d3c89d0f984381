/**
 * Scripts for a browser out of the engine's modules, with what a browser has in the place of
 * Deno's built-in ones.
 *
 * @module
 */
import { build, type Plugin } from "esbuild";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
// Nothing of these runs here: they bring the packages of the page into the cache.
import "../verifier/verify.ts";
import "./browser/crypto.ts";

/** What the page has in the place of modules; any other one that no browser has fails the build. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  "libxml2-wasm": "./browser/xml.ts",
  "node:buffer": "./browser/buffer.ts",
  "node:crypto": "./browser/crypto.ts",
};

/** Finds built-in modules and packages as deno.json names them: esbuild looks in node_modules. */
const resolution: Plugin = {
  name: "resolution",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === "entry-point") return undefined;
      const url = import.meta.resolve(SUBSTITUTES[path] ?? path);
      return url.startsWith("file:") ? { path: fileURLToPath(url) } : undefined;
    });
    // Half of zod are messages in fifty languages.
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, dirname(path), "en.js"),
    }));
  },
};

/**
 * A module and all that it imports as one script, minified, in ASCII. The same sources give the same
 * script everywhere. esbuild's process goes on, for the next one, until this one ends.
 *
 * @throws {Error} where a module cannot be found or stands on something no browser has
 */
export async function bundle(entry: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2024",
    // The page has them, whole, at its top.
    legalComments: "none",
    plugins: [resolution],
  });
  return outputFiles[0]!.text;
}
