/**
 * A connection as those see it who answer its requests.
 *
 * @module
 */

/** The connection that a request came by. */
export interface Connection {
  /** The IP address of the other end. */
  readonly address: string;
  /**
   * The certificate that the client has shown (DER); null for none. The client holds its private
   * key; who has issued it, and whether it is valid still, nobody has looked at.
   */
  readonly certificate: Uint8Array | null;
}
