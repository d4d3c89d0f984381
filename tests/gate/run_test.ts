/**
 * The test runner's last line and exit status, whatever the tests do.
 *
 * @module
 */
import { join } from "node:path";
import { expect } from "expect";
import { tally } from "./junit.ts";
import { ROOT } from "./project.ts";

interface Ending {
  readonly code: number;
  readonly lines: readonly string[];
}

/** Runs the runner on test files of their own. */
async function runner(files: Readonly<Record<string, string>>): Promise<Ending> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", join(ROOT, "tests/run.ts"), "."],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    return { code, lines: new TextDecoder().decode(stdout).trimEnd().split("\n") };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const PASSES = 'Deno.test("passes", () => {});\n';
const FAILS = 'Deno.test("fails", () => { throw new Error("no"); });\n';
const SKIPPED = 'Deno.test({ name: "no openssl here", ignore: true, fn() {} });\n';

Deno.test("the runner names what it skipped and ends with the closing line", async () => {
  const { code, lines } = await runner({ "a_test.ts": PASSES + SKIPPED, "b_test.ts": PASSES });
  expect(lines.slice(-2)).toEqual(["skipped: ./a_test.ts: no openssl here", "2 passed, 0 failed"]);
  expect(code).toBe(0);
});

Deno.test("the runner fails when a test fails", async () => {
  const { code, lines } = await runner({ "a_test.ts": PASSES + FAILS });
  expect(lines.at(-1)).toBe("1 passed, 1 failed");
  expect(code).toBe(1);
});

Deno.test("the runner fails when a file of tests cannot be loaded", async () => {
  const { code, lines } = await runner({ "a_test.ts": PASSES, "b_test.ts": "throw 1;" });
  expect(lines.slice(-2)).toEqual(["failed: b_test.ts ran no test", "1 passed, 1 failed"]);
  expect(code).toBe(1);
});

Deno.test("the runner fails when the types are wrong, and when there are no tests", async () => {
  const wrong = await runner({ "a_test.ts": PASSES + 'const n: number = "one";' });
  expect(wrong.lines.at(-1)).toBe("0 passed, 1 failed");
  expect(wrong.code).toBe(1);
  const none = await runner({});
  expect(none.lines.at(-1)).toBe("0 passed, 1 failed");
  expect(none.code).toBe(1);
});

Deno.test("a report is counted by outcome, whatever stands in the names", () => {
  const report = `<testsuites name="deno test">
    <testsuite name="./a_test.ts" tests="3">
      <testcase name="one &lt;skipped/&gt;" classname="./a_test.ts" time="0.1" line="1" col="6">
      </testcase>
      <testcase name="two" classname="./a_test.ts" time="0.1" line="2" col="6">
        <failure message="&lt;skipped/&gt;">Error: &lt;skipped/&gt;</failure>
      </testcase>
      <testcase name="three &amp;lt;" classname="./a_test.ts" time="0.0" line="3" col="6">
        <skipped/>
      </testcase>
    </testsuite>
  </testsuites>`;
  expect(tally(report)).toEqual({
    passed: 1,
    failed: 1,
    skipped: ["./a_test.ts: three &lt;"],
    files: ["./a_test.ts"],
  });
});
