/**
 * The problem of a request that does not follow its schema.
 *
 * @module
 */
import { z } from "zod";
import type { Text } from "./language.ts";
import { type Fault, Problem } from "./problem.ts";
import { textOfSchema } from "./schema_texts.ts";

/** Zod's own texts. Which of them is asked for shows when the problem is told. */
const ENGLISH = z.locales.en().localeError;
const ITALIAN = z.locales.it().localeError;

/**
 * The problem that names the first fault of every place.
 *
 * @param target where the values stand: `json`, `form`, `param`, `query`, `header`.
 * @param data what did not follow the schema.
 */
export function invalidRequest(
  target: string,
  { issues }: z.core.$ZodError,
  data: unknown,
): Problem {
  const all = issues.flatMap((issue) => faultsOf(target, issue, data));
  const faults = [...Map.groupBy(all, placeName).values()].map(([first]) => first!);
  const detail = {
    en: "The request does not follow its schema: see errors, and /v1/openapi.json",
    it: "La richiesta non rispetta il suo schema: vedi errors e /v1/openapi.json",
  };
  return new Problem(target === "json" ? "invalid-content" : "invalid-request", { detail, faults });
}

function placeName({ pointer, parameter, header }: Fault): string | undefined {
  return pointer ?? parameter ?? header;
}

function faultsOf(target: string, issue: z.core.$ZodIssue, data: unknown): Fault[] {
  // Names that are too many are named one by one.
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      ...placeOf(target, [...issue.path, key]),
      detail: { en: "There is no such field", it: "Il campo non esiste" },
    }));
  }
  return [{ ...placeOf(target, issue.path), detail: textOf(issue, data) }];
}

function textOf(issue: z.core.$ZodIssue, data: unknown): Text {
  if (isMissing(data, issue.path)) {
    return { en: "It is required, and missing", it: "È obbligatorio, e manca" };
  }
  const own = textOfSchema(issue.message);
  if (own) return own;
  const raw = { ...issue, input: valueAt(data, issue.path) } as never;
  const usual = message(ENGLISH(raw));
  const italian = message(ITALIAN(raw));
  return { en: usual ?? issue.message, it: italian ?? issue.message };
}

function message(text: ReturnType<typeof ENGLISH>): string | undefined {
  return typeof text === "string" ? text : text?.message;
}

/** Whether that which should have the value is there, and has none of this name. */
function isMissing(data: unknown, path: readonly PropertyKey[]): boolean {
  const name = path.at(-1);
  const owner = valueAt(data, path.slice(0, -1));
  return name !== undefined && typeof owner === "object" && owner !== null &&
    !Object.hasOwn(owner, name);
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = value[name as never];
  }
  return value;
}

function placeOf(target: string, path: readonly PropertyKey[]): Omit<Fault, "detail"> {
  const names = path.map(String);
  if (target === "header") return { header: names.join(".") };
  if (target !== "json" && target !== "form") return { parameter: names.join(".") };
  const pointer = names.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return { pointer: pointer.join("") };
}
