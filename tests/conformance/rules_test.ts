/**
 * The rules are well-formed, and docs/conformance.md lists them.
 *
 * @module
 */
import { expect } from "expect";
import { ROOT } from "../gate/project.ts";
import { rules } from "./rules.ts";
import { asMarkdown, isFailure, judge } from "./table.ts";

Deno.test("conformance: every rule has an id of its own and a section of RFC 6109", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { id, section, rule } of rules) {
    expect(section).toMatch(/^[2-5](\.[1-9]\d*)+$/);
    expect(id).toMatch(/^[2-5](\.\d+)+-[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(rule).toMatch(/^[A-Z].*[^.]$/);
  }
  const sections = rules.map(({ section }) => section);
  expect([...new Set(sections)].sort(inOrder)).toEqual([...new Set(sections)]);
});

function inOrder(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

Deno.test("conformance: every scenario's file exists, every unmet rule says why", async () => {
  for (const { shown } of rules) {
    if ("notMet" in shown) expect(shown.notMet).not.toBe("");
    else expect((await Deno.stat(ROOT + shown.file)).isFile).toBe(true);
  }
});

Deno.test("conformance: docs/conformance.md lists the rules as they are", async () => {
  const written = await Deno.readTextFile(`${ROOT}docs/conformance.md`);
  expect(cellsIn(written)).toEqual(cellsIn(asMarkdown(judge(rules, []))));
});

/** The cells of a table, without the results. */
function cellsIn(markdown: string): readonly (readonly string[])[] {
  return markdown.split("\n").filter((line) => /^\| (?!-)/.test(line))
    .map((line) => line.split("|").slice(1, 4).map((cell) => cell.trim()));
}

Deno.test("conformance: a rule is as good as its scenario, and none without one", () => {
  const shown = { file: "tests/a_test.ts", test: "one" };
  const rule = { id: "2.1-a", section: "2.1", rule: "It is" };
  const resultOf = (step: string | undefined, results: readonly ("passed" | "failed")[]) => {
    const outcomes = results.map((result) => ({
      file: "./tests/a_test.ts",
      name: "one > two",
      result,
    }));
    const [row] = judge([{ ...rule, shown: { ...shown, ...step && { step } } }], outcomes);
    return [row!.result, isFailure(row!)];
  };
  expect(resultOf("two", ["passed"])).toEqual(["passed", false]);
  expect(resultOf("two", ["passed", "failed"])).toEqual(["failed", true]);
  expect(resultOf("three", ["passed"])).toEqual(["no such scenario", true]);
  expect(resultOf(undefined, ["passed"])).toEqual(["no such scenario", true]);
  const [unmet] = judge([{ ...rule, shown: { notMet: "Later" } }], []);
  expect(unmet).toEqual({ ...rule, scenario: "Later", result: "not met" });
  expect(isFailure(unmet!)).toBe(false);
});
