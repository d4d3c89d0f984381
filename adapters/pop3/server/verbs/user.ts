/**
 * USER (RFC 1939 §7).
 *
 * @module
 */
import { type Context, misuse, type Outcome } from "../outcome.ts";
import { err, ok } from "../reply.ts";
import type { Authorization } from "../state.ts";
import { refuseUnsecured } from "./stls.ts";

/** Takes any name: whether it exists is not told. */
export function user({ secure }: Context<Authorization>, name: string): Outcome {
  if (!secure) return refuseUnsecured();
  if (name === "") return misuse(err("Syntax: USER name"));
  return { reply: ok("Send the password"), state: { at: "authorization", user: name } };
}
