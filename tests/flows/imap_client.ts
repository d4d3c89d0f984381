/**
 * An IMAP client that sends whatever a test wants to send.
 *
 * @module
 */
import type { Server } from "./smtp_client.ts";
import { Wire } from "./wire.ts";

/** A refused command. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** The answer to a command. */
export interface Answer {
  /** `OK`, `NO` or `BAD`, and what follows. */
  readonly status: string;
  /** Untagged responses without their `* `; literals stand in them after their announcement. */
  readonly untagged: readonly string[];
}

/** A session with a server on loopback. */
export class ImapClient {
  readonly wire: Wire;
  #commands = 0;

  private constructor(wire: Wire) {
    this.wire = wire;
  }

  /** Connects with implicit TLS and hears the greeting. */
  static async tls(server: Server): Promise<ImapClient> {
    return await new ImapClient(await Wire.tls(server)).#greeted();
  }

  /** Connects in the clear and hears the greeting. */
  static async clear(server: Server): Promise<ImapClient> {
    return await new ImapClient(await Wire.clear(server)).#greeted();
  }

  /** LOGIN. */
  async login(user: string, password: string): Promise<this> {
    await this.#orClose(() => this.done(`LOGIN "${user}" "${password}"`));
    return this;
  }

  /** Sends a command and reads its answer. */
  async command(text: string): Promise<Answer> {
    const tag = `t${++this.#commands}`;
    await this.wire.send(`${tag} ${text}\r\n`);
    const untagged: string[] = [];
    for (;;) {
      const response = await this.#response();
      if (response.startsWith(`${tag} `)) {
        return { status: response.slice(tag.length + 1), untagged };
      }
      untagged.push(response.startsWith("* ") ? response.slice(2) : response);
    }
  }

  /** Sends a command that must get its OK. */
  async done(text: string): Promise<Answer> {
    const answer = await this.command(text);
    if (answer.status.startsWith("OK")) return answer;
    throw new Refused(`Cannot do ${text.slice(0, 60)}: ${answer.status}`);
  }

  /** APPEND with a literal that waits for nothing (RFC 7888). */
  async append(folder: string, message: string): Promise<Answer> {
    return await this.done(`APPEND ${folder} {${message.length}+}\r\n${message}`);
  }

  /** Closes without a word. */
  close(): void {
    this.wire.close();
  }

  async #greeted(): Promise<this> {
    await this.#orClose(() => this.#response());
    return this;
  }

  /** Whoever gets no client has nothing to close. */
  async #orClose(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** A line and the literals that it announces. */
  async #response(): Promise<string> {
    let response = await this.wire.line();
    for (;;) {
      const [, size] = /\{(\d+)\}$/.exec(response) ?? [];
      if (size === undefined) return response;
      response += `\r\n${await this.wire.octets(Number(size))}${await this.wire.line()}`;
    }
  }
}
