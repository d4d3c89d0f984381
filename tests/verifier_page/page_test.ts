import { createHash } from "node:crypto";
import axe from "axe-core";
import { expect } from "expect";
import { certificatesFromPem } from "../../adapters/documents/smime/pem.ts";
import { overall, type Trust, verifyFiles } from "../../adapters/verifier/verify.ts";
import { buildPage } from "../../adapters/verifier_page/page.ts";
import { chromiumAvailable } from "../support/chromium.ts";
import { newAuthority, newReceipt } from "./receipt.ts";
import { asSeen, type Choice, NOW, type Seen, Visitor } from "./visitor.ts";

const page = await buildPage();
const authority = await newAuthority();
const receipt = await newReceipt(authority);
const pem = new TextEncoder().encode(authority.certificatePem);
const roots = [{ name: "roots.pem", bytes: pem }];
const trust: Trust = {
  roots: certificatesFromPem(authority.certificatePem),
  timeStampRoots: [],
  logKeys: [],
  now: NOW,
};

/** Real browser needed. */
function inChromium(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `in Chromium: ${name}`, ignore: !chromiumAvailable, fn });
}

/** A choice, and what the engine's verifier says of it. */
async function expected({ files }: Choice, asked = trust): Promise<Omit<Seen, "status">> {
  const reports = await verifyFiles(files, asked);
  return { verdict: overall(reports), reports: asSeen(reports) };
}

Deno.test("the page in docs/ is what the sources give: else run `deno task verifier-page`", async () => {
  const committed = await Deno.readTextFile(new URL("../../docs/verifier.html", import.meta.url));
  // Not toBe, which would print both.
  expect(committed === page).toBe(true);
});

Deno.test("the page is small, and asks nobody for anything", () => {
  expect(page.length).toBeLessThan(600_000);
  const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const digestOf = (tag: string) => {
    const [, content = "", ...others] = page.split(new RegExp(`</?${tag}>`));
    expect(others).toHaveLength(1);
    return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
  };
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    `script-src ${digestOf("script")}`,
    `style-src ${digestOf("style")}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

inChromium("a good receipt has the engine's verdicts, and no request is made", async () => {
  await using visitor = await Visitor.open(page, "it-IT");
  const choice = { files: [{ name: "ricevuta.eml", bytes: receipt }], roots };
  const { status, ...seen } = await visitor.verify(choice);
  expect(seen).toEqual(await expected(choice));
  expect(seen.reports[0]!.kind).toBe("message");
  expect(seen.reports[0]!.claims).toContainEqual(
    expect.objectContaining({ claim: "signature", verdict: "holds" }),
  );
  expect(status).toContain("Nulla è falso");
  const holding = seen.reports[0]!.claims.filter(({ verdict }) => verdict === "holds").length;
  expect(status).toContain(`provato: ${holding} ✗ FALSO: 0`);
  expect(visitor.browser.requests.filter((url) => url !== "data:,")).toEqual([visitor.address]);
  expect(visitor.browser.complaints).toEqual([]);
});

inChromium("damaged receipts have the engine's verdicts", async () => {
  await using visitor = await Visitor.open(page, "it-IT");
  let fallen = 0;
  for (let part = 0; part < 24; part++) {
    const bytes = receipt.slice();
    bytes[Math.floor((part + 0.5) * receipt.length / 24)]! ^= 1 << (part % 7);
    const choice = { files: [{ name: "ricevuta.eml", bytes }], roots };
    const { status: _, ...seen } = await visitor.verify(choice);
    expect(seen).toEqual(await expected(choice));
    if (seen.verdict === "fails") fallen++;
  }
  // What is outside of the signature may be anything, but most is inside.
  expect(fallen).toBeGreaterThan(12);
  expect(visitor.browser.complaints).toEqual([]);
});

inChromium("another authority vouches for nobody", async () => {
  await using visitor = await Visitor.open(page, "it-IT");
  const other = await newAuthority();
  const choice = {
    files: [{ name: "ricevuta.eml", bytes: receipt }],
    roots: [{ name: "roots.der", bytes: certificatesFromPem(other.certificatePem)[0]! }],
  };
  const { status, ...seen } = await visitor.verify(choice);
  expect(seen).toEqual(
    await expected(choice, { ...trust, roots: certificatesFromPem(other.certificatePem) }),
  );
  expect(seen.verdict).toBe("fails");
  expect(status).toContain("non fare affidamento");
});

inChromium("what cannot be used is named", async () => {
  await using visitor = await Visitor.open(page, "en-GB");
  const files = [{ name: "receipt.eml", bytes: receipt }];
  const none = await visitor.verify({ files, roots: [{ name: "roots.pem", bytes: receipt }] });
  expect(none).toMatchObject({ status: expect.stringContaining("no certificate"), reports: [] });
  const key = await visitor.verify({ files, roots, logKeys: ["nonsense"] });
  expect(key.status).toContain("Cannot read the key");
  const unknown = { files: [{ name: "x.bin", bytes: Uint8Array.of(1, 2, 3) }], roots };
  const { status: _, ...seen } = await visitor.verify(unknown);
  expect(seen).toEqual(await expected(unknown));
  expect(seen.reports[0]!.kind).toBe("unknown");
});

inChromium("names and details of files are text, whatever they hold", async () => {
  await using visitor = await Visitor.open(page, "it-IT");
  const name = "<img src=x onerror=alert(1)>.eml";
  const { reports } = await visitor.verify({ files: [{ name, bytes: receipt }], roots });
  expect(reports[0]!.claims[0]!.subject).toBe(name);
  expect(await visitor.browser.evaluate("document.images.length")).toBe(0);
});

inChromium("it speaks the visitor's language, and the other one by keyboard", async () => {
  await using visitor = await Visitor.open(page, "de-DE");
  const shown = () => visitor.browser.evaluate("document.body.innerText");
  await visitor.verify({ files: [{ name: "receipt.eml", bytes: receipt }], roots });
  expect(await visitor.browser.evaluate("document.documentElement.lang")).toBe("en");
  expect(await shown()).toContain("The signature was valid when it was made");
  expect(await shown()).not.toContain("La firma era valida");
  await visitor.browser.evaluate("document.activeElement.blur()");
  await visitor.browser.press("Tab");
  expect(await visitor.browser.evaluate("document.activeElement.textContent")).toBe("Italiano");
  await visitor.browser.press("Enter");
  expect(await visitor.browser.evaluate("document.documentElement.lang")).toBe("it");
  expect(await shown()).toContain("La firma era valida");
  expect(await shown()).not.toContain("The signature was valid");
  expect(await visitor.browser.evaluate("document.title")).toContain("verifica");
});

inChromium("everything is reached by keyboard, in the order of reading", async () => {
  await using visitor = await Visitor.open(page, "it-IT");
  const reached: string[] = [];
  for (let key = 0; key < 7; key++) {
    await visitor.browser.press("Tab");
    const { id, textContent } = await visitor.browser.evaluate(
      "(({ id, textContent }) => ({ id, textContent }))(document.activeElement)",
    );
    reached.push(id || textContent);
  }
  expect(reached)
    .toEqual(["Italiano", "English", "files", "roots", "stamp-roots", "log-keys", "verify"]);
});

inChromium("the accessibility checks of axe-core find nothing", async () => {
  await using visitor = await Visitor.open(page, "it-IT");
  const violations = async () => {
    await visitor.browser.evaluate(axe.source);
    const found = await visitor.browser.evaluate(
      `axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
        id + ": " + nodes.map(({ html }) => html).join(" ").slice(0, 500)))`,
    );
    return found;
  };
  expect(await violations()).toEqual([]);
  const changed = receipt.with(receipt.length >> 1, 0x21);
  await visitor.verify({ files: [{ name: "ricevuta.eml", bytes: changed }], roots });
  for (const scheme of ["light", "dark"]) {
    const features = [{ name: "prefers-color-scheme", value: scheme }];
    await visitor.browser.send("Emulation.setEmulatedMedia", { features });
    expect(await violations()).toEqual([]);
  }
});

inChromium("files dropped anywhere are those to verify", async () => {
  await using visitor = await Visitor.open(page, "it-IT");
  const dropped = await visitor.browser.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["x"], "prova.zip"));
    const options = { dataTransfer, bubbles: true, cancelable: true };
    const events = ["dragover", "drop"].map((type) => new DragEvent(type, options));
    for (const event of events) document.querySelector("h1").dispatchEvent(event);
    return {
      prevented: events.every(({ defaultPrevented }) => defaultPrevented),
      chosen: document.querySelector("#files").files[0].name,
    };
  })()`);
  expect(dropped).toEqual({ prevented: true, chosen: "prova.zip" });
});

inChromium("a print has the verdicts and the files' digests, and no form", async () => {
  await using visitor = await Visitor.open(page, "it-IT");
  await visitor.verify({ files: [{ name: "ricevuta.eml", bytes: receipt }], roots });
  await visitor.browser.send("Emulation.setEmulatedMedia", { media: "print" });
  const text: string = await visitor.browser.evaluate("document.body.innerText");
  expect(text).toContain(createHash("sha256").update(receipt).digest("hex"));
  expect(text).toContain("La firma era valida al momento della firma");
  expect(text).not.toContain("Autorità dei certificati");
});
