/**
 * Whatever callers send where credentials are expected: it is refused, and breaks nothing.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { readToken, sealToken } from "../../../adapters/api/access/access_token.ts";
import { parseApiKey } from "../../../adapters/api/access/api_key.ts";
import { AssertionFault, verifyAssertion } from "../../../adapters/api/access/assertion.ts";
import { canonicalPublicKey } from "../../../adapters/api/access/public_key.ts";
import { scopeSchema } from "../../../events/client.ts";
import { TOKEN_KEY } from "../support/application.ts";
import { withAccess } from "./support.ts";

const part = fc.oneof(
  fc.constantFrom("live_", "test_", "at_", ".", "_", "a".repeat(16), "0".repeat(43), "{}", "é"),
  fc.base64String({ maxLength: 60 }),
  fc.string({ maxLength: 20 }),
);
const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));

Deno.test("no text is a key or a token by chance", () => {
  fc.assert(fc.property(text, (text) => {
    parseApiKey(text);
    expect(readToken(text, TOKEN_KEY)).toBe(null);
  }));
});

Deno.test("a token says what it was made with, under its key alone", () => {
  const token = fc.record({
    mode: fc.constantFrom("live" as const, "test" as const),
    credential: fc.stringMatching(/^[a-z0-9]{8,32}$/),
    scopes: fc.subarray(scopeSchema.options),
    expires: fc.nat({ max: 2 ** 45 }),
  });
  fc.assert(fc.property(token, (token) => {
    const sealed = sealToken(token, TOKEN_KEY);
    expect(readToken(sealed, TOKEN_KEY)).toEqual(token);
    expect(readToken(sealed, new Uint8Array(32))).toBe(null);
  }));
});

Deno.test("no text is an assertion by chance", () =>
  fc.assert(fc.asyncProperty(text, async (text) => {
    const expected = { now: 0, audiences: [], keysOf: () => [] };
    await expect(verifyAssertion(text, expected)).rejects.toThrow(AssertionFault);
  })));

Deno.test("a JWK is a key in one form, or refused with words", () => {
  const value = fc.oneof(
    fc.constantFrom("EC", "RSA", "OKP", "oct", "P-256", "Ed25519", "AQAB", ""),
    fc.base64String({ maxLength: 50 }),
    fc.jsonValue({ maxDepth: 1 }),
  );
  const name = fc.constantFrom("kty", "crv", "x", "y", "n", "e", "kid", "alg", "use");
  fc.assert(
    fc.property(fc.dictionary(name, value), (jwk) => {
      try {
        const canonical = canonicalPublicKey(jwk);
        expect(canonicalPublicKey(JSON.parse(canonical))).toBe(canonical);
      } catch (error) {
        expect((error as Error).constructor).toBe(Error);
        expect((error as Error).message).not.toBe("");
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("whatever stands in Authorization is answered with 401", () =>
  withAccess(async ({ ask }) => {
    const header = fc.stringMatching(/^[\x21-\x7e]{1,60}$/);
    const schemes = fc.constantFrom("Bearer ", "bearer  ", "Basic ", "Digest ", "");
    await fc.assert(
      fc.asyncProperty(schemes, header, fc.ipV4(), async (scheme, value, address) => {
        const headers = { authorization: scheme + value };
        const { status } = await ask("GET", "/v1/me", {
          key: null,
          headers,
          connection: { address },
        });
        expect(status).toBe(401);
      }),
    );
  }));
