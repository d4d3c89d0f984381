/**
 * PASS (RFC 1939 §7).
 *
 * @module
 */
import { type Context, misuse, type Outcome } from "../outcome.ts";
import { err } from "../reply.ts";
import type { Authorization } from "../state.ts";
import { refuseUnsecured } from "./stls.ts";

/** Logs in. RFC 1939 §7: spaces are a part of the password. */
export function pass({ secure, state }: Context<Authorization>, password: string): Outcome {
  if (!secure) return refuseUnsecured();
  const { user } = state;
  if (user === null) return misuse(err("Send USER first"));
  if (password === "") return misuse(err("Syntax: PASS password"));
  return { state: { at: "checking" }, action: { action: "authenticate", user, password } };
}
