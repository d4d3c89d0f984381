/**
 * The problem of a request that does not follow its schema.
 *
 * @module
 */
import type { z } from "zod";
import { type Fault, Problem } from "./problem.ts";

/** The problem that names every fault by its place. */
export function invalidRequest(target: string, { issues }: z.core.$ZodError): Problem {
  const faults = issues.flatMap((issue) => faultsOf(target, issue));
  const detail = {
    en: "The request does not follow its schema: see errors, and /v1/openapi.json",
    it: "La richiesta non rispetta il suo schema: vedi errors e /v1/openapi.json",
  };
  return new Problem(target === "json" ? "invalid-content" : "invalid-request", { detail, faults });
}

function faultsOf(target: string, issue: z.core.$ZodIssue): Fault[] {
  const text = { en: issue.message, it: issue.message };
  // Names that are too many are named one by one.
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      ...placeOf(target, [...issue.path, key]),
      detail: { en: "There is no such field", it: "Il campo non esiste" },
    }));
  }
  return [{ ...placeOf(target, issue.path), detail: text }];
}

function placeOf(target: string, path: readonly PropertyKey[]): Omit<Fault, "detail"> {
  const names = path.map(String);
  if (target === "header") return { header: names.join(".") };
  if (target !== "json" && target !== "form") return { parameter: names.join(".") };
  const pointer = names.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return { pointer: pointer.join("") };
}
