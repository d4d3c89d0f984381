/**
 * How long-running commands tell how far they are.
 *
 * @module
 */
import { expect } from "expect";
import { lineProgress, type Progress, terminalProgress } from "../../adapters/console/progress.ts";

/** What is shown of 2010 things, one of which is noteworthy. */
function shown(make: (show: (text: string) => void) => Progress): readonly string[] {
  const texts: string[] = [];
  const progress = make((text) => texts.push(text));
  for (let count = 1; count <= 2010; count++) {
    if (count === 1001) progress.note("a note");
    progress.reached(count, `${count} done`);
  }
  progress.end();
  return texts;
}

Deno.test("progress: a line now and then where nobody watches", () => {
  expect(shown(lineProgress)).toEqual(["1000 done", "a note", "2000 done"]);
});

Deno.test("progress: one line that changes on a terminal, and notes that stay", () => {
  const texts = shown(terminalProgress);
  expect(texts.slice(0, 2)).toEqual(["\r\x1b[K20 done", "\r\x1b[K40 done"]);
  expect(texts.slice(50, 52)).toEqual(["\r\x1b[Ka note\n", "\r\x1b[K1020 done"]);
  expect(texts.at(-1)).toBe("\r\x1b[K");
  expect(texts.length).toBe(102);
});
