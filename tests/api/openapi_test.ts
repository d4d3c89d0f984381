/** @module */
import { expect } from "expect";
import { committedDocument } from "../../adapters/api/openapi/committed.ts";
import type { ShownOperation } from "../../adapters/api/openapi/reference.ts";
import { TAGS } from "../../adapters/api/openapi/tags.ts";
import { PROBLEM_TYPES } from "../../adapters/api/problem.ts";
import { withApi } from "./support/application.ts";

const COMMITTED = new URL("../../docs/openapi.json", import.meta.url);
const LINTER = "@redocly/cli@2.77.0";

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ShownOperation>>>>;
}

function operationsOf(text: string): ShownOperation[] {
  const { paths } = JSON.parse(text) as Document;
  return Object.values(paths).flatMap((methods) => Object.values(methods));
}

/** Runs the linter as npm gives it; null where npm does not. */
async function redocly(...args: readonly string[]): Promise<Deno.CommandOutput | null> {
  const settings = { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  try {
    return await new Deno.Command("npx", {
      args: ["-y", LINTER, ...args],
      env: { ...settings, NO_COLOR: "1" },
      stdin: "null",
      signal: AbortSignal.timeout(120_000),
    }).output();
  } catch {
    return null;
  }
}

Deno.test("openapi: the document in docs/ is what the operations give: else run `deno task openapi`", async () => {
  const committed = JSON.parse(await Deno.readTextFile(COMMITTED));
  expect(committed).toEqual(JSON.parse(committedDocument()));
});

Deno.test("openapi: every operation has a name of its own, a part, and words about it", () => {
  const operations = operationsOf(committedDocument());
  const names = operations.map(({ operationId }) => operationId);
  expect(names).toEqual([...new Set(names)]);
  const tags = TAGS.map(({ name }) => name);
  for (const { operationId, tags: own, summary } of operations) {
    expect([operationId, own.length, tags.includes(own[0]!), summary.length > 0])
      .toEqual([operationId, 1, true, true]);
  }
});

Deno.test({
  name: "openapi: the linter has nothing to say (redocly)",
  ignore: !(await redocly("--version"))?.success,
  fn: async () => {
    const file = await Deno.makeTempFile({ suffix: ".json" });
    try {
      await Deno.writeTextFile(file, committedDocument());
      const output = await redocly("lint", "--extends=recommended", "--format=json", file);
      const { problems } = JSON.parse(new TextDecoder().decode(output!.stdout));
      const told = problems.map((one: { ruleId: string; message: string; location: unknown[] }) =>
        `${one.ruleId}: ${one.message} ${JSON.stringify(one.location[0])}`.slice(0, 500)
      );
      expect(told).toEqual([]);
    } finally {
      await Deno.remove(file);
    }
  },
});

Deno.test("openapi: document and page are served to everybody, and need no script", async () => {
  await withApi(async ({ ask }) => {
    const document = await ask("GET", "/v1/openapi.json", { key: null });
    expect(document.json).toEqual(JSON.parse(committedDocument()));
    for (const language of ["en", "it"]) {
      const headers = { "accept-language": language };
      const page = await ask("GET", "/v1/reference", { key: null, headers });
      expect([page.status, page.headers.get("content-language")]).toEqual([200, language]);
      expect(page.text).toContain(`<html lang="${language}">`);
      expect(page.text).not.toMatch(/<script|https?:\/\/(?!\S*\.example)\S+\.(?:js|css|woff)/);
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
      for (const { operationId } of operationsOf(document.text)) {
        expect(page.text).toContain(`<article id="${operationId}">`);
      }
    }
  });
});

Deno.test("openapi: every type of problem is explained, to programs and to people", async () => {
  await withApi(async ({ ask }) => {
    const { json: { data } } = await ask("GET", "/v1/problems", { key: null });
    expect(data.map(({ type }: { type: string }) => type))
      .toEqual(Object.keys(PROBLEM_TYPES).map((name) => `/v1/problems/${name}`));
    for (const { type } of data) {
      const headers = { accept: "text/html", "accept-language": "it" };
      const page = await ask("GET", type, { key: null, headers });
      expect(page.text).toContain("Che cosa fare");
    }
    expect((await ask("GET", "/v1/problems/unknown", { key: null })).status).toBe(400);
  });
});
