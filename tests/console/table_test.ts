/** @module */
import { expect } from "expect";
import fc from "fast-check";
import { renderRow, renderTable } from "../../adapters/console/table.ts";

Deno.test("columns are aligned, those of numbers to the right", () => {
  const rows = [["anna@alfa.example", "7", "1"], ["bruno@beta.example", "1200", "two"]];
  expect(renderTable(["Address", "Messages", "x"], rows)).toBe(
    "Address             Messages  x\n" +
      "──────────────────  ────────  ───\n" +
      "anna@alfa.example          7  1\n" +
      "bruno@beta.example      1200  two",
  );
});

Deno.test("accented letters, composed or not, take one column and wide ones two", () => {
  const rows = [["è", "a"], ["e\u0300", "b"], ["漢", "c"], ["🙂", "d"]];
  expect(renderTable(["S", "K"], rows)).toBe(
    "S   K\n──  ─\nè   a\ne\u0300   b\n漢  c\n🙂  d",
  );
});

Deno.test("rows that come one by one have given widths; longer cells end in an ellipsis", () => {
  const row = (cell: string) => renderRow([cell, "x"], [7, 1]);
  expect(row("Comunic")).toBe("Comunic  x");
  expect(row("Comunicazione")).toBe("Comuni…  x");
  expect(row("Perche\u0301 no")).toBe("Perche\u0301…  x");
  expect(row("漢漢漢漢")).toBe("漢漢漢…  x");
  expect(row("a")).toBe("a        x");
  expect(renderRow(["a"], [1, 1])).toBe("a");
});

Deno.test("a table's cells are cut as well, but not as long as a PEC id", () => {
  const [, , short, long] = renderTable(["S"], [["x".repeat(100)], ["x".repeat(101)]]).split("\n");
  expect(short).toBe("x".repeat(100));
  expect(long).toBe(`${"x".repeat(99)}…`);
});

Deno.test("a cell cannot command the terminal or turn the line around", () => {
  const [, , row] = renderTable(["S"], [["\x1b[2Ja\nb\u202ec\x9b"]]).split("\n");
  expect(row).toBe("\ufffd[2Ja\ufffdb\ufffdc\ufffd");
});

Deno.test("missing cells are empty, and no line ends in blanks", () => {
  expect(renderTable(["A", "B"], [["1"], []])).toBe("A  B\n─  ─\n1\n");
});

Deno.test("without rows there is a heading alone", () => {
  expect(renderTable(["A"], [])).toBe("A\n─");
});

Deno.test("whatever the cells hold, there is one line for each row (fuzz)", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string({ unit: "binary" }), { maxLength: 3 }), { maxLength: 4 }),
      (rows) => {
        expect(renderTable(["A", "B"], rows).split("\n").length).toBe(rows.length + 2);
      },
    ),
    { numRuns: 100, seed: 6109 },
  );
});
