/**
 * The POP3 client of the measurements.
 *
 * @module
 */
import type { User } from "./imap_client.ts";
import { type Endpoint, Wire } from "./wire.ts";

/** A POP3 connection, logged in. */
export class Pop3Client {
  readonly #wire: Wire;

  private constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Connects and logs in: with TLS from the beginning, or after STLS. */
  static async open(
    endpoint: Endpoint,
    beginning: "tls" | "stls",
    { name, password }: User,
  ): Promise<Pop3Client> {
    const wire = await Wire.open(endpoint, beginning === "tls" ? "tls" : { ask: "STLS\r\n" });
    const client = new Pop3Client(wire);
    if (beginning === "tls") await wire.line();
    await client.#command(`USER ${name}`);
    await client.#command(`PASS ${password}`);
    return client;
  }

  /** Reads a message. Returns the octets of the answer. */
  async retrieve(number: number): Promise<number> {
    await this.#wire.send(`RETR ${number}\r\n`);
    const { octets, last } = await this.#wire.until((line) => /^(?:\.|-ERR.*)$/.test(line));
    if (last !== ".") throw new Error(`Cannot measure RETR: ${last}`);
    return octets;
  }

  /** Says goodbye. */
  async quit(): Promise<void> {
    await this.#command("QUIT");
    this.#wire.close();
  }

  async #command(text: string): Promise<void> {
    await this.#wire.send(`${text}\r\n`);
    const answer = await this.#wire.line();
    if (!answer.startsWith("+OK")) {
      throw new Error(`Cannot measure ${text.split(" ")[0]}: ${answer}`);
    }
  }
}
