/**
 * ENABLE (RFC 9051 §6.3.1, RFC 5161).
 *
 * @module
 */
import { type Completion, ok } from "../completion.ts";
import { type Context, enableCondstore, type Enabled } from "../context.ts";
import type { Command } from "../grammar/ast.ts";

const ENABLING: ReadonlyMap<string, Enabled> = new Map([
  ["CONDSTORE", "CONDSTORE"],
  ["IMAP4REV2", "IMAP4rev2"],
  ["QRESYNC", "QRESYNC"],
  ["UTF8=ACCEPT", "UTF8=ACCEPT"],
]);

/** Enables what it knows, and tells what was new. */
export function enable(
  context: Context,
  { capabilities }: Extract<Command, { name: "ENABLE" }>,
): Completion {
  const { enabled, out } = context;
  const told: Enabled[] = [];
  for (const name of capabilities) {
    const known = ENABLING.get(name.toUpperCase());
    if (known === undefined || enabled.has(known)) continue;
    // RFC 7162 §3.2.3: QRESYNC enables CONDSTORE as well.
    if (known === "CONDSTORE" || known === "QRESYNC") enableCondstore(context);
    enabled.add(known);
    told.push(known);
  }
  out.untagged(["ENABLED", ...told].join(" "));
  return ok("Enabled");
}
