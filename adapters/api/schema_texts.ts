/**
 * What schemas say of values in words of their own, where zod's say too little.
 *
 * @module
 */
import type { Text } from "./language.ts";

// A schema has room for one text: by the English one the other is found again.
const TEXTS = new Map<string, Text>();

/** The text as a schema takes it. It must not be made of what callers send. */
export function schemaText(text: Text): string {
  TEXTS.set(text.en, text);
  return text.en;
}

/** A schema's own text in both languages; undefined for a text of zod's. */
export function textOfSchema(message: string): Text | undefined {
  return TEXTS.get(message);
}
