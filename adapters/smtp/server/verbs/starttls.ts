/**
 * STARTTLS (RFC 3207).
 *
 * @module
 */
import { answer, type Context, type Outcome } from "../outcome.ts";
import { reply } from "../reply.ts";

/** Announces the TLS handshake. */
export function starttls({ client }: Context, argument: string): Outcome {
  if (argument !== "") return answer(reply(501, "5.5.4", "STARTTLS takes no argument"));
  if (client.peer.secure) return answer(reply(503, "5.5.1", "TLS stands already"));
  return {
    reply: reply(220, "2.0.0", "Ready to start TLS"),
    state: { at: "securing" },
    action: { action: "secure" },
  };
}
