/**
 * Debian's Dovecot, to be compared with: private, on a port of its own, in a temporary folder.
 *
 * @module
 */
import { connect, createServer, type Socket } from "node:net";
import type { Buffer } from "node:buffer";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { standingFolders } from "../../events/folders.ts";
import { messageNamed } from "./messages.ts";
import { ACCOUNT, type Client, type Theatre } from "./play.ts";
import { Responses } from "./responses.ts";

const PROGRAM = "/usr/sbin/dovecot";
/** How long Dovecot may think, in milliseconds. */
const PATIENCE = 3000;

/** Whether Dovecot can be run here: it drops privileges that it must have. */
export function dovecotRuns(): boolean {
  return existsSync(PROGRAM) && Deno.uid() === 0;
}

/** A running Dovecot, as a stage for dialogues that have no other scenes than deliveries. */
export class Dovecot implements Theatre {
  readonly #port: number;
  readonly #process: Deno.ChildProcess;
  readonly #clients: SocketClient[] = [];
  #plays = 0;

  private constructor(port: number, process: Deno.ChildProcess) {
    this.#port = port;
    this.#process = process;
  }

  /** Starts it; resolves when it answers. */
  static async start(folder: string): Promise<Dovecot> {
    const port = await freePort();
    const file = join(folder, "dovecot.conf");
    await Deno.chmod(folder, 0o755);
    await Deno.writeTextFile(file, configuration(folder, port));
    await Deno.mkdir(join(folder, "mail"));
    await Deno.chown(join(folder, "mail"), UID, UID);
    const process = new Deno.Command(PROGRAM, {
      args: ["-F", "-c", file],
      stdout: "null",
      stderr: "null",
    }).spawn();
    const dovecot = new Dovecot(port, process);
    await dovecot.#answers();
    return dovecot;
  }

  /** Stops it. */
  async stop(): Promise<void> {
    this.leave();
    this.#process.kill("SIGTERM");
    await this.#process.status;
  }

  /** Ends all sessions. Whoever logs in from now on finds an empty mailbox. */
  clear(): void {
    this.leave();
    this.#plays++;
  }

  /** Ends all sessions. */
  leave(): void {
    for (const client of this.#clients.splice(0)) client.close();
  }

  async connect(): Promise<Client> {
    const client = await SocketClient.open(this.#port, this.#user);
    this.#clients.push(client);
    return client;
  }

  async deliver(name: string, folder: string): Promise<void> {
    const client = await SocketClient.open(this.#port, this.#user);
    const message = messageNamed(name);
    for (
      const text of [
        `d LOGIN ${ACCOUNT.user} ${ACCOUNT.password}\r\n`,
        `d APPEND "${folder}" {${message.length}+}\r\n${message.toString("latin1")}\r\n`,
        "d LOGOUT\r\n",
      ]
    ) {
      client.write(text);
      for (let response: string | null = ""; !response?.startsWith("d OK");) {
        response = await client.response();
        if (response === null || /^d (NO|BAD)/.test(response)) {
          throw new Error(`Cannot deliver: ${response}`);
        }
      }
    }
    client.close();
  }

  wait(): Promise<void> {
    return Promise.reject(new Error("Cannot wait: Dovecot has a clock of its own"));
  }

  quota(): Promise<void> {
    return Promise.reject(new Error("Cannot set a quota"));
  }

  restart(): Promise<void> {
    return Promise.reject(new Error("Cannot restart Dovecot"));
  }

  /** Each play has a user of its own, though all sessions log in as {@linkcode ACCOUNT}. */
  get #user(): string {
    return ACCOUNT.user.replace("@", `-${this.#plays}@`);
  }

  async #answers(): Promise<void> {
    for (let attempts = 0;; attempts++) {
      try {
        const client = await SocketClient.open(this.#port, this.#user);
        const greeting = await client.response();
        client.close();
        if (greeting !== null) return;
      } catch (error) {
        if (attempts > 100) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** A user that owns nothing else. */
const UID = 65_533;

function configuration(folder: string, port: number): string {
  const mailboxes = standingFolders.map(({ name, use }) =>
    `  mailbox "${name}" {
    auto = subscribe${use === null ? "" : `\n    special_use = ${use}`}
  }`
  );
  return `base_dir = ${folder}/base
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
first_valid_uid = 1
mail_uid = ${UID}
mail_gid = ${UID}
mail_home = ${folder}/mail/%n
mail_location = sdbox:~/sdbox
mail_plugins = zlib
default_internal_user = root
default_login_user = nobody
protocol imap {
  mail_plugins = zlib imap_zlib
}
passdb {
  driver = static
  args = password=${ACCOUNT.password}
}
userdb {
  driver = static
  args = uid=${UID} gid=${UID} home=${folder}/mail/%n allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
namespace inbox {
  inbox = yes
  separator = /
${mailboxes.join("\n")}
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A client on a socket in the clear. */
class SocketClient implements Client {
  readonly #socket: Socket;
  readonly #user: string;
  readonly #responses = new Responses();
  #closed = false;
  #wake = () => {};

  private constructor(socket: Socket, user: string) {
    this.#socket = socket;
    this.#user = user;
    socket.on("data", (chunk: Buffer) => {
      this.#responses.add(chunk.toString("latin1"));
      this.#wake();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#closed = true;
      this.#wake();
    });
  }

  static async open(port: number, user: string): Promise<SocketClient> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await new Promise((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new SocketClient(socket, user);
  }

  write(bytes: Buffer | string): void {
    const text = typeof bytes === "string" ? bytes : bytes.toString("latin1");
    this.#socket.write(text.replace(`LOGIN ${ACCOUNT.user}`, `LOGIN ${this.#user}`), "latin1");
  }

  send(bytes: Buffer): Promise<void> {
    this.write(bytes);
    return Promise.resolve();
  }

  async response(): Promise<string | null> {
    const deadline = Promise.withResolvers<"late">();
    const timer = setTimeout(() => deadline.resolve("late"), PATIENCE);
    try {
      for (;;) {
        const response = this.#responses.take();
        if (response !== undefined) return response;
        if (this.#closed) return null;
        const news = new Promise<"news">((resolve) => this.#wake = () => resolve("news"));
        if (await Promise.race([news, deadline.promise]) === "late") {
          throw new Error("there is no response");
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  unread(): Promise<string | undefined> {
    return Promise.resolve(this.#responses.take());
  }

  tls(): Promise<void> {
    return Promise.reject(new Error("Cannot start TLS here"));
  }

  deflate(): void {
    throw new Error("Cannot compress here");
  }

  disconnect(): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  close(): void {
    this.#socket.destroy();
  }
}
