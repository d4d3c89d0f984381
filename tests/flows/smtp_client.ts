/**
 * An SMTP client that sends whatever a test wants to send.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** A reply; `text` holds the lines without their codes, joined by LF. */
export interface Reply {
  readonly code: number;
  readonly text: string;
}

/** Where to connect. */
export interface Server {
  readonly port: number;
  /** PEM of the authority of the server's certificate. */
  readonly authority: string;
}

/** A session with a server on loopback. Text is sent as UTF-8, content given as text as Latin-1. */
export class SmtpClient implements AsyncDisposable {
  readonly #authority: string;
  #connection: Deno.TcpConn | Deno.TlsConn;
  #received = "";

  private constructor(connection: Deno.TcpConn | Deno.TlsConn, authority: string) {
    this.#connection = connection;
    this.#authority = authority;
  }

  /** Connects in the clear and says EHLO. */
  static async clear({ port, authority }: Server): Promise<SmtpClient> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    return await new SmtpClient(connection, authority).#greet();
  }

  /** Connects with implicit TLS and says EHLO. */
  static async tls({ port, authority }: Server): Promise<SmtpClient> {
    const caCerts = [authority];
    const connection = await Deno.connectTls({ hostname: "localhost", port, caCerts });
    return await new SmtpClient(connection, authority).#greet();
  }

  async #greet(): Promise<this> {
    try {
      this.#expect(220, await this.#reply());
      this.#expect(250, await this.command("EHLO client.example"));
      return this;
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  /** Goes over to TLS and says EHLO again. */
  async startTls(): Promise<this> {
    this.#expect(220, await this.command("STARTTLS"));
    const caCerts = [this.#authority];
    const clear = this.#connection as Deno.TcpConn;
    this.#connection = await Deno.startTls(clear, { hostname: "localhost", caCerts });
    this.#expect(250, await this.command("EHLO client.example"));
    return this;
  }

  /** AUTH PLAIN. */
  login(user: string, password: string): Promise<Reply> {
    const credentials = Buffer.from(`\0${user}\0${password}`).toString("base64");
    return this.command(`AUTH PLAIN ${credentials}`);
  }

  /** Sends a line and waits for the reply. */
  async command(line: string): Promise<Reply> {
    await this.#write(Buffer.from(`${line}\r\n`));
    return await this.#reply();
  }

  /** A whole transaction; resolves with the first refusal, or with the reply to the content. */
  async send(
    sender: string,
    recipients: readonly string[],
    content: string | Uint8Array,
    parameters = "",
  ): Promise<Reply> {
    const commands = [
      `MAIL FROM:<${sender}>${parameters}`,
      ...recipients.map((recipient) => `RCPT TO:<${recipient}>`),
    ];
    for (const line of commands) {
      const reply = await this.command(line);
      if (reply.code >= 300) return reply;
    }
    this.#expect(354, await this.command("DATA"));
    const text = Buffer.from(content as string, "latin1").toString("latin1");
    const stuffed = text.replace(/^\./gm, "..");
    await this.#write(
      Buffer.from(`${stuffed}${text.endsWith("\r\n") ? "" : "\r\n"}.\r\n`, "latin1"),
    );
    return await this.#reply();
  }

  /** Closes the connection without a word. */
  abandon(): void {
    this.#connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.command("QUIT");
    } catch {
      // The server has closed the connection already.
    }
    this.#connection.close();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }

  async #reply(): Promise<Reply> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.#line();
      lines.push(line.slice(4));
      if (line[3] !== "-") return { code: Number(line.slice(0, 3)), text: lines.join("\n") };
    }
  }

  async #line(): Promise<string> {
    const buffer = new Uint8Array(4096);
    for (;;) {
      const end = this.#received.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#received.slice(0, end);
        this.#received = this.#received.slice(end + 2);
        return line;
      }
      const count = await this.#connection.read(buffer);
      if (count === null) throw new Error("Cannot read a reply: the server has closed");
      this.#received += Buffer.from(buffer.subarray(0, count)).toString("utf8");
    }
  }

  #expect(code: number, reply: Reply): void {
    if (reply.code === code) return;
    throw new Error(`Cannot go on: the server said ${reply.code} ${reply.text}, not ${code}`);
  }
}
