/**
 * Assertions by which a client shows that it has a key (RFC 7523 §3, private_key_jwt).
 *
 * @module
 */
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWK,
  type JWTPayload,
  jwtVerify,
} from "jose";
import { type Instant, MINUTE, SECOND } from "../../../events/instant.ts";
import type { Credential } from "../../storage/clients.ts";
import { algorithmsOf } from "./public_key.ts";

/** How far ahead an assertion may expire: it is remembered for so long. */
const LONGEST_LIFE = 10 * MINUTE;
/** How far the clocks of both sides may differ. */
const SKEW = MINUTE;
const LONGEST_JTI = 255;

/** What is wrong with an assertion, for the developer of the client: ASCII without `"` and `\`. */
export class AssertionFault extends Error {
  override readonly name = "AssertionFault";
}

/** An assertion that is right, unless it was used before. */
export interface Assertion {
  readonly credential: Credential;
  readonly jti: string;
  /** Until when it would be accepted. */
  readonly until: Instant;
}

/** What an assertion is held against. */
export interface Expected {
  readonly now: Instant;
  /** The issuer and the token endpoint: whom it may be meant for. */
  readonly audiences: readonly string[];
  /** The assertion keys of a client that work. */
  readonly keysOf: (client: string) => readonly Credential[];
}

/**
 * Verifies an assertion.
 *
 * @throws {AssertionFault} where it is wrong.
 */
export async function verifyAssertion(text: string, expected: Expected): Promise<Assertion> {
  const { client, kid } = claimed(text);
  const credential = keyFor(expected.keysOf(client), kid);
  const jwk = JSON.parse(credential.proof) as JWK;
  const { payload } = await jwtVerify(text, jwk, {
    // What the header says is held against the key: `none` and HMAC are never among these.
    algorithms: [...algorithmsOf(jwk)],
    issuer: client,
    subject: client,
    audience: [...expected.audiences],
    clockTolerance: SKEW / SECOND,
    currentDate: new Date(expected.now),
    requiredClaims: ["exp", "iat", "jti"],
  }).catch((error) => {
    throw new AssertionFault(explained(error, expected.audiences));
  });
  return { credential, ...requireFresh(payload, expected.now) };
}

/** Whom it says that it comes from; nothing is believed yet. */
function claimed(text: string): { readonly client: string; readonly kid: string | undefined } {
  try {
    const { iss, sub } = decodeJwt(text);
    const { kid } = decodeProtectedHeader(text);
    if (typeof iss === "string" && iss === sub) return { client: iss, kid };
  } catch {
    throw new AssertionFault("client_assertion is no JWT");
  }
  throw new AssertionFault("iss and sub of the assertion must both be the id of the client");
}

/** A client may have several keys: `kid` is the id of the credential, or the key's own. */
function keyFor(keys: readonly Credential[], kid: string | undefined): Credential {
  const fitting = kid === undefined ? keys : keys.filter(({ credential, proof }) => {
    return credential === kid || JSON.parse(proof).kid === kid;
  });
  if (fitting.length > 1) {
    throw new AssertionFault("the client has several keys: name one by its credential as kid");
  }
  if (fitting[0]) return fitting[0];
  throw new AssertionFault("no such client, or it has no such key that works");
}

function requireFresh(
  { jti, exp = 0, iat = 0 }: JWTPayload,
  now: Instant,
): Pick<Assertion, "jti" | "until"> {
  if (typeof jti !== "string" || jti === "" || jti.length > LONGEST_JTI) {
    throw new AssertionFault(`jti must be a text of 1 to ${LONGEST_JTI} characters`);
  }
  const until = exp * SECOND + SKEW;
  if (until > now + LONGEST_LIFE + 2 * SKEW) {
    throw new AssertionFault("exp lies more than 10 minutes ahead");
  }
  if (iat * SECOND > now + SKEW) throw new AssertionFault("iat lies in the future");
  return { jti, until };
}

function explained(error: unknown, audiences: readonly string[]): string {
  if (error instanceof errors.JOSEAlgNotAllowed) return "the key is not for the alg of the header";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "the signature is wrong";
  if (error instanceof errors.JWTExpired) return "the assertion has expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "aud") return `aud must be ${audiences.join(" or ")}`;
    return `the claim ${error.claim} is missing or wrong`;
  }
  return "client_assertion is no JWT that could be verified";
}
