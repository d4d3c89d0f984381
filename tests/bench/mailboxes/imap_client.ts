/**
 * The IMAP client of the measurements.
 *
 * @module
 */
import { type Endpoint, Wire } from "./wire.ts";

/** Who logs in. */
export interface User {
  readonly name: string;
  readonly password: string;
}

/** An IMAP connection, logged in. */
export class ImapClient {
  readonly #wire: Wire;
  #commands = 0;

  private constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Connects with TLS and logs in. */
  static async open(endpoint: Endpoint, { name, password }: User): Promise<ImapClient> {
    const client = new ImapClient(await Wire.open(endpoint, "tls"));
    await client.#wire.line();
    await client.command(`LOGIN "${name}" "${password}"`);
    return client;
  }

  /** Sends a command and reads its answer to the end. Returns the octets of the answer. */
  async command(text: string): Promise<number> {
    const tag = this.#tag();
    await this.#wire.send(`${tag} ${text}\r\n`);
    return await this.#completion(tag, text);
  }

  /** Stores a message, with a literal that waits for the server's consent. */
  async append(folder: string, message: Uint8Array): Promise<void> {
    const tag = this.#tag();
    await this.#wire.send(`${tag} APPEND ${folder} {${message.length}}\r\n`);
    const consent = await this.#wire.line();
    if (!consent.startsWith("+")) throw new Error(`Cannot append: ${consent}`);
    await this.#wire.send(message);
    await this.#wire.send("\r\n");
    await this.#completion(tag, "APPEND");
  }

  /** Begins to idle: untagged responses come by themselves from then on. */
  async idle(): Promise<void> {
    await this.#wire.send(`${this.#tag()} IDLE\r\n`);
    while (!(await this.#wire.line()).startsWith("+"));
  }

  /** Waits for an untagged response that ends with `end`. */
  async untagged(end: string): Promise<void> {
    for (let line = ""; !(line.startsWith("* ") && line.endsWith(end));) {
      line = await this.#wire.line();
    }
  }

  /** Logs out. */
  async logout(): Promise<void> {
    await this.command("LOGOUT");
    this.#wire.close();
  }

  /** Goes away without a word. */
  close(): void {
    this.#wire.close();
  }

  #tag(): string {
    return `a${++this.#commands}`;
  }

  async #completion(tag: string, command: string): Promise<number> {
    const { octets, last } = await this.#wire.until((line) => line.startsWith(`${tag} `));
    if (!last.startsWith(`${tag} OK`)) throw new Error(`Cannot measure ${command}: ${last}`);
    return octets;
  }
}
