/**
 * Where a file stands in the project.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder, with a slash at the end. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** A file's path from the project's folder, with forward slashes. */
export function placeOf(file: string): string {
  return relative(ROOT, file).replaceAll("\\", "/");
}

/** Whether a place is tests: their tools included. */
export function isTest(place: string): boolean {
  return place.startsWith("tests/");
}
