/**
 * Whether the log tells of every message all that it must (RFC 6109 §2.3, §3).
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";
import { traceFaults } from "../documents/pec/trace_invariants.ts";
import type { TraceQueries } from "../storage/trace.ts";
import type { Findings } from "./fault.ts";

/** Looks at all messages that the projection `trace` knows. */
export function checkTrace(trace: TraceQueries, now: Instant, findings: Findings): void {
  let count = 0;
  for (const pecId of trace.messages()) {
    for (const { rule, position, reason, underWay } of traceFaults(trace.linesOf(pecId), now)) {
      if (!underWay) findings.fault(`event ${position}`, `${rule}: ${reason} (${pecId})`);
    }
    findings.reached(++count);
  }
}
