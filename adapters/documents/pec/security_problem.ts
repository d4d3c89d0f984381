/**
 * What the notices about infected messages have in common (RFC 6109 §3.1.3, §3.2.3, §3.2.4).
 *
 * @module
 */
import { headerLine } from "./header_line.ts";
import { UNNAMED_CONTENT } from "./texts.ts";

/** The field that tells holders' programs a virus from any other error. */
export const securityError: string = headerLine("X-VerificaSicurezza", "errore");

/** The scanner's name for what it found, as it stands in text and errore-esteso. */
export function nameOfContent(detected: string): string {
  return detected.trim() || UNNAMED_CONTENT;
}
