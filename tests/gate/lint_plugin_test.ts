/**
 * The project's lint rules find what they forbid, and only that.
 *
 * @module
 */
import { join } from "node:path";
import { expect } from "expect";
import { LONGEST_FILE, LONGEST_FUNCTION } from "./length_rules.ts";
import plugin from "./lint_plugin.ts";
import { ROOT } from "./project.ts";

/** What one rule finds in a text that stands at `place`. */
function findings(rule: string, place: string, source: string): readonly string[] {
  const only = { name: plugin.name, rules: { [rule]: plugin.rules[rule]! } };
  return Deno.lint.runPlugin(only, join(ROOT, place), source).map(({ message }) => message);
}

const ALLOWED_IMPORTS: readonly (readonly [from: string, specifier: string])[] = [
  ["events/store.ts", "./rope.ts"],
  ["events/projections/trace.ts", "../catalogue.ts"],
  ["events/definition.ts", "zod"],
  ["actors/outgoing.ts", "../events/outgoing.ts"],
  ["actors/outgoing.ts", "./actor.ts"],
  ["actors/outgoing.ts", "zod"],
  ["adapters/clock.ts", "../events/instant.ts"],
  ["adapters/storage/sqlite.ts", "node:sqlite"],
  ["adapters/storage/sqlite.ts", "../clock.ts"],
  ["adapters/documents/smime/verify.ts", "../mime/part.ts"],
  ["adapters/documents/pec/receipts.ts", "../smime/sign.ts"],
  ["adapters/documents/pec/receipts.ts", "../mime/part.ts"],
  ["adapters/directory/index.ts", "../documents/smime/verify.ts"],
  ["adapters/merkle/proofs.ts", "./hash.ts"],
  ["adapters/verifier/bundle.ts", "../merkle/proofs.ts"],
  ["adapters/verifier/bundle.ts", "../documents/smime/verifier.ts"],
  ["adapters/verifier/bundle.ts", "./report.ts"],
  ["adapters/console/verify.ts", "../verifier/verify.ts"],
  ["adapters/smtp/client/pool.ts", "../../dns/resolver.ts"],
  ["adapters/smtp/client/pool.ts", "../server/reply.ts"],
  ["adapters/points/access.ts", "../smtp/server/handler.ts"],
  ["adapters/points/access.ts", "../../actors/runtime.ts"],
  ["adapters/console/status.ts", "../points/access.ts"],
  ["docs/examples/partner.ts", "../../adapters/client/client.ts"],
  ["docs/examples/partner.ts", "../../adapters/verifier/verify.ts"],
  ["docs/examples/partner.ts", "./receiver.ts"],
  ["main.ts", "./adapters/console/status.ts"],
  ["main.ts", "commander"],
  ["tests/flows/send_test.ts", "../../main.ts"],
  ["tests/flows/send_test.ts", "../smtp/client_support.ts"],
];

const FORBIDDEN_IMPORTS: readonly (readonly [from: string, specifier: string])[] = [
  ["docs/examples/partner.ts", "../../adapters/clock.ts"],
  ["docs/examples/partner.ts", "../../events/instant.ts"],
  ["adapters/client/client.ts", "../clock.ts"],
  ["events/store.ts", "../actors/actor.ts"],
  ["events/store.ts", "../adapters/clock.ts"],
  ["events/store.ts", "node:crypto"],
  ["events/store.ts", "pkijs"],
  ["actors/outgoing.ts", "../adapters/clock.ts"],
  ["actors/outgoing.ts", "node:fs"],
  ["actors/outgoing.ts", "nodemailer"],
  ["adapters/clock.ts", "./storage/sqlite.ts"],
  ["adapters/storage/sqlite.ts", "../documents/mime/part.ts"],
  ["adapters/documents/mime/part.ts", "../smime/sign.ts"],
  ["adapters/documents/mime/part.ts", "../pec/facts.ts"],
  ["adapters/documents/smime/sign.ts", "../pec/facts.ts"],
  ["adapters/documents/pec/receipts.ts", "../../storage/sqlite.ts"],
  ["adapters/merkle/proofs.ts", "../../events/rope.ts"],
  ["adapters/verifier/bundle.ts", "../../events/instant.ts"],
  ["adapters/verifier/bundle.ts", "../../actors/runtime.ts"],
  ["adapters/verifier/bundle.ts", "../storage/storage.ts"],
  ["adapters/verifier/bundle.ts", "../clock.ts"],
  ["adapters/merkle/proofs.ts", "../clock.ts"],
  ["adapters/keys/pem.ts", "../config/configuration.ts"],
  ["adapters/dns/resolver.ts", "../smtp/client/pool.ts"],
  ["adapters/smtp/server/session.ts", "../../points/access.ts"],
  ["adapters/points/access.ts", "../console/log.ts"],
  ["adapters/console/status.ts", "../../main.ts"],
  ["adapters/console/status.ts", "../../tests/run.ts"],
  ["adapters/telex/line.ts", "../storage/sqlite.ts"],
  ["helpers/strings.ts", "../events/rope.ts"],
  ["main.ts", "./tests/run.ts"],
  ["main.ts", "npm:commander@15.1.0"],
  ["tests/flows/send_test.ts", "jsr:@std/assert"],
  ["tests/flows/send_test.ts", "https://example.org/assert.ts"],
];

for (const [from, specifier] of ALLOWED_IMPORTS) {
  Deno.test(`${from} may import ${specifier}`, () => {
    expect(findings("imports", from, `import { x } from "${specifier}";`)).toEqual([]);
  });
}

for (const [from, specifier] of FORBIDDEN_IMPORTS) {
  Deno.test(`${from} may not import ${specifier}`, () => {
    const found = findings("imports", from, `import { x } from "${specifier}";`);
    expect(found.length).toBe(1);
    expect(found[0]).toContain(`Cannot import "${specifier}" here: `);
  });
}

for (
  const statement of [
    'import type { Clock } from "../adapters/clock.ts";',
    'import "../adapters/clock.ts";',
    'export * from "../adapters/clock.ts";',
    'export { systemClock } from "../adapters/clock.ts";',
    'const { systemClock } = await import("../adapters/clock.ts");',
    'type Clock = typeof import("../adapters/clock.ts");',
    'let clock: import("../adapters/clock.ts").Clock;',
  ]
) {
  Deno.test(`the imports rule sees ${statement}`, () => {
    expect(findings("imports", "actors/outgoing.ts", statement)).toEqual([
      'Cannot import "../adapters/clock.ts" here: actors/ imports events/ alone',
    ]);
  });
}

const CLOCK_READINGS = [
  "Date.now()",
  'Date["now"]()',
  "new Date()",
  "Date()",
  "performance.now()",
  "performance.timeOrigin",
  "Temporal.Now.instant()",
  "AbortSignal.timeout(1000)",
  "setTimeout(f, 1000)",
  "setInterval(f, 1000)",
  "globalThis.setTimeout(f, 1000)",
];

for (const reading of CLOCK_READINGS) {
  Deno.test(`${reading} stands in the clock alone`, () => {
    for (const place of ["events/a.ts", "actors/a.ts", "adapters/smtp/a.ts", "main.ts"]) {
      expect([place, findings("clock", place, reading).length]).toEqual([place, 1]);
    }
    for (const place of ["adapters/clock.ts", "tests/flows/a_test.ts"]) {
      expect([place, findings("clock", place, reading)]).toEqual([place, []]);
    }
  });
}

Deno.test("timer modules stand in the clock alone", () => {
  const source = 'import { setTimeout } from "node:timers/promises";';
  expect(findings("clock", "adapters/smtp/a.ts", source).length).toBe(1);
});

Deno.test("what only looks like the clock is allowed", () => {
  const source = `
    const from = new Date(instant);
    const text = new Date(0).toISOString();
    socket.setTimeout(1000);
    clearTimeout(timer);
    clock.now();
    const now = { Date: 1, setTimeout: 2 };
  `;
  expect(findings("clock", "adapters/smtp/a.ts", source)).toEqual([]);
});

const IMPURITIES = [
  "Deno.readTextFile(path)",
  "Deno.env",
  "process.env",
  "console.log(1)",
  "localStorage.length",
  "globalThis.fetch",
  "fetch(address)",
  "new WebSocket(address)",
  "new EventSource(address)",
  "new Worker(address)",
  "new BroadcastChannel(name)",
  "Math.random()",
  "crypto.getRandomValues(bytes)",
  "crypto.randomUUID()",
];

for (const impurity of IMPURITIES) {
  Deno.test(`${impurity} stands in no actor and no event`, () => {
    for (const place of ["events/a.ts", "events/projections/a.ts", "actors/a.ts"]) {
      expect([place, findings("purity", place, impurity).length]).toEqual([place, 1]);
    }
    for (const place of ["adapters/smtp/a.ts", "main.ts", "tests/actors/a_test.ts"]) {
      expect([place, findings("purity", place, impurity)]).toEqual([place, []]);
    }
  });
}

Deno.test("what only looks like I/O is allowed", () => {
  const source = `
    ports.fetch(address);
    const log = { console: 1, Deno: 2 };
    const digest = Math.max(1, 2);
  `;
  expect(findings("purity", "actors/a.ts", source)).toEqual([]);
});

Deno.test("files have a greatest length, tests have none", () => {
  const allowed = "1;\n".repeat(LONGEST_FILE);
  expect(findings("file-length", "actors/a.ts", allowed)).toEqual([]);
  expect(findings("file-length", "actors/a.ts", allowed + "1;\n")).toEqual([
    "Cannot keep 601 lines in one file: 600 are allowed",
  ]);
  expect(findings("file-length", "tests/actors/a_test.ts", allowed + "1;\n")).toEqual([]);
});

for (
  const [kind, head, tail] of [
    ["a function", "function f() {", "}"],
    ["a generator", "function* f() {", "}"],
    ["an arrow function", "const f = () => {", "};"],
    ["a method", "class C { m() {", "} }"],
    ["a constructor", "class C { constructor() {", "} }"],
    ["an object's method", "const o = { m() {", "} };"],
  ] as const
) {
  Deno.test(`${kind} has a greatest length`, () => {
    const text = (lines: number) => `${head}\n${"1;\n".repeat(lines)}${tail}`;
    expect(findings("function-length", "actors/a.ts", text(LONGEST_FUNCTION))).toEqual([]);
    expect(findings("function-length", "actors/a.ts", text(LONGEST_FUNCTION + 1))).toEqual([
      "Cannot keep 61 lines in one function: 60 are allowed",
    ]);
    expect(findings("function-length", "tests/a_test.ts", text(LONGEST_FUNCTION + 1))).toEqual([]);
  });
}

Deno.test("a file without a @module comment at its head is found", () => {
  const bad = [
    "1;",
    "// @module\n1;",
    "/* @module */\n1;",
    "/** A constant. */\nconst a = 1;",
    "const a = 1;\n/** @module */",
  ];
  for (const source of bad) {
    expect([source, findings("module-comment", "actors/a.ts", source).length]).toEqual([source, 1]);
    expect(findings("module-comment", "tests/a_test.ts", source)).toEqual([]);
  }
  const good = "/**\n * What it is for.\n *\n * @module\n */\nimport a from './b.ts';";
  expect(findings("module-comment", "actors/a.ts", good)).toEqual([]);
});
