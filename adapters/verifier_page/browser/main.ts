/**
 * The verifier's page: files are chosen, verdicts shown. It asks nobody for anything.
 *
 * @module
 */
import { config } from "zod";
import { systemClock } from "../../clock.ts";
import { certificatesFromPem } from "../../documents/smime/pem.ts";
import { parseVerifierKey } from "../../merkle/note_key.ts";
import { type GivenFile, type Trust, verifyFiles } from "../../verifier/verify.ts";
import { element } from "./elements.ts";
import { filesView, overallView, reportView } from "./report_view.ts";
import { TEXTS } from "./texts.ts";

// The page's policy forbids to make code out of text, which zod would do to be faster.
config({ jitless: true });

const form = document.querySelector<HTMLFormElement>("#form")!;
const status = document.querySelector("#status")!;
const results = document.querySelector("#results")!;
const filesInput = input("#files");
const languageButtons = document.querySelectorAll<HTMLButtonElement>("[data-language]");

type Language = "it" | "en";

function speak(language: Language): void {
  document.documentElement.lang = language;
  document.title = TEXTS.title[language];
  for (const button of languageButtons) {
    button.ariaPressed = String(button.dataset["language"] === language);
  }
}

function input(selector: string): HTMLInputElement {
  return document.querySelector<HTMLInputElement>(selector)!;
}

async function filesOf({ files }: HTMLInputElement): Promise<readonly GivenFile[]> {
  return await Promise.all(
    Array.from(files ?? [], async (file) => ({ name: file.name, bytes: await file.bytes() })),
  );
}

/** DER begins with a SEQUENCE, PEM with a line. */
function certificatesIn({ bytes }: GivenFile): readonly Uint8Array[] {
  return bytes[0] === 0x30 ? [bytes] : certificatesFromPem(new TextDecoder().decode(bytes));
}

async function trustOf(): Promise<Trust> {
  const logKeys = document.querySelector<HTMLTextAreaElement>("#log-keys")!.value
    .split("\n").map((line) => line.trim()).filter((line) => line !== "");
  // A key that cannot be read is told, even where no file asks for it.
  logKeys.forEach(parseVerifierKey);
  return {
    roots: (await filesOf(input("#roots"))).flatMap(certificatesIn),
    timeStampRoots: (await filesOf(input("#stamp-roots"))).flatMap(certificatesIn),
    logKeys,
    now: systemClock.now(),
  };
}

async function verify(): Promise<void> {
  results.replaceChildren();
  status.replaceChildren(element("p", {}, TEXTS.working));
  // What was just said must be seen before the work begins, which stops everything else.
  await new Promise(requestAnimationFrame);
  try {
    const trust = await trustOf();
    if (trust.roots.length === 0) {
      return status.replaceChildren(element("p", { "data-verdict": "unknown" }, TEXTS.noRoots));
    }
    const files = await filesOf(filesInput);
    const reports = await verifyFiles(files, trust);
    results.replaceChildren(...reports.map(reportView), filesView(files), printButton());
    status.replaceChildren(overallView(reports));
  } catch (error) {
    const reason = element("span", { lang: "en" }, error instanceof Error ? error.message : "");
    status.replaceChildren(element("p", { "data-verdict": "fails" }, TEXTS.failed, " ", reason));
  }
}

function printButton(): HTMLElement {
  const button = element("button", { type: "button", class: "screen" }, TEXTS.print);
  button.addEventListener("click", () => print());
  return button;
}

for (const button of languageButtons) {
  button.addEventListener("click", () => speak(button.dataset["language"] as Language));
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void verify();
});
// Wherever files are dropped, they are those to verify; the browser would open them instead.
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  if (event.target instanceof HTMLInputElement) return;
  event.preventDefault();
  if (event.dataTransfer?.files.length) filesInput.files = event.dataTransfer.files;
});
speak(navigator.language.startsWith("it") ? "it" : "en");
// Only pages from files and from https have cryptography; what is newest here is octets as hex.
if (!globalThis.crypto.subtle || !("fromHex" in Uint8Array)) {
  status.replaceChildren(element("p", { "data-verdict": "fails" }, TEXTS.tooOld));
}
