/**
 * Whoever opens the verifier's page in a browser: chooses files, presses the button, reads the table.
 *
 * @module
 */
import type { Report, Verdict } from "../../adapters/verifier/verify.ts";
import { Chromium } from "../support/chromium.ts";

/** The time on the visitor's computer, unless a test says otherwise. */
export const NOW: number = Date.UTC(2026, 10, 22, 12);

/** What stands on the page after a verification. */
export interface Seen {
  /** The sentence at the top, as a person sees it. */
  readonly status: string;
  readonly verdict: Verdict;
  readonly reports: readonly Pick<Report, "kind" | "claims">[];
}

/** What the visitor chooses. */
export interface Choice {
  readonly files: readonly Given[];
  readonly roots: readonly Given[];
  readonly stampRoots?: readonly Given[];
  readonly logKeys?: readonly string[];
}

/** A file of the visitor's. */
export interface Given {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const READ = `(() => ({
  status: document.querySelector("#status").innerText.trim(),
  verdict: document.querySelector("#status [data-verdict]").dataset.verdict,
  reports: [...document.querySelectorAll("#results .report")].map((report) => ({
    kind: report.dataset.kind,
    claims: [...report.querySelectorAll("tbody tr")].map(({ cells }) => ({
      claim: cells[1].dataset.claim,
      subject: cells[2].textContent,
      verdict: cells[0].dataset.verdict,
      detail: cells[3].textContent,
    })),
  })),
}))()`;

/** Presses the button, and waits for the verdict. */
const VERIFY = `new Promise((resolve) => {
  const status = document.querySelector("#status");
  document.querySelector("#verify").click();
  new MutationObserver(() => {
    if (status.querySelector("[data-verdict]")) resolve();
  }).observe(status, { childList: true });
})`;

/** A visitor with a browser, and the page from a file. */
export class Visitor {
  readonly browser: Chromium;
  /** The address of the page. */
  readonly address: string;
  readonly #folder: string;

  private constructor(browser: Chromium, folder: string) {
    this.browser = browser;
    this.#folder = folder;
    this.address = `file://${folder}/verifier.html`;
  }

  /** Opens the page, with a time on the clock. */
  static async open(page: string, language: string, now = NOW): Promise<Visitor> {
    const folder = await Deno.makeTempDir({ prefix: "visitor" });
    await Deno.writeTextFile(`${folder}/verifier.html`, page);
    const browser = await Chromium.start(language);
    const visitor = new Visitor(browser, folder);
    const source = `Date.now = () => ${now}`;
    await browser.send("Page.addScriptToEvaluateOnNewDocument", { source });
    await browser.open(visitor.address);
    return visitor;
  }

  /** Has files verified, and reads what the page says. */
  async verify({ files, roots, stampRoots = [], logKeys = [] }: Choice): Promise<Seen> {
    await this.#choose("#files", files);
    await this.#choose("#roots", roots);
    await this.#choose("#stamp-roots", stampRoots);
    const keys = JSON.stringify(logKeys.join("\n"));
    await this.browser.evaluate(`document.querySelector("#log-keys").value = ${keys}`);
    await this.browser.evaluate(VERIFY);
    const seen: Seen = await this.browser.evaluate(READ);
    return { ...seen, reports: asSeen(seen.reports) };
  }

  /** Closes the browser, and throws the files away. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser[Symbol.asyncDispose]();
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #choose(selector: string, files: readonly Given[]): Promise<void> {
    const places = files.map(({ name }) => `${this.#folder}/${name}`);
    for (const [index, { bytes }] of files.entries()) {
      await Deno.writeFile(places[index]!, bytes);
    }
    await this.browser.choose(selector, places);
  }
}

/**
 * Reports of the engine's verifier, as they should stand on the page. What an XML parser complains
 * of is in its own words.
 */
export function asSeen(reports: readonly Pick<Report, "kind" | "claims">[]): Seen["reports"] {
  return reports.map(({ kind, claims }) => ({
    kind,
    claims: claims.map(({ claim, subject, verdict, detail }) => ({
      claim,
      subject,
      verdict,
      detail: detail.replace(/^(Cannot read daticert.xml): .*/s, "$1"),
    })),
  }));
}
