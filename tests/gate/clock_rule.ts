/**
 * Lint rule: one file reads the clock; everyone else gets a `Clock` handed in, so that a test can
 * let twenty-four hours pass in no time.
 *
 * @module
 */
import { isCallOf, isMemberOf } from "./nodes.ts";
import { isTest, placeOf } from "./project.ts";

const CLOCK = "adapters/clock.ts";
const READINGS = [["Date", "now"], ["performance", "now"], ["performance", "timeOrigin"], [
  "Temporal",
  "Now",
], ["AbortSignal", "timeout"]] as const;
const TIMERS = ["setTimeout", "setInterval"];
const TIMER_MODULES = ["node:timers", "node:timers/promises", "node:perf_hooks"];

/** Reports what reads the clock or waits, outside the clock and the tests. */
export const clockRule: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    if (place === CLOCK || isTest(place)) return {};
    const report = (node: Deno.lint.Node, what: string) =>
      context.report({
        node,
        message: `Cannot use ${what} here: only ${CLOCK} knows the time`,
        hint: "Take a Clock (events/instant.ts) as a parameter.",
      });
    return {
      MemberExpression(node) {
        for (const [object, property] of READINGS) {
          if (isMemberOf(node, object, property)) report(node, `${object}.${property}`);
        }
        for (const timer of TIMERS) {
          if (isMemberOf(node, "globalThis", timer)) report(node, timer);
        }
      },
      NewExpression(node) {
        if (isCallOf(node, "Date") && node.arguments.length === 0) report(node, "new Date()");
      },
      CallExpression(node) {
        if (isCallOf(node, "Date")) report(node, "Date()");
        for (const timer of TIMERS) if (isCallOf(node, timer)) report(node, timer);
      },
      ImportDeclaration(node) {
        if (TIMER_MODULES.includes(node.source.value)) report(node.source, node.source.value);
      },
    };
  },
};
