/**
 * How far something goes that nobody stops.
 *
 * @module
 */

/** Resolves with a number once it has not changed for some turns of the sockets. */
export async function settled(number: () => number): Promise<number> {
  for (let before = -1;;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (number() === before) return before;
    before = number();
  }
}
