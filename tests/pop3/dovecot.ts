/**
 * Debian's Dovecot as a POP3 server to be compared with: private, in a temporary folder.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { freePorts } from "../../adapters/console/free_ports.ts";
import { ACCOUNT } from "./stage.ts";

const PROGRAM = "/usr/sbin/dovecot";
const HOST = "127.0.0.1";
/** How long Dovecot may think, in milliseconds. */
const PATIENCE = 10_000;
/** A user that owns nothing else. */
const UID = 65_533;

/** Whether Dovecot with POP3 can be run here: it drops privileges that it must have. */
export function dovecotRuns(): boolean {
  return existsSync(PROGRAM) && existsSync("/usr/lib/dovecot/pop3") && Deno.uid() === 0;
}

/** A running Dovecot. */
export class Dovecot {
  readonly #folder: string;
  readonly #port: number;
  readonly #process: Deno.ChildProcess;

  private constructor(folder: string, port: number, process: Deno.ChildProcess) {
    this.#folder = folder;
    this.#port = port;
    this.#process = process;
  }

  /** Starts it; resolves when it answers. */
  static async start(folder: string): Promise<Dovecot> {
    const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
    const [port] = await freePorts(HOST, 1, random) as [number];
    const file = join(folder, "dovecot.conf");
    await Deno.chmod(folder, 0o755);
    await Deno.writeTextFile(join(folder, "users"), `${ACCOUNT.user}:{PLAIN}${ACCOUNT.password}\n`);
    await Deno.writeTextFile(file, configuration(folder, port));
    const process = new Deno.Command(PROGRAM, {
      args: ["-F", "-c", file],
      stdout: "null",
      stderr: "null",
    }).spawn();
    const dovecot = new Dovecot(folder, port, process);
    await dovecot.#answers();
    return dovecot;
  }

  /** Stops it. */
  async stop(): Promise<void> {
    this.#process.kill("SIGTERM");
    await this.#process.status;
  }

  /** Gives the account these messages and no others. */
  async fill(messages: readonly Uint8Array[]): Promise<void> {
    const home = join(this.#folder, "mail");
    await emptied(home);
    const folders = [home, ...["", "cur", "new", "tmp"].map((name) => join(home, "Maildir", name))];
    for (const folder of folders) {
      await Deno.mkdir(folder);
      await Deno.chown(folder, UID, UID);
    }
    for (const [number, message] of messages.entries()) {
      const file = join(home, "Maildir/new", `${1_700_000_000 + number}.M1P1.host`);
      await Deno.writeFile(file, message);
      await Deno.chown(file, UID, UID);
    }
  }

  /** A connection in the clear, on which it allows to log in. */
  connect(): Promise<SocketLines> {
    return SocketLines.open(this.#port);
  }

  async #answers(): Promise<void> {
    for (let attempts = 0;; attempts++) {
      try {
        const lines = await this.connect();
        const greeting = await lines.line();
        lines.close();
        if (greeting !== null) return;
      } catch (error) {
        if (attempts > 100) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** As Debian ships it, but for paths, ports, users, TLS, and the wait after a wrong password. */
function configuration(folder: string, port: number): string {
  return `base_dir = ${folder}/base
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = pop3
listen = ${HOST}
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
auth_failure_delay = 0
pop3_uidl_format = %u
first_valid_uid = 1
mail_location = maildir:${folder}/mail/Maildir
default_internal_user = root
default_login_user = nobody
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${UID} gid=${UID} home=${folder}/mail
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service pop3-login {
  inet_listener pop3 {
    port = ${port}
  }
  inet_listener pop3s {
    port = 0
  }
}
`;
}

/** A socket that is read line by line. */
export class SocketLines {
  readonly #socket: ReturnType<typeof connect>;
  readonly #chunks: AsyncIterator<Buffer>;
  #received = "";

  private constructor(socket: ReturnType<typeof connect>) {
    this.#socket = socket;
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  /** Connects; a server that is silent for too long counts as one that has closed. */
  static async open(port: number): Promise<SocketLines> {
    const socket = connect({ port, host: HOST, noDelay: true });
    await new Promise((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    socket.setTimeout(PATIENCE, () => socket.destroy());
    return new SocketLines(socket);
  }

  /** Sends. */
  send(bytes: Buffer): Promise<void> {
    this.#socket.write(bytes);
    return Promise.resolve();
  }

  /** The next line without its CRLF; null where nothing more comes. */
  async line(): Promise<string | null> {
    for (;;) {
      const end = this.#received.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#received.slice(0, end);
        this.#received = this.#received.slice(end + 2);
        return line;
      }
      const { value, done } = await this.#chunks.next().catch(() => ({ value: null, done: true }));
      if (done || value === null) return null;
      this.#received += Buffer.from(value).toString("latin1");
    }
  }

  /** Closes without a word. */
  close(): void {
    this.#socket.destroy();
  }
}

/** Removes a folder; a session that has just ended may still put something there. */
async function emptied(folder: string): Promise<void> {
  for (let attempts = 0;; attempts++) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (attempts > 1000) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
