/**
 * What a real browser makes of HTML that was made safe: nothing runs, and nothing is fetched.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { safeHtml } from "../../../adapters/api/mailboxes/safe_html.ts";
import { Chromium, chromiumAvailable } from "../../support/chromium.ts";
import { HOSTILE, PIECES } from "./hostile_html.ts";

/** Parses each text as a document of its own, and as the content of an element; tells what is odd. */
const LOOK = `(async (texts) => {
  const known = new Set("A ABBR ADDRESS B BLOCKQUOTE BODY BR CAPTION CENTER CODE COL COLGROUP DIV EM "
    .concat("FONT H1 H2 HEAD HR HTML I IMG LI OL P PRE S SPAN STRONG SUB SUP TABLE TBODY TD TFOOT TH ")
    .concat("THEAD TR TT U UL").split(" "));
  const attributes = /^(?:title|alt|src|href|target|rel|data-removed|style|align|colspan)$/;
  const odd = [];
  globalThis.alert = () => odd.push("it runs");
  const look = (root, text) => {
    for (const element of root.querySelectorAll("*")) {
      if (!known.has(element.tagName)) odd.push(element.tagName + " in " + text);
      for (const { name } of element.attributes) {
        if (!attributes.test(name)) odd.push(name + " in " + text);
      }
    }
  };
  for (const text of texts) {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    frame.contentWindow.alert = globalThis.alert;
    frame.contentDocument.open();
    frame.contentDocument.write(text);
    frame.contentDocument.close();
    look(frame.contentDocument, text);
    const element = document.createElement("div");
    document.body.append(element);
    element.innerHTML = text;
    look(element, text);
    // What was read is written and read once more: so mutations come about.
    element.innerHTML = element.innerHTML;
    look(element, text);
    await new Promise((resolve) => setTimeout(resolve));
    frame.remove();
    element.remove();
  }
  return odd;
})`;

Deno.test({
  name: "html: a browser finds nothing that runs or fetches (needs chromium)",
  ignore: !chromiumAvailable,
  async fn() {
    await using browser = await Chromium.start("it-IT");
    await browser.open("about:blank");
    const mixed = fc.sample(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), 300)
      .map((pieces) => pieces.join(""));
    const texts = [...HOSTILE.map(([, html]) => html), ...mixed]
      .map((html) => safeHtml(html, () => undefined)?.html ?? "");
    expect(await browser.evaluate(`${LOOK}(${JSON.stringify(texts)})`)).toEqual([]);
    expect(browser.requests.filter((url) => url !== "about:blank")).toEqual([]);
  },
});

Deno.test({
  name: "html: a browser would run what was not made safe (needs chromium)",
  ignore: !chromiumAvailable,
  async fn() {
    await using browser = await Chromium.start("it-IT");
    await browser.open("about:blank");
    const text = '<img src="https://evil.example/p" onerror="x()"><script>alert(1)</script>';
    const odd = await browser.evaluate(`${LOOK}(${JSON.stringify([text])})`);
    expect(odd).toEqual(expect.arrayContaining(["it runs", `SCRIPT in ${text}`]));
    expect(browser.requests).toContain("https://evil.example/p");
  },
});
