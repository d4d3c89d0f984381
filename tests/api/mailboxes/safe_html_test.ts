/**
 * HTML from strangers.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { Parser } from "htmlparser2";
import { safeHtml } from "../../../adapters/api/mailboxes/safe_html.ts";
import { safeStyle } from "../../../adapters/api/mailboxes/safe_style.ts";

const OWN = "/v1/mailboxes/anna@alfa.example/messages/1/attachments/2";

function made(html: string): { readonly html: string; readonly removed: readonly string[] } {
  return safeHtml(html, (id) => id === "logo@alfa.example" ? OWN : undefined)!;
}

Deno.test("html: what people write in a message stays as it is", () => {
  const written = '<div align="center"><p style="color: #333; font-family: Arial, sans-serif">' +
    'Buongiorno <b>Anna</b>,<br>1 &lt; 2 &amp; così via</p><table><tr><td colspan="2">x</td>' +
    "</tr></table></div>";
  expect(made(written)).toEqual({ html: written, removed: [] });
});

/** What may never stand in what comes out. */
const DANGEROUS =
  /<(?:script|style|svg|math|iframe|form|input|meta|link|base|object|embed|template|!)|\son\w+=|javascript:|url\(|expression\(|data:text|data:image/i;

const HOSTILE: readonly (readonly [name: string, html: string, removed: readonly string[]])[] = [
  ["a script", "a<script>alert(1)</script>b", ["active_content"]],
  ["a handler", "<p onclick=alert(1) ONMOUSEOVER='x'>a</p>", ["active_content"]],
  ["a URL that runs", '<a href="javascript:alert(1)">x</a>', ["active_content"]],
  ["a URL in disguise", '<a href="java&#10;script&colon;alert(1)">x</a>', ["active_content"]],
  ["a URL behind a control", "<a href='&#1;javascript:alert(1)'>x</a>", ["active_content"]],
  ["a page in a URL", '<a href="data:text/html,<script>1</script>">x</a>', ["active_content"]],
  ["a remote image", '<img src="https://evil.example/p.gif">', ["remote_content"]],
  ["an image without a scheme", '<img src="//evil.example/p.gif">', ["remote_content"]],
  ["an image in a URL", '<img src="data:image/svg+xml,<svg onload=1>">', ["remote_content"]],
  ["an image set", '<img srcset="https://evil.example/p.gif 2x">', []],
  ["a vector image", "<svg onload=alert(1)><script>1</script></svg>a", ["active_content"]],
  ["a refresh", '<meta http-equiv=refresh content="0;url=https://evil.example">', []],
  ["a base", '<base href="https://evil.example/">', ["remote_content"]],
  ["a style sheet", "<style>@import 'https://evil.example/s.css'</style>a", ["styles"]],
  ["a linked style sheet", '<link rel=stylesheet href="https://evil.example/s">', [
    "remote_content",
  ]],
  ["a style that fetches", '<p style="background: url(https://evil.example/p)">a</p>', ["styles"]],
  ["a style in disguise", '<p style="background: u\\72l(https://evil.example/p)">a</p>', [
    "styles",
  ]],
  ["a style that covers", '<p style="position: fixed; top: 0">a</p>', ["styles"]],
  ["a background", '<table background="https://evil.example/p"><tr><td>a</table>', [
    "remote_content",
  ]],
  ["a form", '<form action="https://evil.example"><input name=p><button>Entra</button></form>', [
    "forms",
  ]],
  ["a frame", '<iframe srcdoc="<script>1</script>"></iframe>', ["remote_content"]],
  ["a comment", "<!--[if gte mso 9]><script>1</script><![endif]-->a", []],
  ["mutation by svg", '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">', [
    "active_content",
  ]],
  [
    "mutation by math",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;" +
    "&lt;img src=1 onerror=alert(1)&gt;'>",
    [],
  ],
  ["mutation by noscript", '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', []],
  ["mutation by a title", "<title><a title='</title><img src=1 onerror=alert(1)>'>", []],
  ["mutation by xmp", "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>", []],
  ["an attribute that ends early", "<p title='\"><script>alert(1)</script>'>a</p>", []],
];

for (const [name, html, removed] of HOSTILE) {
  Deno.test(`html: ${name} does not come through`, () => {
    const safe = made(html);
    // Text may say anything: what counts is markup.
    const markup = safe.html.replace(/&\w+;|&#\d+;/g, " ");
    expect(markup.replace(/title="[^"]*"/g, "")).not.toMatch(DANGEROUS);
    expect(safe.removed).toEqual(expect.arrayContaining([...removed]));
  });
}

Deno.test("html: links open elsewhere and tell nothing", () => {
  expect(made('<a href=" https://beta.example/?a=1&amp;b=2 ">x</a>').html).toBe(
    '<a href="https://beta.example/?a=1&amp;b=2" target="_blank" ' +
      'rel="noopener noreferrer nofollow">x</a>',
  );
  expect(made('<a href="#top" id="x" class="y" name="body">x</a>').html).toBe("<a>x</a>");
});

Deno.test("html: images of the message itself are shown, others are marked", () => {
  expect(made('<img src="cid:logo%40alfa.example" alt="Logo">').html)
    .toBe(`<img alt="Logo" src="${OWN}">`);
  expect(made('<img src="cid:other" alt="Altro">').html)
    .toBe('<img alt="Altro" data-removed="remote_content">');
});

Deno.test("html: what stands in a form is still read, what is hidden is not", () => {
  expect(made("<form>Nome <input value=x></form><head><title>t</title></head>fine").html)
    .toBe("Nome fine");
});

Deno.test("html: whatever comes, only what is on the list goes out", () => {
  const piece = fc.constantFrom(
    "<p>",
    "</p>",
    "<svg>",
    "</svg>",
    "<style>",
    "</style>",
    "<!--",
    "-->",
    "<img src=x onerror=a>",
    "<a href='javascript:x'>",
    "</a>",
    '"',
    "'",
    "`",
    ">",
    "<",
    "&lt;",
    "<math>",
    "<table>",
    "<td>",
    "<textarea>",
    "</textarea>",
    "<noscript>",
    "</noscript>",
    "<![CDATA[",
    "]]>",
    "<b title='",
    "x",
    "<script>",
    "</script>",
    "\0",
    "<select>",
    "<template>",
    "</template>",
    "<plaintext>",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { html } = made(pieces.join(""));
      new Parser({
        onopentag: (name, attributes) => {
          expect(name).toMatch(/^(?:p|img|a|table|td|b)$/);
          const known = /^(?:title|src|href|target|rel|data-removed)$/;
          for (const attribute of Object.keys(attributes)) expect(attribute).toMatch(known);
        },
        oncomment: () => expect("a comment").toBe("none"),
      }).end(html);
    }),
    { numRuns: 500 },
  );
});

Deno.test("html: what nests too deeply is not read, and costs no time", () => {
  expect(safeHtml("<div>".repeat(200_000), () => undefined)).toBe(null);
  expect(safeHtml("<div>".repeat(300) + "a", () => undefined)?.html).toContain(">a<");
});

Deno.test("styles: single declarations are weighed", () => {
  expect(safeStyle("color: red; position: absolute; margin: 0 auto")).toEqual({
    style: "color: red; margin: 0 auto",
    complete: false,
  });
  expect(safeStyle("margin: -500px")).toEqual({ style: "", complete: false });
  expect(safeStyle("color: rgb(1, 2, 3) !important; ")).toEqual({
    style: "color: rgb(1, 2, 3) !important",
    complete: true,
  });
});
