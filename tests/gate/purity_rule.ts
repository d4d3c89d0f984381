/**
 * Lint rule: actors and events do nothing but compute. Packages and node: modules are the
 * imports rule's.
 *
 * @module
 */
import { isCallOf, isMemberOf, isName } from "./nodes.ts";
import { placeOf } from "./project.ts";
import { isPure } from "./rooms.ts";

/** Objects whose every member touches the world or leads to something that does. */
const WORLDLY = ["Deno", "process", "console", "localStorage", "sessionStorage", "globalThis"];
const CALLS = ["fetch", "WebSocket", "EventSource", "Worker", "BroadcastChannel"];
const CHANCE = [["Math", "random"], ["crypto", "getRandomValues"], [
  "crypto",
  "randomUUID",
]] as const;

/** Reports I/O and chance in the pure rooms. */
export const purityRule: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    if (!isPure(place)) return {};
    const report = (node: Deno.lint.Node, what: string) =>
      context.report({
        node,
        message: `Cannot use ${what} here: ${place.split("/")[0]}/ only computes`,
        hint: "Let an adapter do it, behind a port that is handed in.",
      });
    const checkCall = (node: Deno.lint.CallExpression | Deno.lint.NewExpression) => {
      for (const call of CALLS) if (isCallOf(node, call)) report(node, call);
    };
    return {
      MemberExpression(node) {
        for (const object of WORLDLY) if (isName(node.object, object)) report(node, object);
        for (const [object, property] of CHANCE) {
          if (isMemberOf(node, object, property)) report(node, `${object}.${property}`);
        }
      },
      CallExpression: checkCall,
      NewExpression: checkCall,
    };
  },
};
