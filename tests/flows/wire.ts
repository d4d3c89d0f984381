/**
 * A connection to a server on loopback, read line by line.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Server } from "./smtp_client.ts";

/** A connection; text is Latin-1, one character for each octet. */
export class Wire {
  readonly #authority: string;
  #connection: Deno.TcpConn | Deno.TlsConn;
  #received = Buffer.alloc(0);

  private constructor(connection: Deno.TcpConn | Deno.TlsConn, authority: string) {
    this.#connection = connection;
    this.#authority = authority;
  }

  /** Connects in the clear. */
  static async clear({ port, authority }: Server): Promise<Wire> {
    return new Wire(await Deno.connect({ hostname: "127.0.0.1", port }), authority);
  }

  /** Connects with implicit TLS. */
  static async tls({ port, authority }: Server): Promise<Wire> {
    const caCerts = [authority];
    return new Wire(await Deno.connectTls({ hostname: "localhost", port, caCerts }), authority);
  }

  /** Goes over to TLS; what has been received in the clear is lost. */
  async startTls(): Promise<void> {
    const caCerts = [this.#authority];
    const clear = this.#connection as Deno.TcpConn;
    this.#received = Buffer.alloc(0);
    this.#connection = await Deno.startTls(clear, { hostname: "localhost", caCerts });
  }

  /** Sends text or octets. */
  async send(content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === "string" ? Buffer.from(content, "latin1") : content;
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }

  /** The next line, without its CRLF. Rejects when the server has closed. */
  async line(): Promise<string> {
    for (let scanned = 0;;) {
      const end = this.#received.indexOf("\r\n", scanned);
      if (end >= 0) {
        const line = this.#received.toString("latin1", 0, end);
        this.#received = this.#received.subarray(end + 2);
        return line;
      }
      scanned = Math.max(0, this.#received.length - 1);
      await this.#read();
    }
  }

  /** So many octets as text. */
  async octets(count: number): Promise<string> {
    while (this.#received.length < count) await this.#read();
    const text = this.#received.toString("latin1", 0, count);
    this.#received = this.#received.subarray(count);
    return text;
  }

  /** Everything until the server closes. */
  async rest(): Promise<string> {
    try {
      for (;;) await this.#read();
    } catch {
      const text = this.#received.toString("latin1");
      this.#received = Buffer.alloc(0);
      return text;
    }
  }

  /** Closes without a word. */
  close(): void {
    try {
      this.#connection.close();
    } catch {
      // The handshake has failed: it is closed already.
    }
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    const count = await this.#connection.read(buffer);
    if (count === null) throw new Error("Cannot read: the server has closed");
    this.#received = Buffer.concat([this.#received, buffer.subarray(0, count)]);
  }
}
