/**
 * LOGIN and AUTHENTICATE PLAIN (RFC 9051 §6.2.2, §6.2.3; RFC 4616).
 *
 * @module
 */
import { decodeResponse, readPlain } from "../../../net/sasl_plain.ts";
import { capabilitiesOf } from "../capabilities.ts";
import { bad, type Completion, no } from "../completion.ts";
import type { Context } from "../context.ts";
import type { Dialogue } from "../dispatch.ts";
import type { AuthenticateCommand } from "../grammar/ast.ts";

/** Logs in with a name and a password. */
export async function login(
  context: Context,
  { user, password }: { readonly user: string; readonly password: string },
): Promise<Completion> {
  // RFC 9051 §6.2.3: LOGINDISABLED is told, and meant.
  if (!context.secure) return no("Start TLS first", "PRIVACYREQUIRED");
  const { ports, remote, gone } = context;
  const login = await ports.logins.authenticate({ user, password }, {
    purpose: "read",
    address: remote.address,
    service: "imap",
    gone,
  });
  switch (login.login) {
    case "granted": {
      const mailbox = ports.mailboxOf(login.account);
      const state = { at: "authenticated", login, mailbox } as const;
      const { secure, compressed, limits } = context;
      const code = `CAPABILITY ${capabilitiesOf({ state, secure, compressed, limits })}`;
      return { answer: "OK", code, text: "Logged in", state };
    }
    case "wrong":
      return no("User name or password are wrong", "AUTHENTICATIONFAILED");
    case "throttled":
      return no("Too many wrong passwords, try again later", "UNAVAILABLE");
    case "unavailable":
      return no("Passwords cannot be checked now, try again later", "UNAVAILABLE");
  }
}

/** AUTHENTICATE without an initial response: asks for it. Null where there is one. */
export function plainDialogue(
  context: Context,
  command: AuthenticateCommand,
): Dialogue | Completion | null {
  if (command.initial !== null) return null;
  const fault = faultOf(context, command);
  if (fault) return fault;
  return {
    kind: "sasl",
    command,
    prompt: "",
    respond: (line) => {
      if (line === null) return bad("The line is too long");
      return line === "*" ? bad("Authentication cancelled") : respond(context, line);
    },
  };
}

/** AUTHENTICATE with an initial response (RFC 4959). */
export async function authenticate(
  context: Context,
  command: AuthenticateCommand,
): Promise<Completion> {
  return faultOf(context, command) ?? await respond(context, command.initial ?? "");
}

function faultOf(
  { state, secure }: Context,
  { mechanism }: AuthenticateCommand,
): Completion | null {
  if (state.at !== "unauthenticated") return bad("Command not possible in this state");
  if (mechanism.toUpperCase() !== "PLAIN") return no("Only PLAIN is known", "CANNOT");
  return secure ? null : no("Start TLS first", "PRIVACYREQUIRED");
}

async function respond(context: Context, response: string): Promise<Completion> {
  const text = decodeResponse(response);
  const plain = text === null ? { fault: "The response is not base64" } : readPlain(text);
  return "fault" in plain ? bad(plain.fault) : await login(context, plain);
}
