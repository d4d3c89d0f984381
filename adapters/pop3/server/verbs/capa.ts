/**
 * CAPA (RFC 2449 §5).
 *
 * @module
 */
import { answer, type Context, type Outcome } from "../outcome.ts";
import { okLines } from "../reply.ts";
import type { Commanding } from "../state.ts";
import { refuseArgument } from "./argument.ts";

const ALWAYS: readonly string[] = [
  "TOP",
  "UIDL",
  "RESP-CODES",
  "AUTH-RESP-CODE",
  "PIPELINING",
  // RFC 2449 §6.7: what a client leaves on the server stays there.
  "EXPIRE NEVER",
];

/** Says what the server can do in this state. */
export function capa(context: Context<Commanding>, argument: string): Outcome {
  return refuseArgument(argument, "CAPA") ??
    answer(okLines("Capabilities follow", [...ALWAYS, ...logins(context)]));
}

/** RFC 2595 §4: no STLS within TLS. Without TLS no password may be sent: RFC 2595 §2.3. */
function logins({ secure, state }: Context<Commanding>): string[] {
  if (secure) return ["USER", "SASL PLAIN"];
  return state.at === "authorization" ? ["STLS"] : [];
}
