/**
 * The frame of the API's own pages: no script, no foreign host, light and dark.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { Markup, markup } from "../../http/client_setup/markup.ts";
import type { Language } from "../language.ts";

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
a { color: #0645ad; }
article { border-top: 1px solid #767676; margin-top: 2rem; }
code, pre { font: .9rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { overflow-x: auto; padding: .6rem; border: 1px solid #767676; white-space: pre; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0;
  border-bottom: 1px solid #bbb; }
summary { cursor: pointer; }
ul { padding-left: 1.2rem; }
nav > ul { list-style: none; padding-left: 0; }
@media (prefers-color-scheme: dark) {
  body { background: #111; color: #eee; }
  a { color: #9cf; }
  th, td { border-color: #444; }
}
`;

/** What a page may do: look as it does (CSP Level 3). */
export const PAGE_POLICY: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A page. */
export function page(language: Language, title: string, content: readonly Markup[]): string {
  return markup`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}</main>
</body>
</html>
`.text;
}
