/**
 * The port behind an SMTP server: what the Access Point and the Incoming Point implement.
 *
 * Every method may take its time; the client waits, its connection reads no further. A method
 * that throws or rejects is logged and answered with `451 4.3.0`; the connection survives.
 *
 * @module
 */
import type { Login, UserPassword } from "../../accounts/logins.ts";
import type { Reply } from "./reply.ts";

/** The client at the other end. */
export interface Peer {
  /** IP address. */
  readonly address: string;
  /** TCP port. */
  readonly port: number;
  /** Whether the connection runs over TLS. */
  readonly secure: boolean;
  /** The argument of EHLO or HELO as sent; empty before it. */
  readonly helo: string;
}

/** The parameters of MAIL FROM. */
export interface MailParameters {
  /** SIZE= (RFC 1870), in octets; null where the client gave none. */
  readonly size: number | null;
  /** BODY= (RFC 6152). */
  readonly body: "7BIT" | "8BITMIME";
  /** SMTPUTF8 (RFC 6531): addresses and header may hold UTF-8. */
  readonly smtpUtf8: boolean;
}

/** What MAIL FROM has opened. */
export interface Envelope {
  /** The reverse-path exactly as sent, without brackets and source route; empty for `<>`. */
  readonly sender: string;
  /** The account that logged in; null where nobody has. */
  readonly account: string | null;
  /** What stood behind the path in MAIL FROM. */
  readonly parameters: MailParameters;
}

/** A complete envelope: what the content belongs to. */
export interface Transaction extends Envelope {
  /** The accepted forward-paths exactly as sent, in order; a repeated RCPT TO stands here twice. */
  readonly recipients: readonly string[];
  /** Who sends it. */
  readonly peer: Peer;
}

/** What is known of a message when its last byte is there. */
export interface ContentSummary {
  /** Whether there are bytes above 127. */
  readonly eightBit: boolean;
  /** Octets, without dot-stuffing. */
  readonly size: number;
}

/**
 * Takes the content of one message, dots unstuffed. The server has checked what it hands over:
 * lines end in CRLF, are not too long and hold no NUL. Exactly one of `end` and `abort` is called,
 * last; a fault that is found later than a `write` comes as `abort`.
 */
export interface ContentSink {
  /** Takes the next bytes. The chunk is the sink's to keep. The socket rests until this resolves. */
  write(chunk: Uint8Array): Promise<void> | void;
  /** The content is complete. Resolves with the answer once the message is durable. */
  end(content: ContentSummary): Promise<Reply>;
  /** The content will never be complete (client gone, fault, size): nothing of it is kept. */
  abort(): Promise<void> | void;
}

/** Decides what a server accepts. */
export interface SmtpHandler {
  /**
   * Checks credentials and takes its time over wrong ones; `gone` aborts when the connection is
   * lost. Called only for roles with authentication, and only over TLS.
   */
  authenticate?(credentials: UserPassword, peer: Peer, gone: AbortSignal): Promise<Login>;
  /** Null accepts the sender; a 4xx or 5xx reply refuses it. */
  sender(envelope: Envelope, peer: Peer): Promise<Reply | null>;
  /** Null accepts the recipient; a 4xx or 5xx reply refuses it. */
  recipient(recipient: string, envelope: Envelope, peer: Peer): Promise<Reply | null>;
  /** Opens the sink for a message whose content is about to come. */
  content(transaction: Transaction): ContentSink;
}

/** Takes operational records. Passwords and contents never stand in them. */
export type SmtpLog = (event: string, fields: Record<string, unknown>) => void;
