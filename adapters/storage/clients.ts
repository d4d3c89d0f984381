/**
 * What the projection `clients` knows: who may call the API, and with what.
 *
 * @module
 */
import type { CredentialKind, Scope, WorldMode } from "../../events/client.ts";
import type { Instant } from "../../events/instant.ts";

/** A partner's program. */
export interface Client {
  readonly client: string;
  readonly name: string;
  readonly status: "active" | "suspended";
  /** Why it was suspended or resumed last; null where neither has happened. */
  readonly reason: string | null;
  readonly registered: Instant;
}

/** Something that a client shows itself to be one by. */
export interface Credential {
  readonly credential: string;
  readonly client: string;
  readonly kind: CredentialKind;
  readonly name: string;
  readonly mode: WorldMode;
  readonly scopes: readonly Scope[];
  /** Address keys, or `*@domain`. */
  readonly mailboxes: readonly string[];
  /** From where it works; null for everywhere. */
  readonly networks: readonly string[] | null;
  /** When it ceases or ceased to work; null for never. */
  readonly expires: Instant | null;
  readonly added: Instant;
  /** A credential, or the operator. */
  readonly addedBy: string;
  /**
   * The SHA-256 of a key's secret part, the public JWK of an assertion key, the SHA-256 of a
   * certificate.
   */
  readonly proof: string;
  /** The last four characters of an API key; null for other kinds. */
  readonly hint: string | null;
  /** The key that it takes over from. */
  readonly replaces: string | null;
}

/** After which credential a page begins. */
export type CredentialPlace = Pick<Credential, "added" | "credential">;

/** Reads of clients; all of them at once, on the calling thread. */
export interface ClientQueries {
  client(client: string): Client | null;
  /** Up to `limit` clients whose ids come after one, by id. */
  clients(after: string, limit: number): readonly Client[];
  /** A credential by its id, whether or not it still works. */
  credential(id: string): Credential | null;
  /** The certificate with a SHA-256 (lower-case hexadecimal) that was added last. */
  certificate(thumbprint: string): Credential | null;
  /** The assertion keys of a client that work at an instant, the oldest first. */
  assertionKeys(client: string, now: Instant): readonly Credential[];
  /** The mailboxes to which credentials of a client are bound that work at an instant. */
  bindings(client: string, mode: WorldMode, now: Instant): readonly string[];
  /** Up to `limit` credentials of a client after another one, the oldest first. */
  credentialsOf(
    client: string,
    mode: WorldMode | null,
    after: CredentialPlace | null,
    limit: number,
  ): readonly Credential[];
}
