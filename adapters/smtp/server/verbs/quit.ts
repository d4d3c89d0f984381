/**
 * QUIT (RFC 5321 §4.1.1.10).
 *
 * @module
 */
import { answer, type Context, goodbye, type Outcome } from "../outcome.ts";
import { reply } from "../reply.ts";

/** Ends the session. */
export function quit({ name }: Context, argument: string): Outcome {
  return argument === ""
    ? goodbye(reply(221, "2.0.0", `${name} closes the connection`))
    : answer(reply(501, "5.5.4", "QUIT takes no argument"));
}
