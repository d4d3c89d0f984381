/**
 * The verifier as one HTML page that needs no other file and no network.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { bundle } from "./bundle.ts";

const MAIN = new URL("./browser/main.ts", import.meta.url);

/** The page. The same sources give the same text everywhere. */
export async function buildPage(): Promise<string> {
  const [template, style, script] = await Promise.all([
    read("page.html"),
    read("page.css"),
    bundle(MAIN),
  ]);
  // Functions, since a replacement text would have dollars of its own.
  return template
    .replace("POLICY", () => policy(style, script))
    .replace('<link rel="stylesheet" href="page.css">', () => `<style>${style}</style>`)
    .replace('<script src="main.js"></script>', () => `<script>${script}</script>`);
}

/** Content Security Policy: this style and this script, and nothing from anywhere. */
function policy(style: string, script: string): string {
  return [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

async function read(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(name, import.meta.url));
}
