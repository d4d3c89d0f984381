/**
 * Lint rules: what does one thing is short.
 *
 * @module
 */
import { isTest, placeOf } from "./project.ts";

/** Lines of a file. */
export const LONGEST_FILE = 600;
/** Lines between the braces of a function. */
export const LONGEST_FUNCTION = 60;

/** Reports long files that are not tests. */
export const fileLengthRule: Deno.lint.Rule = {
  create(context) {
    if (isTest(placeOf(context.filename))) return {};
    return {
      "Program:exit"(node) {
        const lines = linesIn(context.sourceCode.text.trimEnd());
        if (lines <= LONGEST_FILE) return;
        const message = `Cannot keep ${lines} lines in one file: ${LONGEST_FILE} are allowed`;
        context.report({ node, message, hint: "Split it by concept." });
      },
    };
  },
};

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

/** Reports long functions that are not in tests. */
export const functionLengthRule: Deno.lint.Rule = {
  create(context) {
    if (isTest(placeOf(context.filename))) return {};
    const check = (node: FunctionNode) => {
      if (node.body?.type !== "BlockStatement") return;
      const lines = linesIn(context.sourceCode.getText(node.body)) - 2;
      if (lines <= LONGEST_FUNCTION) return;
      const message = `Cannot keep ${lines} lines in one function: ${LONGEST_FUNCTION} are allowed`;
      context.report({ node, message, hint: "Split it into functions that do one thing each." });
    };
    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
    };
  },
};

function linesIn(text: string): number {
  return text.split("\n").length;
}
