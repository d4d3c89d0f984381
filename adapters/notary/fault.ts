/**
 * The log's tree cannot be extended or shown: something in it is not as it was signed.
 *
 * @module
 */

/** What was to be done, and why that cannot be; nothing was signed. */
export class LogFault extends Error {
  override readonly name = "LogFault";

  /** `attempt` as in "Cannot extend the log". */
  constructor(attempt: string, reason: string, options?: ErrorOptions) {
    super(`Cannot ${attempt}: ${reason}`, options);
  }
}
