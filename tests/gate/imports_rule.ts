/**
 * Lint rule: who may import whom.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { placeOf } from "./project.ts";
import { importFault, packageFault } from "./rooms.ts";

/** Reports every import, export from, dynamic import and type import that the house forbids. */
export const importsRule: Deno.lint.Rule = {
  create(context) {
    const from = placeOf(context.filename);
    const check = (source: Deno.lint.Node | null | undefined) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const specifier = source.value;
      const target = fileOf(specifier, context.filename);
      const fault = target ? importFault(from, placeOf(target)) : packageFault(from, specifier);
      if (fault) {
        context.report({ node: source, message: `Cannot import "${specifier}" here: ${fault}` });
      }
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: ({ argument }) =>
        check(argument.type === "TSLiteralType" ? argument.literal : undefined),
    };
  },
};

/** The file that a specifier names; undefined for a package or a built-in module. */
function fileOf(specifier: string, importer: string): string | undefined {
  if (specifier.startsWith("file:")) return fileURLToPath(specifier);
  return /^\.{0,2}\//.test(specifier) ? resolve(dirname(importer), specifier) : undefined;
}
