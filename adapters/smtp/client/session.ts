/**
 * An open SMTP session with a hop: used for a number of transactions, then ended.
 *
 * @module
 */
import { Readable } from "node:stream";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { type Clock, SECOND } from "../../../events/instant.ts";
import {
  asDeferred,
  forAll,
  ownVerdict,
  type RecipientOutcome,
  type Verdict,
  verdictOfReply,
} from "./outcome.ts";

/** What a transaction is about. */
export interface Envelope {
  /** Reverse-path; empty for the null path. */
  readonly sender: string;
  /** Forward-paths, each once. */
  readonly recipients: readonly string[];
  /** Bytes of the content. */
  readonly size: number;
  /** Whether the content holds bytes above 127. */
  readonly eightBit: boolean;
}

/** Milliseconds that the hop may take to answer QUIT. */
const QUIT_TIMEOUT = 2 * SECOND;

/** What nodemailer hands back when something fails. */
interface SmtpError extends Error {
  readonly command?: string;
  readonly recipient?: string;
  readonly response?: string;
}

/** An open SMTP session. */
export class Session {
  /** Service extensions by keyword in upper case, with their parameters (RFC 5321 §4.1.1.1). */
  readonly extensions: ReadonlyMap<string, string>;
  /** How many transactions it has seen. */
  transactions = 0;
  readonly #connection: SMTPConnection;
  readonly #clock: Clock;
  readonly #transactionTimeout: number;
  #lost: SmtpError | undefined;

  /** Takes over a connection on which the last reply was that to EHLO. */
  constructor(connection: SMTPConnection, clock: Clock, transactionTimeout: number) {
    this.#connection = connection;
    this.#clock = clock;
    this.#transactionTimeout = transactionTimeout;
    this.extensions = extensionsOf(connection.lastServerResponse || "");
    connection.on("error", (error) => this.#lost ??= error);
  }

  /** Whether another transaction can be begun. */
  get alive(): boolean {
    return !this.#connection.destroyed;
  }

  /** Sends RSET; tells whether the hop is still there. */
  async reset(): Promise<boolean> {
    try {
      await this.#within<boolean>((done) => this.#connection.reset(done));
      return true;
    } catch {
      this.#connection.close();
      return false;
    }
  }

  /**
   * Sends a message. The outcome of a recipient who got no reply of the hop, or whose message was
   * cut off, is `deferred`: a hop that has taken it all the same recognises the copy.
   *
   * @throws whatever `content` throws; the hop then has not got the message.
   */
  async send(
    envelope: Envelope,
    content: () => AsyncIterable<Uint8Array>,
  ): Promise<readonly RecipientOutcome[]> {
    this.transactions++;
    const source = Readable.from(content(), { objectMode: false });
    // nodemailer keeps the replies to RCPT on the envelope object, also when DATA fails later.
    const progress: Progress = {
      from: envelope.sender,
      to: [...envelope.recipients],
      size: envelope.size,
      use8BitMime: envelope.eightBit,
    };
    let verdict: Verdict;
    try {
      const sent = await this.#within<{ readonly response: string }>((done) =>
        this.#connection.send(progress, source, done)
      );
      if (!source.readableEnded) throw new Error("the hop replied before the message was complete");
      verdict = verdictOfReply(sent?.response ?? "");
    } catch (error) {
      if (source.errored) throw source.errored;
      const { response, message, command } = error as SmtpError;
      verdict = response === undefined
        ? ownVerdict("deferred", "4.4.2", message)
        : failure(verdictOfReply(response));
      // With pipelining each RCPT after a refused MAIL is answered by a meaningless 503.
      if (command === "MAIL FROM") return forAll(envelope.recipients, verdict);
    } finally {
      // A reply to an unfinished message leaves the session inside the message.
      if (!source.readableEnded && source.readableDidRead) this.#connection.close();
      source.destroy();
    }
    return envelope.recipients.map((recipient) => ({
      recipient,
      ...(rejectionOf(recipient, progress) ?? verdict),
    }));
  }

  /** Ends the session with QUIT and waits until the connection is closed. */
  async quit(): Promise<void> {
    const socket = this.#connection._socket;
    if (!socket || socket.closed) return;
    const closed = new Promise<void>((resolve) => void socket.once("close", () => resolve()));
    const answered = new AbortController();
    if (this.alive) {
      this.#connection.quit();
      this.#clock.until(this.#clock.now() + QUIT_TIMEOUT, answered.signal)
        .then(() => this.#connection.close(), () => undefined);
    }
    await closed;
    answered.abort();
  }

  /**
   * Runs an operation of nodemailer within the time of a transaction. Settles also when the
   * connection ends meanwhile, which not every operation reports.
   */
  async #within<T>(
    start: (done: (error: Error | null, result?: T) => void) => void,
  ): Promise<T | undefined> {
    const settled = new AbortController();
    const connection = this.#connection;
    this.#clock.until(this.#clock.now() + this.#transactionTimeout, settled.signal).then(() => {
      this.#lost ??= new Error(`no end of the transaction within ${this.#transactionTimeout} ms`);
      connection.close();
    }, () => undefined);
    let ended = () => {};
    try {
      return await new Promise((resolve, reject) => {
        // What the operation itself reports, in the same turn, is more precise.
        ended = () =>
          queueMicrotask(() => reject(this.#lost ?? new Error("the hop closed the connection")));
        connection.once("end", ended);
        start((error, result) => error ? reject(error) : resolve(result));
      });
    } finally {
      connection.removeListener("end", ended);
      settled.abort();
    }
  }
}

/** The envelope object of nodemailer while it is being worked on. */
interface Progress {
  from: string;
  to: string[];
  size: number;
  use8BitMime: boolean;
  rejectedErrors?: SmtpError[];
}

function rejectionOf(recipient: string, progress: Progress): Verdict | undefined {
  const error = progress.rejectedErrors?.find((rejected) => rejected.recipient === recipient);
  if (!error) return undefined;
  const verdict = failure(verdictOfReply(error.response ?? ""));
  // RFC 5321 §4.5.3.1.10: 552 after RCPT may mean too many recipients, which is temporary.
  const tooMany = verdict.code === 552 && /^5\.(0\.0|5\.3)$/.test(verdict.enhanced);
  return tooMany ? { ...asDeferred(verdict), enhanced: "4.5.3" } : verdict;
}

/** A positive reply where it makes no sense is none. */
function failure(verdict: Verdict): Verdict {
  return verdict.outcome === "taken" ? asDeferred(verdict) : verdict;
}

/** RFC 5321 §4.1.1.1: one keyword a line after the greeting line. */
function extensionsOf(reply: string): ReadonlyMap<string, string> {
  return new Map(
    reply.split(/\r?\n/).slice(1).map((line) => {
      const [keyword = "", ...parameters] = line.slice(4).trim().split(/ +/);
      return [keyword.toUpperCase(), parameters.join(" ")];
    }),
  );
}
