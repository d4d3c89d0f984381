/**
 * The project's own lint rules, loaded by `deno lint` (see deno.json).
 *
 * @module
 */
import { clockRule } from "./clock_rule.ts";
import { importsRule } from "./imports_rule.ts";
import { fileLengthRule, functionLengthRule } from "./length_rules.ts";
import { moduleCommentRule } from "./module_comment_rule.ts";
import { purityRule } from "./purity_rule.ts";

const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "imports": importsRule,
    "clock": clockRule,
    "purity": purityRule,
    "file-length": fileLengthRule,
    "function-length": functionLengthRule,
    "module-comment": moduleCommentRule,
  },
};
export default plugin;
