/**
 * A TLS connection of the measuring client. It parses next to nothing, so that the time is the
 * server's.
 *
 * @module
 */

/** A server to connect to. */
export interface Endpoint {
  readonly port: number;
  /** PEM text of the authority that the server's certificate comes from. */
  readonly authority: string;
}

/** How a connection begins: with TLS, or with lines in the clear that ask for it. */
export type Beginning = "tls" | { readonly ask: string };

const HOST = "127.0.0.1";
const LF = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");

/** Bytes both ways. Nothing is read ahead of what is asked for but what came with it. */
export class Wire {
  readonly #connection: Deno.Conn;
  readonly #buffer = new Uint8Array(64 * 1024);
  #unread: Uint8Array = new Uint8Array();

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** Connects; where TLS is asked for, the greeting and the answer, a line each, go by unread. */
  static async open({ port, authority }: Endpoint, beginning: Beginning): Promise<Wire> {
    const tcp = await Deno.connect({ hostname: HOST, port });
    tcp.setNoDelay(true);
    if (beginning !== "tls") {
      const clear = new Wire(tcp);
      await clear.line();
      await clear.send(beginning.ask);
      await clear.line();
    }
    return new Wire(await Deno.startTls(tcp, { hostname: HOST, caCerts: [authority] }));
  }

  /** Sends a text, or octets. */
  async send(what: string | Uint8Array): Promise<void> {
    const bytes = typeof what === "string" ? encoder.encode(what) : what;
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }

  /** The next line, without its end. */
  async line(): Promise<string> {
    for (let known = 0;;) {
      const end = this.#unread.indexOf(LF, known);
      if (end >= 0) {
        const line = decoder.decode(this.#unread.subarray(0, end));
        this.#unread = this.#unread.subarray(end + 1);
        return line.trimEnd();
      }
      known = this.#unread.length;
      const chunk = await this.#read();
      this.#unread = concat(this.#unread, chunk);
    }
  }

  /**
   * Reads until what has come ends with a line that `isLast`, after which the server says nothing.
   * Returns the octets read and that line.
   */
  async until(
    isLast: (line: string) => boolean,
  ): Promise<{ readonly octets: number; readonly last: string }> {
    let octets = this.#unread.length;
    let tail = decoder.decode(this.#unread);
    this.#unread = new Uint8Array();
    for (;;) {
      if (tail.endsWith("\r\n")) {
        const last = tail.slice(tail.lastIndexOf("\n", tail.length - 2) + 1, -2);
        if (isLast(last)) return { octets, last };
      }
      const chunk = await this.#read();
      octets += chunk.length;
      tail = tail.slice(-LONGEST_LAST) + decoder.decode(chunk.subarray(-LONGEST_LAST));
    }
  }

  /** Closes, without a word of the protocol. */
  close(): void {
    this.#connection.close();
  }

  /** What comes next; valid until the next call. */
  async #read(): Promise<Uint8Array> {
    const count = await this.#connection.read(this.#buffer);
    if (count === null) throw new Error("Cannot read on: the server has closed the connection");
    return this.#buffer.subarray(0, count);
  }
}

/** Octets of the longest last line of an answer. */
const LONGEST_LAST = 1000;

function concat(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
