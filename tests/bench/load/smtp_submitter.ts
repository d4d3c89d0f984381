/**
 * A lean SMTP client: one connection with implicit TLS, one login, many messages. It spends as
 * little time as it can, since generator and servers share the processors.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { connect, type TLSSocket } from "node:tls";
import type { MessageMaker } from "./messages.ts";
import type { Sender } from "./plan.ts";
import type { Submitted, Submitter } from "./submitter.ts";

/** A server's reply; only the last line's text counts. */
interface SmtpReply {
  readonly code: number;
  readonly text: string;
}

/** A connection to a submission server. */
export class SmtpSubmitter implements Submitter {
  readonly #sender: Sender;
  readonly #maker: MessageMaker;
  readonly #socket: TLSSocket;
  readonly #waiting: { resolve(reply: SmtpReply): void; reject(error: Error): void }[] = [];
  #unread = "";
  #lost: Error | null = null;

  private constructor(sender: Sender, maker: MessageMaker, socket: TLSSocket) {
    this.#sender = sender;
    this.#maker = maker;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => this.#take(text));
    socket.on("error", (error: Error) => this.#lose(error));
    socket.on("close", () => this.#lose(new Error("Cannot submit: the server hung up")));
  }

  /** Connects and logs in. Throws when the server will not have it. */
  static async open(
    server: { readonly host: string; readonly port: number; readonly authority: string },
    sender: Sender,
    maker: MessageMaker,
  ): Promise<SmtpSubmitter> {
    const { host, port, authority } = server;
    const submitter = new SmtpSubmitter(sender, maker, connect({ host, port, ca: authority }));
    await submitter.#expect(220);
    await submitter.#command("EHLO generator.example", 250);
    const login = Buffer.from(`\0${sender.address}\0${sender.password}`).toString("base64");
    await submitter.#command(`AUTH PLAIN ${login}`, 235);
    return submitter;
  }

  async submit(recipients: readonly string[]): Promise<Submitted> {
    const content = this.#maker.make(this.#sender.address, recipients);
    const { code, text } = await this.#transact(recipients, content);
    if (code !== 250) return { refusal: `${code} ${text}` };
    return { pecId: text.slice(text.lastIndexOf(" ") + 1) };
  }

  /**
   * Envelope and DATA in one go (RFC 2920); resolves with the reply to the content, or to the first
   * command that was refused.
   *
   * @param content in canonical form, no line of which starts with a dot.
   */
  async #transact(recipients: readonly string[], content: Buffer): Promise<SmtpReply> {
    const envelope = [
      `MAIL FROM:<${this.#sender.address}> SIZE=${content.length}`,
      ...recipients.map((recipient) => `RCPT TO:<${recipient}>`),
      "DATA",
    ];
    this.#socket.write(`${envelope.join("\r\n")}\r\n`);
    const replies = await Promise.all(envelope.map(() => this.#reply()));
    const refusal = replies.find(({ code }) => code >= 400);
    if (refusal && replies.at(-1)!.code !== 354) return refusal;
    this.#socket.write(content);
    this.#socket.write(".\r\n");
    return await this.#reply();
  }

  close(): void {
    this.#socket.end("QUIT\r\n");
  }

  async #command(line: string, code: number): Promise<void> {
    this.#socket.write(`${line}\r\n`);
    await this.#expect(code);
  }

  async #expect(code: number): Promise<void> {
    const reply = await this.#reply();
    if (reply.code !== code) throw new Error(`Cannot log in: ${reply.code} ${reply.text}`);
  }

  #reply(): Promise<SmtpReply> {
    if (this.#lost) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #take(text: string): void {
    this.#unread += text;
    for (let end; (end = this.#unread.indexOf("\r\n")) >= 0;) {
      const line = this.#unread.slice(0, end);
      this.#unread = this.#unread.slice(end + 2);
      if (line[3] === "-") continue;
      this.#waiting.shift()?.resolve({ code: Number(line.slice(0, 3)), text: line.slice(4) });
    }
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#lost);
  }
}
