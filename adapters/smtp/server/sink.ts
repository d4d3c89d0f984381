/**
 * Sinks for when there is no other.
 *
 * @module
 */
import type { ContentSink } from "./handler.ts";

/** Stands in for a sink that has failed: drops what comes and fails at the end. */
export function failedSink(error: unknown): ContentSink {
  return {
    write() {},
    end: () => Promise.reject(error),
    abort() {},
  };
}
