/**
 * A POP3 client that sends whatever a test wants to send.
 *
 * @module
 */
import type { Server } from "./smtp_client.ts";
import { Wire } from "./wire.ts";

/** A session with a server on loopback. */
export class Pop3Client {
  readonly wire: Wire;

  private constructor(wire: Wire) {
    this.wire = wire;
  }

  /** Connects with implicit TLS and hears the greeting. */
  static async tls(server: Server): Promise<Pop3Client> {
    const client = new Pop3Client(await Wire.tls(server));
    try {
      await client.wire.line();
      return client;
    } catch (error) {
      client.wire.close();
      throw error;
    }
  }

  /** USER and PASS. */
  async login(user: string, password: string): Promise<this> {
    await this.done(`USER ${user}`);
    await this.done(`PASS ${password}`);
    return this;
  }

  /** Sends a command and reads the first line of its reply. */
  async command(text: string): Promise<string> {
    await this.wire.send(`${text}\r\n`);
    return await this.wire.line();
  }

  /** Sends a command that must get its +OK. */
  async done(text: string): Promise<string> {
    const reply = await this.command(text);
    if (reply.startsWith("+OK")) return reply;
    throw new Error(`Cannot do ${text.slice(0, 4)}: ${reply}`);
  }

  /** A command whose reply has several lines: those after the first. */
  async lines(text: string): Promise<string[]> {
    await this.done(text);
    const lines: string[] = [];
    for (let line = await this.wire.line(); line !== "."; line = await this.wire.line()) {
      lines.push(line);
    }
    return lines;
  }

  /** Closes without a word. */
  close(): void {
    this.wire.close();
  }
}
