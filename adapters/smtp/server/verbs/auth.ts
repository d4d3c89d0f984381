/**
 * AUTH (RFC 4954) with PLAIN (RFC 4616) and LOGIN.
 *
 * @module
 */
import { decodeResponse, readPlain } from "../../../net/sasl_plain.ts";
import { answer, type Context, type Outcome } from "../outcome.ts";
import { reply } from "../reply.ts";
import type { Dialogue } from "../state.ts";

/** LOGIN's prompts, `Username:` and `Password:`. */
const USER_PROMPT = "VXNlcm5hbWU6";
const PASSWORD_PROMPT = "UGFzc3dvcmQ6";

/** Opens an exchange, or ends it at once where the initial response says everything. */
export function auth({ role, client, state }: Context, argument: string): Outcome {
  if (role.authentication === "absent") {
    return answer(reply(502, "5.5.1", "AUTH is not offered here"));
  }
  // RFC 4954 §4: after EHLO, once, never within a transaction.
  if (state.at !== "greeted") return answer(reply(503, "5.5.1", "AUTH has no place here"));
  if (client.account !== null) return answer(reply(503, "5.5.1", "Authenticated already"));
  const [mechanism = "", initial, ...more] = argument.split(" ");
  if (mechanism === "" || more.length > 0) {
    return answer(reply(501, "5.5.4", "Syntax: AUTH mechanism [initial-response]"));
  }
  return begin(mechanism.toUpperCase(), initial);
}

function begin(mechanism: string, initial: string | undefined): Outcome {
  const opening = openings.get(mechanism);
  if (!opening) return answer(reply(504, "5.5.4", "Mechanisms here are PLAIN and LOGIN"));
  if (initial === undefined) return challenge(opening.prompt, opening.dialogue);
  // RFC 4954 §4: `=` stands for an empty initial response.
  return respond(opening.dialogue, initial === "=" ? "" : initial);
}

const openings: ReadonlyMap<string, { prompt: string; dialogue: Dialogue }> = new Map([
  ["PLAIN", { prompt: "", dialogue: { awaits: "PLAIN response" } }],
  ["LOGIN", { prompt: USER_PROMPT, dialogue: { awaits: "LOGIN user" } }],
]);

/** Takes a line of the exchange. */
export function respond(dialogue: Dialogue, line: string): Outcome {
  if (line === "*") return cancel("Authentication cancelled");
  const response = decodeResponse(line);
  if (response === null) return cancel("Cannot decode the response: it is not base64 of UTF-8");
  switch (dialogue.awaits) {
    case "PLAIN response":
      return plain(response);
    case "LOGIN user":
      return challenge(PASSWORD_PROMPT, { awaits: "LOGIN password", user: response });
    case "LOGIN password":
      return verify(dialogue.user, response);
  }
}

function plain(response: string): Outcome {
  const credentials = readPlain(response);
  return "fault" in credentials
    ? cancel(credentials.fault)
    : verify(credentials.user, credentials.password);
}

function verify(user: string, password: string): Outcome {
  if (user === "" || password === "") return cancel("Cannot read the credentials: one is empty");
  return {
    state: { at: "asking", question: { about: "credentials" } },
    action: { action: "authenticate", credentials: { user, password } },
  };
}

function challenge(prompt: string, dialogue: Dialogue): Outcome {
  return { reply: reply(334, "", prompt), state: { at: "authenticating", dialogue } };
}

function cancel(why: string): Outcome {
  return { reply: reply(501, "5.5.2", why), state: { at: "greeted" } };
}
