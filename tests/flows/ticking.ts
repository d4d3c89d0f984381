/**
 * Simulated time that goes on by itself, for tests beside programs that know only the real one.
 *
 * @module
 */
import type { SimulatedClock } from "../support/simulated_clock.ts";

/** Milliseconds between two steps. */
const STEP = 10;

/** Lets time pass at its usual pace until it is disposed of. */
export function ticking(clock: SimulatedClock): Disposable {
  const timer = setInterval(() => clock.advance(STEP), STEP);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
