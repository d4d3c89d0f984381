/**
 * EHLO and HELO (RFC 5321 §4.1.1.1).
 *
 * @module
 */
import { answer, type Context, type Outcome } from "../outcome.ts";
import { reply } from "../reply.ts";

/** RFC 5321 §4.5.3.1.2. */
const NAME_LIMIT = 255;

/** Greets and announces the extensions. */
export function ehlo(context: Context, argument: string): Outcome {
  return greet(context, argument, [`${context.name} greets you`, ...extensions(context)]);
}

/** Greets a client of RFC 821. */
export function helo(context: Context, argument: string): Outcome {
  return greet(context, argument, context.name);
}

/** Both begin anew: RFC 5321 §4.1.4 wants the buffers cleared as by RSET. */
function greet(context: Context, argument: string, text: string | readonly string[]): Outcome {
  if (argument === "" || argument.includes(" ") || argument.length > NAME_LIMIT) {
    return answer(reply(501, "5.5.4", "Send your host name or address literal"));
  }
  const { client } = context;
  return {
    // RFC 2034 §4: no enhanced code here.
    reply: reply(250, "", text),
    state: { at: "greeted" },
    client: { ...client, peer: { ...client.peer, helo: argument } },
  };
}

function extensions({ role, limits, client }: Context): string[] {
  const keywords = [
    "PIPELINING",
    "8BITMIME",
    "SMTPUTF8",
    "CHUNKING",
    "ENHANCEDSTATUSCODES",
    `SIZE ${limits.messageSize}`,
  ];
  // RFC 3207 §4.2: not again within TLS. RFC 4954 §4: no plain passwords without it.
  if (!client.peer.secure) keywords.push("STARTTLS");
  else if (role.authentication === "required") keywords.push("AUTH PLAIN LOGIN");
  return keywords;
}
