/**
 * A handler whose decisions stand in the addresses, and which writes down what it is asked.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Login, UserPassword } from "../../../adapters/accounts/logins.ts";
import type {
  ContentSink,
  Envelope,
  SmtpHandler,
  Transaction,
} from "../../../adapters/smtp/server/handler.ts";
import { type Reply, reply } from "../../../adapters/smtp/server/reply.ts";

/** The account that exists. */
export const ACCOUNT = { user: "anna@alfa.example", password: "segreta" };

/** A message that has been taken. */
export interface Taken {
  readonly transaction: Transaction;
  readonly content: Buffer;
  readonly eightBit: boolean;
}

/** Local parts `refused`, `later`, `overloaded` and `broken` say what happens to an address. */
export class ScriptedHandler implements SmtpHandler {
  /** What has been asked, one line each. */
  readonly calls: string[] = [];
  readonly taken: Taken[] = [];

  authenticate({ user, password }: UserPassword): Promise<Login> {
    this.calls.push(`authenticate ${user}`);
    if (user.startsWith("broken@")) return Promise.reject(new Error("no database"));
    if (user.startsWith("throttled@")) return Promise.resolve({ login: "throttled" });
    if (user.startsWith("unavailable@")) return Promise.resolve({ login: "unavailable" });
    const known = user === ACCOUNT.user && password === ACCOUNT.password;
    return Promise.resolve(
      known
        ? { login: "granted", account: user, holds: () => Promise.resolve(true) }
        : { login: "wrong" },
    );
  }

  sender({ sender, account, parameters }: Envelope): Promise<Reply | null> {
    const { size, body, smtpUtf8 } = parameters;
    this.calls.push(
      [
        `sender <${sender}>`,
        account === null ? "" : ` by ${account}`,
        size === null ? "" : ` size ${size}`,
        body === "7BIT" ? "" : ` ${body}`,
        smtpUtf8 ? " SMTPUTF8" : "",
      ].join(""),
    );
    return verdict(sender);
  }

  recipient(recipient: string): Promise<Reply | null> {
    this.calls.push(`recipient <${recipient}>`);
    return verdict(recipient);
  }

  content(transaction: Transaction): ContentSink {
    const { calls, taken } = this;
    const chunks: Uint8Array[] = [];
    const [first = ""] = transaction.recipients;
    calls.push(`open ${transaction.recipients.length}`);
    if (first.startsWith("unopened@")) throw new Error("no disk");
    return {
      write(chunk) {
        chunks.push(chunk.slice());
        return first.startsWith("unwritten@")
          ? Promise.reject(new Error("disk full"))
          : Promise.resolve();
      },
      end({ size, eightBit }) {
        const content = Buffer.concat(chunks);
        if (content.length !== size) throw new Error(`size is ${size}, came ${content.length}`);
        calls.push(`end ${size}${eightBit ? " 8bit" : ""}`);
        if (first.startsWith("unended@")) throw new Error("no database");
        if (content.includes("\r\nX-Verdict: refuse\r\n")) {
          return Promise.resolve(reply(550, "5.7.1", "Not this one"));
        }
        taken.push({ transaction, content, eightBit });
        return Promise.resolve(reply(250, "2.6.0", "Taken"));
      },
      abort() {
        calls.push("abort");
      },
    };
  }
}

function verdict(address: string): Promise<Reply | null> {
  const word = address.split("@", 1)[0];
  switch (word) {
    case "refused":
      return Promise.resolve(reply(550, "5.1.1", "No such address\r\n250 injected \u00e8"));
    case "overloaded":
      return Promise.resolve(reply(451, "4.3.2", "Too busy"));
    case "leave":
      return Promise.resolve(reply(421, "4.7.0", "Go away"));
    case "broken":
      return Promise.reject(new Error("no database"));
    default:
      return Promise.resolve(null);
  }
}
