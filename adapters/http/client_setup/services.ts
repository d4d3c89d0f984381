/**
 * What a mail program has to know to reach a mailbox.
 *
 * @module
 */

/** The servers that holders' mail programs talk to. All of them have one name. */
export interface ClientServices {
  /** The provider's name, for people. */
  readonly provider: string;
  /** The provider's mail domain. */
  readonly domain: string;
  /** The domains that have mailboxes here, in lower case. */
  readonly domains: readonly string[];
  /** The name of the servers, as in their certificate. */
  readonly hostname: string;
  /** Empty where there is no IMAP. */
  readonly imap: readonly Offer[];
  /** Empty where there is no POP3. */
  readonly pop3: readonly Offer[];
  readonly submission: readonly Offer[];
}

/** One way to a service; where there are two, the better one stands first (RFC 8314 §3). */
export interface Offer {
  readonly port: number;
  /** TLS from the first byte, or begun by a command. In the clear nothing is offered. */
  readonly security: "tls" | "starttls";
}
