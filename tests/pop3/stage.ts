/**
 * Accounts and maildrops in memory, which write down what they are asked and fail on demand.
 *
 * Words of `-- stage`: `message TEXT` puts a message into anna's maildrop, `taken` locks it as
 * another session would, `fails open`, `fails read`, `fails mid-read`, `fails remove`,
 * `fails login` and `throttles` say what goes wrong from now on, `works` that nothing does.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Attempt, Login, Logins, UserPassword } from "../../adapters/accounts/logins.ts";
import type { Maildrop, MaildropMessage, Maildrops } from "../../adapters/pop3/server/maildrop.ts";
import { bytesOf } from "../smtp/server/dialogue.ts";

/** The account that exists. */
export const ACCOUNT = { user: "anna@alfa.example", password: "segreta  mente" };

/** The octets that one read of a message yields at most. */
const PIECE = 64 * 1024;

/** What is behind the server. */
export class Stage implements Logins, Maildrops {
  /** What has been asked, one line each. */
  readonly calls: string[] = [];
  /** The account's messages by UID. */
  readonly messages = new Map<number, Uint8Array>();
  #nextUid = 1;
  #locked = false;
  #trouble = "";

  /** Whether a session has the maildrop. */
  get locked(): boolean {
    return this.#locked;
  }

  /** Puts a message into the maildrop. */
  add(message: Uint8Array): void {
    this.messages.set(this.#nextUid++, message);
  }

  /** Understands the words above. */
  direct(words: string): void {
    const [word, ...rest] = words.split(" ");
    if (word === "message") this.add(bytesOf(`${rest.join(" ")}\\`));
    else if (word === "taken") this.#locked = true;
    else if (word === "fails") this.#trouble = rest.join(" ");
    else if (word === "throttles" || word === "revoked" || word === "works") this.#trouble = word;
    else throw new Error(`Cannot stage "${words}"`);
  }

  authenticate({ user, password }: UserPassword, attempt: Attempt): Promise<Login> {
    this.calls.push(`login ${user} ${attempt.purpose} ${attempt.service}`);
    if (this.#trouble === "login") return Promise.resolve({ login: "unavailable" });
    if (this.#trouble === "throttles") return Promise.resolve({ login: "throttled" });
    return Promise.resolve(
      user === ACCOUNT.user && password === ACCOUNT.password
        ? {
          login: "granted",
          account: user,
          holds: () => Promise.resolve(this.#trouble !== "revoked"),
        }
        : { login: "wrong" },
    );
  }

  open(account: string): Promise<Maildrop | "in use"> {
    this.calls.push(`open ${account}`);
    if (this.#trouble === "open") return Promise.reject(new Error("no database"));
    if (this.#locked) return Promise.resolve("in use");
    this.#locked = true;
    const messages: MaildropMessage[] = [...this.messages]
      .map(([uid, { length }]) => ({ uid, size: length }));
    return Promise.resolve({
      messages,
      uniqueId: String,
      read: (uid) => this.#read(uid),
      remove: (uids) => this.#remove(uids),
      release: () => {
        this.calls.push("release");
        if (!this.#locked) throw new Error("Cannot release: it is not locked");
        this.#locked = false;
      },
    });
  }

  async *#read(uid: number): AsyncGenerator<Uint8Array> {
    const message = this.messages.get(uid);
    if (this.#trouble === "read" || !message) throw new Error("no disk");
    for (let at = 0; at < message.length; at += PIECE) {
      if (this.#trouble === "mid-read" && at > 0) throw new Error("no disk");
      yield await message.subarray(at, at + PIECE);
    }
  }

  #remove(uids: readonly number[]): Promise<void> {
    this.calls.push(`remove ${uids.join(" ")}`);
    if (this.#trouble === "remove") return Promise.reject(new Error("disk full"));
    for (const uid of uids) this.messages.delete(uid);
    return Promise.resolve();
  }
}

/** A message of `size` octets in lines of 78, many of which begin with a dot. */
export function messageOf(size: number): Buffer {
  const header = "Subject: Prova\r\n\r\n";
  const lines = `.${"x".repeat(75)}\r\n${"y".repeat(76)}\r\n`;
  const body = lines.repeat(Math.ceil(size / lines.length)).slice(0, size - header.length - 2);
  return Buffer.from(`${header}${body}\r\n`, "latin1");
}
