/**
 * How a command ends.
 *
 * @module
 */
import type { State } from "./state.ts";

/** What the connection has to do after the tagged response. */
export type Afterwards = "close" | "compress" | "secure";

/** The tagged response, and what follows from the command. */
export interface Completion {
  readonly answer: "BAD" | "NO" | "OK";
  /** A response code (RFC 9051 §7.1), without brackets. */
  readonly code?: string;
  readonly text: string;
  /** The state after it; absent where it stays. */
  readonly state?: State;
  readonly afterwards?: Afterwards;
}

/** OK. */
export function ok(text: string, code?: string): Completion {
  return { answer: "OK", text, ...(code === undefined ? {} : { code }) };
}

/** NO: the command cannot be carried out. */
export function no(text: string, code?: string): Completion {
  return { answer: "NO", text, ...(code === undefined ? {} : { code }) };
}

/** BAD: the client should not have sent it. */
export function bad(text: string, code?: string): Completion {
  return { answer: "BAD", text, ...(code === undefined ? {} : { code }) };
}

/** The line of a completion. */
export function renderCompletion(tag: string, { answer, code, text }: Completion): string {
  // RFC 9051 §9, resp-text: nothing that could end the line, or that needs UTF-8.
  const plain = text.replace(/[^ -~]/g, "?");
  return `${tag} ${answer} ${code === undefined ? "" : `[${code}] `}${plain}\r\n`;
}
