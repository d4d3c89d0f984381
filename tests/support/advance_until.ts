/**
 * Waiting for what takes simulated time, beside real sockets.
 *
 * @module
 */

/** Lets time pass, step by step, until a promise is settled; resolves or rejects as it does. */
export async function advanceUntil<T>(promise: Promise<T>, advance: () => void): Promise<T> {
  let settled = false;
  promise.finally(() => settled = true).catch(() => {});
  while (!settled) {
    advance();
    await new Promise((resolve) => setTimeout(resolve));
  }
  return await promise;
}
