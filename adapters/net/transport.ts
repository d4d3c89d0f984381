/**
 * What a conversation speaks through.
 *
 * @module
 */

/** The bytes that go to one client, in the clear or under TLS. */
export interface Transport {
  /** Aborts when the connection is lost. */
  readonly gone: AbortSignal;
  /**
   * Sends bytes, which must not change any more. Returns a promise where the client has to read
   * first; it resolves also when the connection is lost. One large write costs much less than many.
   */
  write(bytes: Uint8Array): Promise<void> | void;
  /**
   * Sends the last words in the clear and performs the TLS handshake. Between the two nothing is
   * read, or the handshake would lose its beginning. Resolves also when the connection is lost.
   */
  secure(lastWords: Uint8Array): Promise<void>;
  /** Sends the last words and closes. */
  end(lastWords: Uint8Array): void;
  /** Closes at once. */
  destroy(): void;
}
