/**
 * The authorization server: tokens for clients that sign assertions (RFC 6749 §4.4, RFC 7523).
 *
 * @module
 */
import { type Scope, scopeSchema } from "../../../events/client.ts";
import { type Instant, SECOND } from "../../../events/instant.ts";
import { FailureCount } from "../../accounts/failure_count.ts";
import { networkOf } from "../../net/network.ts";
import type { Credential } from "../../storage/clients.ts";
import type { Operational } from "../../storage/operational.ts";
import type { Connection } from "../world.ts";
import { sealToken, TOKEN_LIFE } from "./access_token.ts";
import { type Assertion, AssertionFault, verifyAssertion } from "./assertion.ts";
import type { AccessParts } from "./authenticator.ts";
import { noteUse } from "./credential_uses.ts";
import { refusalOf } from "./refusals.ts";

/** RFC 6749 §5.2; `slow_down` of RFC 8628 §3.5 where too much was wrong. */
export const OAUTH_ERRORS = [
  "invalid_request",
  "invalid_client",
  "unsupported_grant_type",
  "invalid_scope",
  "slow_down",
] as const;

/** How an assertion is named as one (RFC 7523 §2.2). */
export const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/** Where tokens are to be had. */
export const TOKEN_PATH = "/v1/oauth/token";

/** What a client asks for; unknown parameters count for nothing. */
export interface TokenRequest {
  readonly grant_type: string;
  readonly client_id?: string | undefined;
  readonly client_assertion_type?: string | undefined;
  readonly client_assertion?: string | undefined;
  /** Separated by blanks. */
  readonly scope?: string | undefined;
}

/** A token, as RFC 6749 §5.1 has it. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: "Bearer";
  /** Seconds. */
  readonly expires_in: number;
  readonly scope: string;
}

/** A token, and for which credential. */
export interface Issued {
  readonly credential: Credential;
  readonly answer: TokenAnswer;
}

/** Why there is no token. The text is for developers: ASCII without `"` and `\`. */
export class OAuthError extends Error {
  override readonly name = "OAuthError";
  readonly code: typeof OAUTH_ERRORS[number];
  /** Seconds after which another try may succeed. */
  readonly retryAfter: number | undefined;

  constructor(code: typeof OAUTH_ERRORS[number], description: string, retryAfter?: number) {
    super(description);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** Gives tokens to clients. */
export interface AuthorizationServer {
  /** Its URL: under it is the token endpoint, and its metadata (RFC 8414 §2). */
  readonly issuer: string;
  /**
   * A token for a client.
   *
   * @throws {OAuthError}
   */
  issue(request: TokenRequest, connection: Connection): Promise<Issued>;
}

const insertUsed = `INSERT INTO used_assertions (client, jti, until) VALUES (?, ?, ?)
  ON CONFLICT DO NOTHING`;
const forgetUsed = "DELETE FROM used_assertions WHERE until < ?";

/**
 * Opens the authorization server.
 *
 * @param publicUrl where partners reach the API.
 */
export function createAuthorizationServer(
  parts: AccessParts,
  publicUrl: string,
): AuthorizationServer {
  const { storage: { clients }, operational, clock, limits, tokenKey, log } = parts;
  const issuer = publicUrl.replace(/\/+$/, "");
  const audiences = [issuer, issuer + TOKEN_PATH];
  const failures = new FailureCount(limits.failuresPerNetwork, limits.window);

  /** Who shows an assertion that is right, for the first time. */
  async function clientOf(text: string, { address }: Connection): Promise<Credential> {
    const now = clock.now();
    const keysOf = (client: string) => clients.assertionKeys(client, now);
    const assertion = await verifyAssertion(text, { now, audiences, keysOf });
    requireFirstUse(operational, assertion, now);
    const { credential } = assertion;
    const refusal = refusalOf(credential, clients.client(credential.client), address, now);
    if (refusal) throw new AssertionFault(refusal.message);
    return credential;
  }

  /** As for keys: right assertions are served beside wrong ones. */
  function wrong(fault: AssertionFault, { address }: Connection): OAuthError {
    const network = networkOf(address);
    const now = clock.now();
    if (failures.exhausted(network, now)) {
      const retryAfter = limits.window / SECOND;
      return new OAuthError("slow_down", "too many wrong assertions came from here", retryAfter);
    }
    failures.add(network, now);
    log("api.wrong-assertion", { address, how: fault.message });
    return new OAuthError("invalid_client", fault.message);
  }

  return {
    issuer,
    async issue(request, connection) {
      const assertion = requireAssertion(request);
      const credential = await clientOf(assertion, connection).catch((error) => {
        throw error instanceof AssertionFault ? wrong(error, connection) : error;
      });
      if (request.client_id !== undefined && request.client_id !== credential.client) {
        // RFC 7521 §4.2.
        throw new OAuthError("invalid_client", "client_id is not the client of the assertion");
      }
      const scopes = requireScopes(request.scope, credential);
      const now = clock.now();
      noteUse(parts, credential.credential, now);
      const expires = Math.min(now + TOKEN_LIFE, credential.expires ?? Infinity);
      const answer: TokenAnswer = {
        access_token: sealToken({ ...credential, scopes, expires }, tokenKey),
        token_type: "Bearer",
        expires_in: Math.floor((expires - now) / SECOND),
        scope: scopes.join(" "),
      };
      return { credential, answer };
    },
  };
}

/** RFC 7523 §3, item 7: what was remembered is forgotten as soon as it would be too old. */
function requireFirstUse(
  { transaction, statements }: Operational,
  { credential, jti, until }: Assertion,
  now: Instant,
): void {
  const added = transaction(() => {
    statements.of(forgetUsed).run(now);
    return statements.of(insertUsed).run(credential.client, jti, until).changes;
  });
  if (Number(added) !== 1) throw new AssertionFault("the jti was used before: make a new one");
}

function requireAssertion(request: TokenRequest): string {
  if (request.grant_type !== "client_credentials") {
    throw new OAuthError("unsupported_grant_type", "the only grant_type is client_credentials");
  }
  if (request.client_assertion_type !== JWT_BEARER || !request.client_assertion) {
    throw new OAuthError(
      "invalid_request",
      `send client_assertion, and client_assertion_type=${JWT_BEARER}`,
    );
  }
  return request.client_assertion;
}

/** Without `scope` all that the credential may (RFC 6749 §3.3). */
function requireScopes(wanted: string | undefined, { scopes }: Credential): readonly Scope[] {
  if (wanted === undefined || wanted.trim() === "") return scopes;
  const names = [...new Set(wanted.trim().split(/ +/))];
  const missing = names.filter((name) => !(scopes as readonly string[]).includes(name));
  if (missing.length === 0) return names as Scope[];
  const known = missing.filter((name) => scopeSchema.safeParse(name).success);
  const named = known.length > 0 ? ` ${known.join(" ")}` : "";
  throw new OAuthError(
    "invalid_scope",
    `the credential does not have every scope asked for${named}`,
  );
}
