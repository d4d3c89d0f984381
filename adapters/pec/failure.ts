/**
 * What went wrong, as people read it.
 *
 * @module
 */
import { ApiProblem, isUntrusted } from "../client/problem.ts";

/** Why something failed; of a problem of the API also what the provider finds the request by. */
export function reasonOf(error: unknown): string {
  if (error instanceof ApiProblem) {
    return error.instance ? `${error.message} (${error.instance})` : error.message;
  }
  // What fetch throws where there is no connection.
  if (error instanceof TypeError) return unreachable(error);
  return error instanceof Error ? error.message : String(error);
}

function unreachable(error: TypeError): string {
  const remedy = isUntrusted(error)
    ? ". If its authority is the provider's own, name its certificates: pec configure --ca FILE, " +
      "or PEC_CA=FILE"
    : "";
  return `Cannot reach the API: ${causeOf(error)}${remedy}`;
}

/** The message of the innermost error, which says most. */
function causeOf(error: Error): string {
  return error.cause instanceof Error ? causeOf(error.cause) : error.message;
}
