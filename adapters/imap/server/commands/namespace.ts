/**
 * NAMESPACE (RFC 9051 §6.3.10).
 *
 * @module
 */
import { SEPARATOR } from "../../../../events/folders.ts";
import { type Completion, ok } from "../completion.ts";
import type { Context } from "../context.ts";

/** There is one namespace: the holder's own. */
export function namespace({ out }: Context): Completion {
  out.untagged(`NAMESPACE (("" "${SEPARATOR}")) NIL NIL`);
  return ok("Namespaces told");
}
