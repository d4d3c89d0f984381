/**
 * Waiting, between two attempts.
 *
 * @module
 */

/** Waits so many milliseconds, or until the signal aborts. */
export type Pause = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** By the timer of the system. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    // deno-lint-ignore house/clock -- partners take the client without the engine and its clock
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
  });
}
