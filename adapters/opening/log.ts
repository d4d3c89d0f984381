/**
 * The log of operation as the parts see it.
 *
 * @module
 */

/** Writes one entry: a dotted lower-case name and its fields. */
export type LogEntry = (event: string, fields?: Readonly<Record<string, unknown>>) => void;

/** A function for each level. */
export type Log = Readonly<Record<"debug" | "info" | "warn" | "error", LogEntry>>;

/** Faults stand out in the log, whatever its level; everything else is the course of things. */
export function leveled(log: Log): (event: string, fields: Record<string, unknown>) => void {
  return (event, fields) => {
    if (event.endsWith("failed") || event.endsWith("postponed")) log.warn(event, fields);
    else log.info(event, fields);
  };
}
