/**
 * CAPABILITY (RFC 9051 §6.1.1).
 *
 * @module
 */
import { capabilitiesOf } from "../capabilities.ts";
import { type Completion, ok } from "../completion.ts";
import type { Context } from "../context.ts";

/** Tells what the server can do. */
export function capability(context: Context): Completion {
  context.out.untagged(`CAPABILITY ${capabilitiesOf(context)}`);
  return ok("Capabilities told");
}
