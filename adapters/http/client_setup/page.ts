/**
 * The page that tells holders the connection parameters. It works without scripts, with a keyboard
 * and with a screen reader.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { Markup, markup } from "./markup.ts";
import { PAGE_TEXTS, type PageTexts } from "./page_texts.ts";
import type { ClientServices, Offer } from "./services.ts";

/** One press selects a whole value, for copying. */
const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: bold; padding: .5rem 0; }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #767676; }
code { user-select: all; font-size: 1.1em; overflow-wrap: anywhere; }
input, button { font: inherit; padding: .4rem; max-width: 100%; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } a { color: #9cf; } }
`;

/** What the page may do: look as it does, and ask this server for a profile (CSP Level 3). */
export const PAGE_POLICY: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

/** The page, with `profilePath` for the Apple profile. */
export function page(services: ClientServices, profilePath: string): string {
  return markup`<!DOCTYPE html>
<html lang="it">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${services.provider}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<h1>${services.provider}</h1>
<nav>
${
    PAGE_TEXTS.map(({ language, name }) =>
      markup`<a href="#${language}" lang="${language}">${name}</a>\n`
    )
  }</nav>
</header>
<main>
${PAGE_TEXTS.map((texts) => section(services, texts, profilePath))}</main>
</body>
</html>
`.text;
}

function section(services: ClientServices, texts: PageTexts, profilePath: string): Markup {
  const { domains, imap, pop3, submission } = services;
  const { language, columns } = texts;
  const rows = (service: string, offers: readonly Offer[]) =>
    offers.map((offer) => row(service, services.hostname, offer));
  return markup`<section id="${language}" lang="${language}">
<h2>${texts.title}</h2>
<p>${texts.userName} ${
    domains.map((domain, index) =>
      markup`${index === 0 ? "" : ", "}<code>${texts.somebody}@${domain}</code>`
    )
  }</p>
<p>${texts.password}</p>
<table>
<caption>${texts.table}</caption>
<thead><tr>${columns.map((column) => markup`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows(texts.imap, imap)}${rows(texts.pop3, pop3)}${rows(texts.submission, submission)}</tbody>
</table>
<h3>${texts.automatic}</h3>
<p>${texts.programs}</p>
<p>${texts.apple}</p>
<form action="${profilePath}" method="get">
<label for="address-${language}">${texts.address}</label>
<input id="address-${language}" name="address" type="email" maxlength="254" required \
autocomplete="email">
<button type="submit">${texts.download}</button>
</form>
</section>
`;
}

function row(service: string, hostname: string, { port, security }: Offer): Markup {
  return markup`<tr><th scope="row">${service}</th><td><code>${hostname}</code></td>\
<td><code>${port}</code></td><td>${security === "tls" ? "SSL/TLS" : "STARTTLS"}</td></tr>
`;
}
