/**
 * One sender at one door of a provider.
 *
 * @module
 */

/** What became of a message: its identificativo, or why it was refused. */
export type Submitted = { readonly pecId: string } | { readonly refusal: string };

/** Submits messages, one after the other. */
export interface Submitter {
  /** Makes a message and submits it. */
  submit(recipients: readonly string[]): Promise<Submitted>;
  /** Leaves. */
  close(): void;
}
