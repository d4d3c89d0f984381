/**
 * What the types of problems mean, for programs and for people.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type Markup, markup } from "../../http/client_setup/markup.ts";
import { preferredType } from "../accept.ts";
import type { Api, ApiEnv } from "../api.ts";
import type { Language, Text } from "../language.ts";
import { publicOperation } from "../operation.ts";
import { PROBLEM_TYPES, type ProblemName, PROBLEMS_PATH } from "../problem.ts";
import { page, PAGE_POLICY } from "./page.ts";
import { REMEDIES } from "./remedies.ts";

const NAMES = Object.keys(PROBLEM_TYPES) as ProblemName[];
const TITLE: Text = { en: "Types of problems", it: "Tipi di problema" };
const HEADINGS: Readonly<Record<"status" | "remedy", Text>> = {
  status: { en: "Status", it: "Stato" },
  remedy: { en: "What to do", it: "Che cosa fare" },
};

const problemTypeSchema = z.object({
  type: z.string().openapi({ example: `${PROBLEMS_PATH}/not-found` }),
  status: z.int().openapi({ example: 404 }),
  title: z.string().openapi({ example: "There is no such thing" }),
  remedy: z.string().openapi({ description: "What to do about it." }),
}).openapi("ProblemType");

const text = z.string().openapi({ description: "A page for people." });
const common = { method: "get" as const, tags: ["Reference"] };

const listProblemTypes = publicOperation({
  ...common,
  path: PROBLEMS_PATH,
  operationId: "listProblemTypes",
  summary: "List the types of problems",
  description: "All of them. Their names never change their meaning; new ones may be added.",
  responses: {
    200: {
      description: "The types.",
      content: {
        "application/json": { schema: z.object({ data: z.array(problemTypeSchema) }) },
        "text/html": { schema: text },
      },
    },
  },
});

const getProblemType = publicOperation({
  ...common,
  path: `${PROBLEMS_PATH}/{type}`,
  operationId: "getProblemType",
  summary: "Explain a type of problem",
  description: "What `type` of a problem document refers to.",
  request: {
    params: z.object({ type: z.enum(NAMES).openapi({ example: "not-found" }) }),
  },
  responses: {
    200: {
      description: "The type.",
      content: {
        "application/json": { schema: problemTypeSchema },
        "text/html": { schema: text },
      },
    },
  },
});

/** Adds the operations. */
export function mountProblemTypes(api: Api): void {
  api.openapi(listProblemTypes, (context) => {
    const language = context.get("language");
    if (wantsPage(context)) return context.html(pageOf(language, NAMES), 200, PAGE_HEADERS);
    return context.json({ data: NAMES.map((name) => typeOf(name, language)) }, 200);
  });
  api.openapi(getProblemType, (context) => {
    const { type } = context.req.valid("param");
    const language = context.get("language");
    if (wantsPage(context)) return context.html(pageOf(language, [type]), 200, PAGE_HEADERS);
    return context.json(typeOf(type, language), 200);
  });
}

const PAGE_HEADERS = { "content-security-policy": PAGE_POLICY };

function wantsPage(context: Context<ApiEnv>): boolean {
  const types = ["application/json", "text/html"] as const;
  return preferredType(context.req.header("accept"), types) === "text/html";
}

function typeOf(name: ProblemName, language: Language) {
  const { status, title } = PROBLEM_TYPES[name];
  const type = `${PROBLEMS_PATH}/${name}`;
  return { type, status, title: title[language], remedy: REMEDIES[name][language] };
}

function pageOf(language: Language, names: readonly ProblemName[]): string {
  return page(language, TITLE[language], names.map((name) => article(name, language)));
}

function article(name: ProblemName, language: Language): Markup {
  const { status, title, remedy } = typeOf(name, language);
  return markup`<article id="${name}">
<h2><code>${name}</code>: ${title}</h2>
<p>${HEADINGS.status[language]}: ${status}</p>
<p>${HEADINGS.remedy[language]}: ${remedy}</p>
</article>
`;
}
