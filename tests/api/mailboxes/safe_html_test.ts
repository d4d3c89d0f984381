/**
 * HTML from strangers.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { Parser } from "htmlparser2";
import { safeHtml } from "../../../adapters/api/mailboxes/safe_html.ts";
import { HOSTILE, PIECES } from "./hostile_html.ts";
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
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), (pieces) => {
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
