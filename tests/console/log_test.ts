/** @module */
import { expect } from "expect";
import { createLog, type LogLevel } from "../../adapters/console/log.ts";
import type { Clock } from "../../events/instant.ts";

const clock: Clock = { now: () => Date.UTC(2026, 10, 21, 9, 30), until: () => Promise.resolve() };

function logOf(level: LogLevel) {
  const lines: string[] = [];
  return { log: createLog(clock, (line) => lines.push(line), level), lines };
}

Deno.test("an entry is one line of JSON: instant, level, name, fields", () => {
  const { log, lines } = logOf("info");
  log.info("relay.sent", { host: "mx.beta.example", tries: 2, text: "two\nlines" });
  expect(lines).toEqual([
    '{"at":"2026-11-21T09:30:00.000Z","level":"info","event":"relay.sent",' +
    '"host":"mx.beta.example","tries":2,"text":"two\\nlines"}\n',
  ]);
});

Deno.test("entries below the level are left out", () => {
  const { log, lines } = logOf("warn");
  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d");
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(["c", "d"]);
});

Deno.test("fields cannot replace the instant, the level and the name", () => {
  const { log, lines } = logOf("info");
  log.info("a", { event: "b", level: "error", at: 0 });
  expect(JSON.parse(lines[0]!)).toEqual({
    at: "2026-11-21T09:30:00.000Z",
    level: "info",
    event: "a",
  });
});

Deno.test("values are bounded", () => {
  const { log, lines } = logOf("info");
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, index]));
  log.info("a", { text: "x".repeat(1e6), list: Array(1e5).fill("x"), bytes: new Uint8Array(1e6) });
  log.info("x".repeat(1e6), many);
  expect(lines[0]!.length).toBeLessThan(3000);
  expect(JSON.parse(lines[0]!).bytes).toBe("[1000000 bytes]");
  expect(lines[1]!.length).toBeLessThan(3000);
});

Deno.test("errors are told with their causes", () => {
  const { log, lines } = logOf("info");
  log.error("a", { error: new TypeError("no", { cause: new RangeError("far") }) });
  expect(JSON.parse(lines[0]!).error).toBe("TypeError: no (RangeError: far)");
});

Deno.test("what cannot be written does no harm", () => {
  const { log, lines } = logOf("info");
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const trap = {
    get value(): string {
      throw new Error("no");
    },
  };
  log.info("a", { cycle, trap, big: 7n, nan: NaN, none: undefined, nothing: null });
  log.info("b", trap);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    cycle: "[unreadable: TypeError]",
    trap: "[unreadable: Error]",
    big: "7",
    nan: "NaN",
    nothing: null,
  });
  expect(JSON.parse(lines[1]!).value).toBe("[unreadable: Error]");
  const broken = createLog(clock, () => {
    throw new Error("closed");
  }, "info");
  broken.error("c");
});

Deno.test("an error that causes itself does no harm", () => {
  const { log, lines } = logOf("info");
  const error = new Error("round");
  error.cause = error;
  log.error("a", { error });
  expect(JSON.parse(lines[0]!).error).toBe("[unreadable: RangeError]");
});
