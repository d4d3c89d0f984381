/**
 * Lint rule: a file says at its head what it is for.
 *
 * @module
 */
import { isTest, placeOf } from "./project.ts";

/** Reports files, other than tests, without a `@module` comment before the first statement. */
export const moduleCommentRule: Deno.lint.Rule = {
  create(context) {
    if (isTest(placeOf(context.filename))) return {};
    return {
      Program(node) {
        const first = node.body[0]?.range[0] ?? Infinity;
        const found = context.sourceCode.getAllComments().some((comment) =>
          comment.type === "Block" && comment.value.startsWith("*") &&
          /^\s*\*?\s*@module\b/m.test(comment.value) && comment.range[0] < first
        );
        if (found) return;
        context.report({
          node,
          message: "Cannot tell what this file is for: it has no @module comment at its head",
        });
      },
    };
  },
};
