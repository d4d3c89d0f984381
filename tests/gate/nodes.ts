/**
 * What the rules ask of syntax nodes.
 *
 * @module
 */

/** Whether a node is `object.property` or `object["property"]` of two plain names. */
export function isMemberOf(
  node: Deno.lint.MemberExpression,
  object: string,
  property: string,
): boolean {
  return isName(node.object, object) && propertyName(node) === property;
}

/** The name of the property that a member expression reads; undefined where it is computed. */
export function propertyName(node: Deno.lint.MemberExpression): string | undefined {
  if (!node.computed) return node.property.type === "Identifier" ? node.property.name : undefined;
  const { property } = node;
  return property.type === "Literal" && typeof property.value === "string"
    ? property.value
    : undefined;
}

/** Whether a call or a construction is one of the plain name `name`. */
export function isCallOf(
  node: Deno.lint.CallExpression | Deno.lint.NewExpression,
  name: string,
): boolean {
  return isName(node.callee, name);
}

/** Whether a node is the plain name `name`. */
export function isName(node: Deno.lint.Node, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}
