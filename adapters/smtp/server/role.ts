/**
 * The roles in which a server speaks SMTP, as data.
 *
 * @module
 */

/** What distinguishes one kind of SMTP service from another. */
export interface Role {
  /** Name for logs. */
  readonly name: string;
  /**
   * `implicit`: TLS from the first byte (RFC 8314 §3.3). `required`: nothing but EHLO, NOOP and
   * QUIT before STARTTLS (RFC 3207 §4). `optional`: STARTTLS is announced.
   */
  readonly tls: "implicit" | "required" | "optional";
  /** `required`: no mail before AUTH (RFC 6409 §4.3). `absent`: AUTH is not known. */
  readonly authentication: "required" | "absent";
}

/** Message submission over implicit TLS, port 465 (RFC 8314 §3.3). */
export const submissions: Role = {
  name: "submissions",
  tls: "implicit",
  authentication: "required",
};

/** Message submission with STARTTLS, port 587 (RFC 6409). */
export const submission: Role = {
  name: "submission",
  tls: "required",
  authentication: "required",
};

/** Mail from other servers, port 25 (RFC 5321). */
export const reception: Role = { name: "reception", tls: "optional", authentication: "absent" };
