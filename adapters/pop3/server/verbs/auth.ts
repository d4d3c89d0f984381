/**
 * AUTH (RFC 5034) with PLAIN.
 *
 * @module
 */
import { decodeResponse, readPlain } from "../../../net/sasl_plain.ts";
import { answer, type Context, misuse, type Outcome } from "../outcome.ts";
import { err, okLines } from "../reply.ts";
import type { Authorization } from "../state.ts";
import { refuseUnsecured } from "./stls.ts";

/** Opens an exchange, or ends it at once where the initial response says everything. */
export function auth({ secure }: Context<Authorization>, argument: string): Outcome {
  if (!secure) return refuseUnsecured();
  // Older than RFC 5034, and still asked by clients that don't trust CAPA.
  if (argument === "") return answer(okLines("Mechanisms follow", ["PLAIN"]));
  const [mechanism = "", initial, ...more] = argument.split(" ");
  if (more.length > 0) return misuse(err("Syntax: AUTH mechanism [initial-response]"));
  if (mechanism.toUpperCase() !== "PLAIN") return misuse(err("The mechanism here is PLAIN"));
  if (initial === undefined) return { reply: "+ \r\n", state: { at: "authenticating" } };
  // RFC 5034 §4: `=` stands for an empty initial response.
  return respond(initial === "=" ? "" : initial);
}

/** Takes a line of the exchange. */
export function respond(line: string): Outcome {
  if (line === "*") return cancel("Authentication cancelled");
  const response = decodeResponse(line);
  if (response === null) return cancel("Cannot decode the response: it is not base64 of UTF-8");
  const plain = readPlain(response);
  if ("fault" in plain) return cancel(plain.fault);
  return { state: { at: "checking" }, action: { action: "authenticate", ...plain } };
}

function cancel(why: string): Outcome {
  return { ...misuse(err(why)), state: { at: "authorization", user: null } };
}
