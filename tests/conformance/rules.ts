/**
 * The rules of RFC 6109, sections 2 to 5, that a provider must keep, each with the scenario that
 * shows it, or with the reason why there is none. Requirements on mail clients and on the
 * authority's directory are not the provider's and have no row.
 *
 * @module
 */
import type { Rule } from "./rule.ts";
import { sections as section2 } from "./section_2.ts";
import { sections as section3 } from "./section_3.ts";
import { sections as sections4And5 } from "./sections_4_5.ts";

/** All rules, in the order of RFC 6109. */
export const rules: readonly Rule[] = [...section2, ...section3, ...sections4And5].flatMap((
  [section, ...rows],
) => rows.map(([name, rule, shown]) => ({ id: `${section}-${name}`, section, rule, shown })));
