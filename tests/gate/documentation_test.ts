/** @module */
import { join } from "node:path";
import { expect } from "expect";
import { counts, parseFindings } from "./documentation.ts";

const SOURCE = `/** @module */
interface Hidden {
  size: number;
}
/** Leaks. */
export function leak(): Hidden {
  return { size: 1 };
}
export const bare: number = 3;
/** Documented. */
export interface Shown {
  size: number;
}
/** Without a type. */
export const untyped = () => 3;
`;

Deno.test("what deno doc --lint finds is read and weighed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "sample.ts");
    await Deno.writeTextFile(file, SOURCE);
    const { stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["doc", "--no-config", "--lint", file],
      env: { NO_COLOR: "1" },
    }).output();
    const findings = parseFindings(new TextDecoder().decode(stderr));
    expect(findings.every((finding) => finding.file === file)).toBe(true);
    const weighed = findings.map((finding) => [
      finding.kind,
      finding.line,
      counts(finding, "actors/sample.ts", SOURCE),
    ]);
    expect(weighed).toEqual([
      ["private-type-ref", 6, true],
      ["missing-jsdoc", 9, true],
      ["missing-jsdoc", 12, false],
      ["missing-return-type", 15, true],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the types of events are those of their schemas", () => {
  const finding = { kind: "missing-explicit-type", message: "", file: "", line: 1 };
  expect(counts(finding, "events/outgoing.ts", "")).toBe(false);
  expect(counts(finding, "actors/outgoing.ts", "")).toBe(true);
});

Deno.test("a package's type is not a private one", () => {
  const message = "public type 'line' references private type 'ZodType'";
  const finding = { kind: "private-type-ref", message, file: "", line: 1 };
  expect(counts(finding, "adapters/config/values.ts", "export const line: z.ZodType = 1")).toBe(
    false,
  );
});
