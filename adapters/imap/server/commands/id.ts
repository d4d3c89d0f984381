/**
 * ID (RFC 2971).
 *
 * @module
 */
import { type Completion, ok } from "../completion.ts";
import type { Context } from "../context.ts";
import type { Command } from "../grammar/ast.ts";

/** The fields of a client's that are of use in the log. */
const LOGGED = ["name", "version", "os"];

/** Sessions whose client is in the log: once is enough, whatever it says again and again. */
const logged = new WeakSet<Context>();

/** Tells the server's name; the client's goes into the log of operation. */
export function id(
  context: Context,
  { parameters }: Extract<Command, { name: "ID" }>,
): Completion {
  const { out, ports, remote } = context;
  const told = LOGGED.flatMap((name) => {
    const value = parameters.get(name);
    return value ? [[name, value.slice(0, 100)]] : [];
  });
  if (told.length > 0 && !logged.has(context)) {
    logged.add(context);
    ports.log("imap.client", { ...Object.fromEntries(told), address: remote.address });
  }
  // No version: whoever looks for old ones learns nothing here.
  out.untagged('ID ("name" "Ceralacca")');
  return ok("Pleased to meet you");
}
