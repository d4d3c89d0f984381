/**
 * What the load generator is told, and what it reports: JSON on its arguments and its output.
 *
 * @module
 */

/** A sender: the account that logs in, and MAIL FROM. */
export interface Sender {
  readonly address: string;
  readonly password: string;
}

/** Where messages are submitted: SMTP with implicit TLS, or the API with a key for all senders. */
export type Door =
  | { readonly protocol: "smtp"; readonly port: number }
  | { readonly protocol: "api"; readonly port: number; readonly key: string };

/** The load to put on a provider. */
export interface Plan {
  readonly host: string;
  readonly door: Door;
  /** PEM file of the authority that issued the server's certificate. */
  readonly authorityFile: string;
  /** One connection for each. */
  readonly senders: readonly Sender[];
  /** Taken in turn, `recipientsPerMessage` at a time. */
  readonly recipients: readonly string[];
  readonly recipientsPerMessage: number;
  /** Octets of a message. */
  readonly messageSize: number;
  /** The data folder of the senders' provider, to see when the delivery receipts lie there. */
  readonly dataFolder: string;
  /** Transactions that may be without their last delivery receipt; null: any number. */
  readonly inFlight: number | null;
  /** Load before the measured time. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** How long to wait, after that, for the transactions under way; 0: not at all. */
  readonly drainSeconds: number;
  /** Ends after so many messages, whatever the time; null: when the time is over. */
  readonly messages: number | null;
}

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** What came of it. */
export interface LoadResult {
  /** Seconds that were measured. */
  readonly seconds: number;
  /** Seconds of processor time that the generator spent in the measured time. */
  readonly processorTime: number;
  /** Messages that were taken in the measured time. */
  readonly submitted: number;
  /** Transactions whose last delivery receipt came in the measured time. */
  readonly completed: number;
  /** Refusals in the measured time, by the server's reply. */
  readonly refused: Readonly<Record<string, number>>;
  /** From the beginning of a message to the answer to it. */
  readonly submission: Latency;
  /** From the beginning of a message to the last delivery receipt in the sender's mailbox. */
  readonly transaction: Latency;
  /** All messages that were taken, warm-up and drain included. */
  readonly totalSubmitted: number;
  /** All transactions completed, warm-up and drain included. */
  readonly totalCompleted: number;
}

/** One line of the generator's output. */
export type Report =
  | { readonly phase: "warming" | "measuring" | "draining" }
  | { readonly phase: "done"; readonly result: LoadResult };
