/**
 * Who calls: by an API key, an access token, or a certificate.
 *
 * Whoever guesses learns nothing: an unknown id takes as long as a wrong secret, and is answered
 * alike. What is wrong with right credentials is told, for only their owner can show them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Scope } from "../../../events/client.ts";
import { type Clock, MINUTE, SECOND } from "../../../events/instant.ts";
import { FailureCount } from "../../accounts/failure_count.ts";
import { Certificate } from "../../documents/smime/certificate.ts";
import { networkOf } from "../../net/network.ts";
import type { ClientQueries, Credential } from "../../storage/clients.ts";
import type { Operational } from "../../storage/operational.ts";
import type { Caller } from "../caller.ts";
import type { Connection, Gateway } from "../world.ts";
import { looksLikeToken, readToken } from "./access_token.ts";
import { parseApiKey, sameSecret } from "./api_key.ts";
import { noteUse } from "./credential_uses.ts";
import {
  certificateOutOfDate,
  expiredToken,
  noCredentials,
  refusalOf,
  tooManyFailures,
  wrongCredentials,
} from "./refusals.ts";

/** How much guessing is borne. */
export interface AccessLimits {
  /** Wrong credentials from one network (an IPv4 address, an IPv6 /64) within `window`. */
  readonly failuresPerNetwork: number;
  /** Milliseconds. */
  readonly window: number;
}

/** The usual limits. */
export const accessLimits: AccessLimits = { failuresPerNetwork: 30, window: 15 * MINUTE };

/** What access is made of; storage and clock are those of the live world. */
export interface AccessParts {
  readonly storage: { readonly clients: ClientQueries };
  readonly operational: Operational;
  readonly clock: Clock;
  readonly limits: AccessLimits;
  /** See `tokenKeyOf`. */
  readonly tokenKey: Uint8Array;
  /** Secrets never stand in what it takes. */
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}

/** A credential that was shown to be the caller's, and for what. */
interface Shown {
  readonly credential: Credential;
  readonly scopes: readonly Scope[];
}

/** Tells callers by what they show. */
export function createAuthenticator(parts: AccessParts): Gateway["authenticate"] {
  const { storage: { clients }, clock, limits, log } = parts;
  const failures = new FailureCount(limits.failuresPerNetwork, limits.window);

  /** Nobody guesses 256 bits: whoever shows right ones is served beside one who does not. */
  function wrong({ address }: Connection, how: string): never {
    const network = networkOf(address);
    const now = clock.now();
    if (failures.exhausted(network, now)) throw tooManyFailures(limits.window / SECOND);
    failures.add(network, now);
    log("api.wrong-credentials", { address, how });
    throw wrongCredentials();
  }

  function shownBy(request: Request, connection: Connection): Shown {
    const authorization = request.headers.get("authorization");
    if (authorization !== null) {
      const [, bearer = ""] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      return looksLikeToken(bearer)
        ? byToken(parts, bearer) ?? wrong(connection, "token")
        : byKey(clients, bearer) ?? wrong(connection, "key");
    }
    if (connection.certificate === null) throw noCredentials();
    return byCertificate(parts, connection.certificate) ?? wrong(connection, "certificate");
  }

  function authenticate(request: Request, connection: Connection): Caller {
    const { credential, scopes } = shownBy(request, connection);
    const { address } = connection;
    const now = clock.now();
    const refusal = refusalOf(credential, clients.client(credential.client), address, now);
    if (refusal) {
      log("api.refused", { address, credential: credential.credential, type: refusal.type });
      throw refusal;
    }
    noteUse(parts, credential.credential, now);
    const { client, mode, mailboxes } = credential;
    return { client, credential: credential.credential, mode, scopes: new Set(scopes), mailboxes };
  }

  return (request, connection) => Promise.try(authenticate, request, connection);
}

function byKey(clients: ClientQueries, text: string): Shown | null {
  const key = parseApiKey(text);
  if (key === null) return null;
  const credential = clients.credential(key.credential);
  const fits = credential?.kind === "api_key" && credential.mode === key.mode;
  if (!sameSecret(key, fits ? credential.proof : null) || !credential) return null;
  return { credential, scopes: credential.scopes };
}

function byToken({ storage: { clients }, clock, tokenKey }: AccessParts, text: string) {
  const token = readToken(text, tokenKey);
  const credential = token && clients.credential(token.credential);
  if (!token || !credential) return null;
  if (token.expires <= clock.now()) throw expiredToken();
  return { credential, scopes: token.scopes };
}

/** In the spirit of RFC 8705 §2.2: a certificate is known by itself, whoever has issued it. */
function byCertificate({ storage: { clients }, clock }: AccessParts, der: Uint8Array) {
  const credential = clients.certificate(createHash("sha256").update(der).digest("hex"));
  if (!credential) return null;
  const { notBefore, notAfter } = new Certificate(der);
  const now = clock.now();
  if (now < notBefore || now > notAfter) throw certificateOutOfDate();
  return { credential, scopes: credential.scopes };
}
