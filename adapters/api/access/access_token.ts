/**
 * Access tokens: opaque to whoever holds them (RFC 6749 §1.4). `live_at_` or `test_at_`, what the
 * token is good for, and an HMAC-SHA-256 over both. They live for ten minutes; nothing is kept of
 * them, and the credential that they stand for is looked up at every use.
 *
 * @module
 */
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Scope, WorldMode } from "../../../events/client.ts";
import { type Instant, MINUTE } from "../../../events/instant.ts";

/** How long a token lives. */
export const TOKEN_LIFE = 10 * MINUTE;

/** Longer than the longest token with every scope. */
const LONGEST = 2000;
const TOKEN = /^((live|test)_at_([\w-]+))\.([\w-]{43})$/;
const ENCODING = { alphabet: "base64url", omitPadding: true } as const;

/** What a token is good for. */
export interface AccessToken {
  readonly mode: WorldMode;
  readonly credential: string;
  readonly scopes: readonly Scope[];
  readonly expires: Instant;
}

/**
 * The key under which tokens are made.
 *
 * @param apiKey the 32 bytes of the key file of the API.
 */
export function tokenKeyOf(apiKey: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", apiKey, "", "ceralacca access tokens", 32));
}

/** The text of a token. */
export function sealToken(
  { mode, credential, scopes, expires }: AccessToken,
  key: Uint8Array,
): string {
  const payload = new TextEncoder().encode(JSON.stringify([credential, expires, ...scopes]));
  const open = `${mode}_at_${payload.toBase64(ENCODING)}`;
  return `${open}.${macOf(open, key).toBase64(ENCODING)}`;
}

/** Whether a text has the form of a token. */
export function looksLikeToken(text: string): boolean {
  return text.length <= LONGEST && TOKEN.test(text);
}

/** What a token says; null where it was not made here. Whether it still lives is not looked at. */
export function readToken(text: string, key: Uint8Array): AccessToken | null {
  const [, open, mode, payload, mac] = (looksLikeToken(text) ? TOKEN.exec(text) : null) ?? [];
  if (open === undefined || payload === undefined || mac === undefined) return null;
  // The last of 43 characters has bits to spare: two texts would be one token.
  const expected = macOf(open, key).toBase64(ENCODING);
  if (!timingSafeEqual(new TextEncoder().encode(mac), new TextEncoder().encode(expected))) {
    return null;
  }
  const bytes = Uint8Array.fromBase64(payload, { alphabet: "base64url" });
  const [credential, expires, ...scopes] = JSON.parse(new TextDecoder().decode(bytes));
  return { mode: mode as WorldMode, credential, expires, scopes };
}

function macOf(open: string, key: Uint8Array): Uint8Array {
  return Uint8Array.from(createHmac("sha256", key).update(open).digest());
}
