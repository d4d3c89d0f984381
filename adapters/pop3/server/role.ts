/**
 * The roles in which a server speaks POP3, as data.
 *
 * @module
 */

/** What distinguishes one kind of POP3 service from another. */
export interface Pop3Role {
  /** Name for logs. */
  readonly name: string;
  /** `implicit`: TLS from the first byte. `required`: no login before STLS (RFC 2595 §4). */
  readonly tls: "implicit" | "required";
}

/** POP3 over implicit TLS, port 995 (RFC 8314 §3.2). */
export const pop3s: Pop3Role = { name: "pop3s", tls: "implicit" };

/** POP3 with STLS, port 110. */
export const pop3: Pop3Role = { name: "pop3", tls: "required" };
