/**
 * STLS (RFC 2595 §4).
 *
 * @module
 */
import { type Context, misuse, type Outcome } from "../outcome.ts";
import { err, ok } from "../reply.ts";
import type { Authorization } from "../state.ts";
import { refuseArgument } from "./argument.ts";

/** Announces the TLS handshake. */
export function stls({ secure }: Context<Authorization>, argument: string): Outcome {
  const refused = refuseArgument(argument, "STLS");
  if (refused) return refused;
  if (secure) return misuse(err("TLS stands already"));
  return {
    reply: ok("Ready to start TLS"),
    state: { at: "securing" },
    action: { action: "secure" },
  };
}

/** RFC 2595 §2.3: no password goes in the clear. */
export function refuseUnsecured(): Outcome {
  return misuse(err("Send STLS first: there is no login without TLS"));
}
