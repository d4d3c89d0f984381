/**
 * How long others wait while something is done: the NOOPs of a second connection.
 *
 * @module
 */
import { ImapClient } from "../mailboxes/imap_client.ts";
import type { MailServer } from "../mailboxes/server.ts";

/** Between an answer and the next NOOP, in milliseconds. */
const PAUSE = 5;

/** A connection that asks all the time whether the server is still there. */
export class Pulse {
  readonly #client: ImapClient;
  readonly #beating: Promise<void>;
  /** The longest wait since the last look, in milliseconds. */
  #longest = 0;
  /** When the NOOP under way was sent. */
  #sent: number | null = null;
  #ended = false;

  private constructor(client: ImapClient) {
    this.#client = client;
    this.#beating = this.#beat();
  }

  /** Connects and begins; no folder is selected. */
  static async start({ imaps, user }: MailServer): Promise<Pulse> {
    return new Pulse(await ImapClient.open(imaps, user));
  }

  /** Forgets what has been. */
  reset(): void {
    this.#longest = 0;
  }

  /** The longest wait since the last reset, in milliseconds; that of now counts as well. */
  get longest(): number {
    return Math.max(this.#longest, this.#sent === null ? 0 : performance.now() - this.#sent);
  }

  /** Ends after the answer of now. */
  async stop(): Promise<void> {
    this.#ended = true;
    await this.#beating;
    this.#client.close();
  }

  async #beat(): Promise<void> {
    while (!this.#ended) {
      this.#sent = performance.now();
      await this.#client.command("NOOP");
      this.#longest = Math.max(this.#longest, performance.now() - this.#sent);
      this.#sent = null;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}
