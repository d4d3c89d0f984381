/**
 * Tokens for signed assertions, and what becomes of forged ones.
 *
 * @module
 */
import { expect } from "expect";
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type GenerateKeyPairResult,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from "jose";
import { canonicalPublicKey } from "../../../adapters/api/access/public_key.ts";
import { HOUR, MINUTE, SECOND } from "../../../events/instant.ts";
import type { Answered } from "../support/application.ts";
import { CLIENT, type Rights, type TestAccess, withAccess } from "./support.ts";

const ISSUER = "https://api.alfa.example";
const ENDPOINT = `${ISSUER}/v1/oauth/token`;
const BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** A client that signs, and what it may get wrong. */
interface Signer {
  readonly credential: string;
  readonly keys: GenerateKeyPairResult;
  assertion(claims?: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** Asks for a token. */
  token(assertion: string, more?: Record<string, string>): Promise<Answered>;
}

async function signer(access: TestAccess, alg = "EdDSA", rights: Rights = {}): Promise<Signer> {
  const { clock, ask, assertionKey } = access;
  const keys = await generateKeyPair(alg, { extractable: true });
  const jwk = canonicalPublicKey({ ...await exportJWK(keys.publicKey) });
  const credential = await assertionKey(jwk, rights);
  let count = 0;
  return {
    credential,
    keys,
    assertion(claims = {}, header = {}) {
      const now = Math.floor(clock.now() / SECOND);
      const usual = { iss: CLIENT, sub: CLIENT, aud: ENDPOINT, iat: now, exp: now + 60 };
      return new SignJWT({ ...usual, jti: `${credential}.${++count}`, ...claims })
        .setProtectedHeader({ alg, ...header }).sign(keys.privateKey);
    },
    token: (assertion, more = {}) => {
      const form = {
        ...{ grant_type: "client_credentials", client_assertion_type: BEARER },
        ...{ client_assertion: assertion, ...more },
      };
      return ask("POST", "/v1/oauth/token", { key: null, body: new URLSearchParams(form) });
    },
  };
}

/** Requires that an assertion is refused. */
async function refused({ token }: Signer, assertion: string): Promise<string> {
  const { status, json, headers } = await token(assertion);
  expect({ status, error: json.error }).toEqual({ status: 401, error: "invalid_client" });
  expect(headers.get("cache-control")).toBe("no-store");
  expect(json.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  return json.error_description;
}

for (const alg of ["ES256", "RS256", "PS256", "EdDSA"]) {
  Deno.test(`oauth: a client gets a token for an assertion by ${alg}, and calls with it`, () =>
    withAccess(async (access) => {
      const { assertion, token, credential } = await signer(access, alg);
      const { status, json, headers } = await token(await assertion());
      expect(status).toBe(200);
      expect(json).toEqual({
        access_token: expect.stringMatching(/^live_at_/),
        token_type: "Bearer",
        expires_in: 600,
        scope: "messages:read messages:send keys:read keys:write",
      });
      expect(headers.get("cache-control")).toBe("no-store");
      const me = await access.ask("GET", "/v1/me", { key: json.access_token });
      expect(me.json).toMatchObject({ mode: "live", credential: { id: credential } });
    }));
}

Deno.test("oauth: the issuer is an audience, too; a scope makes the token good for less", () =>
  withAccess(async (access) => {
    const { assertion, token } = await signer(access);
    const scope = "messages:read";
    const { json } = await token(await assertion({ aud: [ISSUER, "https://other.example"] }), {
      scope,
      client_id: CLIENT,
    });
    expect(json.scope).toBe(scope);
    const key = json.access_token;
    expect((await access.ask("GET", "/v1/me", { key })).json.scopes).toEqual([scope]);
    expect((await access.ask("GET", "/v1/credentials", { key })).status).toBe(403);
  }));

Deno.test("oauth: an assertion is good once, and for those whom it names", () =>
  withAccess(async (access) => {
    const one = await signer(access);
    const assertion = await one.assertion();
    expect((await one.token(assertion)).status).toBe(200);
    expect(await refused(one, assertion)).toContain("jti");
    // Also from elsewhere, and after everything that can be forgotten is.
    access.clock.advance(59 * SECOND);
    expect(await refused(one, assertion)).toContain("jti");
    for (
      const [claims, told] of [
        [{ aud: "https://other.example" }, "aud"],
        [{ aud: `${ENDPOINT}/` }, "aud"],
        [{ iss: "altro" }, "iss"],
        [{ sub: "altro" }, "iss"],
        [{ iss: "altro", sub: "altro" }, "no such client"],
        [{ jti: undefined }, "jti"],
        [{ jti: "x".repeat(256) }, "jti"],
        [{ jti: 7 }, "jti"],
        [{ exp: undefined }, "exp"],
        [{ iat: undefined }, "iat"],
      ] as [JWTPayload, string][]
    ) expect(await refused(one, await one.assertion(claims))).toContain(told);
  }));

Deno.test("oauth: an assertion is good now, give or take a minute, and for ten at most", () =>
  withAccess(async (access) => {
    const one = await signer(access);
    const now = Math.floor(access.clock.now() / SECOND);
    const status = async (claims: JWTPayload) =>
      (await one.token(await one.assertion(claims))).status;
    expect(await status({ exp: now - 59 })).toBe(200);
    expect(await status({ exp: now - 61 })).toBe(401);
    expect(await status({ exp: now + 11 * 60 })).toBe(200);
    expect(await status({ exp: now + 11 * 60 + 1 })).toBe(401);
    expect(await status({ iat: now + 60 })).toBe(200);
    expect(await status({ iat: now + 61 })).toBe(401);
    expect(await status({ nbf: now + 61 })).toBe(401);
  }));

Deno.test("oauth: the key says by which algorithm, never the assertion", () =>
  withAccess(async (access) => {
    const one = await signer(access, "RS256");
    const good = await one.assertion();
    const [, payload, signature] = good.split(".");
    const header = (value: unknown) =>
      new TextEncoder().encode(JSON.stringify(value))
        .toBase64({ alphabet: "base64url", omitPadding: true });
    await refused(one, `${header({ alg: "none" })}.${payload}.`);
    await refused(one, `${header({ alg: "none" })}.${payload}.${signature}`);
    await refused(one, `${header({ alg: "RS512" })}.${payload}.${signature}`);
    await refused(one, `${header({ alg: "RS256", crit: ["x"], x: 1 })}.${payload}.${signature}`);
    await refused(one, `${header({ alg: "RS256", b64: false })}.${payload}.${signature}`);
    // The public key as the secret of an HMAC: in PEM, and in the form in which it is kept.
    const pem = await exportSPKI(one.keys.publicKey);
    const jwk = access.world.storage.clients.credential(one.credential)!.proof;
    for (const secret of [pem, pem.trim(), jwk]) {
      const claims = JSON.parse(new TextDecoder().decode(
        Uint8Array.fromBase64(payload!, { alphabet: "base64url" }),
      ));
      const forged = await new SignJWT(claims).setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(secret));
      await refused(one, forged);
    }
    // A key of the attacker's own, named in the header.
    const own = await generateKeyPair("RS256", { extractable: true });
    const claims = { iss: CLIENT, sub: CLIENT, aud: ENDPOINT, jti: "own", iat: 0, exp: 9e9 };
    const embedded = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", jwk: await exportJWK(own.publicKey) })
      .sign(own.privateKey);
    expect(await refused(one, embedded)).toBe("the signature is wrong");
    expect((await one.token(good)).status).toBe(200);
  }));

Deno.test("oauth: what is no JWT is refused, whatever it is", () =>
  withAccess(async (access) => {
    const one = await signer(access);
    const [header, , signature] = (await one.assertion()).split(".");
    for (const text of [".", "..", "a.b.c", "{}", "é", `${header}.W10.${signature}`]) {
      await refused(one, text);
    }
  }));

Deno.test("oauth: of several keys the header names one", () =>
  withAccess(async (access) => {
    const one = await signer(access);
    const other = await signer(access, "ES256", { mode: "test" });
    expect(await refused(one, await one.assertion())).toContain("kid");
    const status = async (signer: Signer, kid: string) =>
      (await one.token(await signer.assertion({ jti: kid }, { kid }))).status;
    expect(await status(one, one.credential)).toBe(200);
    expect(await status(one, other.credential)).toBe(401);
    const { json } = await one.token(await other.assertion({}, { kid: other.credential }));
    expect(json.access_token).toMatch(/^test_at_/);
  }));

Deno.test("oauth: whoever is suspended, revoked or elsewhere gets no token", () =>
  withAccess(async (access) => {
    const { change, clock } = access;
    const one = await signer(access, "EdDSA", { networks: ["192.0.2.0/24"] });
    await change({ type: "suspend", reason: "richiesta" });
    expect(await refused(one, await one.assertion())).toContain("suspended");
    await change({ type: "resume", reason: "chiarito" });
    expect((await one.token(await one.assertion())).status).toBe(200);
    await change({ type: "expire", credential: one.credential, at: clock.now() });
    expect(await refused(one, await one.assertion())).toContain("no such key that works");
    const far = await signer(access, "EdDSA", { networks: ["198.51.100.0/24"] });
    expect(await refused(far, await far.assertion())).toContain("does not work from 192.0.2.7");
  }));

Deno.test("oauth: a token lives for ten minutes, and no longer than its credential", () =>
  withAccess(async (access) => {
    const { ask, clock, change } = access;
    const one = await signer(access);
    const token = async () => (await one.token(await one.assertion())).json.access_token;
    const status = async (key: string) => (await ask("GET", "/v1/me", { key })).status;
    const first = await token();
    clock.advance(10 * MINUTE - 1);
    expect(await status(first)).toBe(200);
    clock.advance(1);
    expect(await status(first)).toBe(401);
    const second = await token();
    await change({ type: "suspend", reason: "richiesta" });
    expect(await status(second)).toBe(403);
    await change({ type: "resume", reason: "chiarito" });
    expect(await status(second)).toBe(200);
    await change({ type: "expire", credential: one.credential, at: clock.now() });
    expect(await status(second)).toBe(401);
    const short = await signer(access, "EdDSA", { expires: clock.now() + 5 * MINUTE });
    expect((await short.token(await short.assertion())).json.expires_in).toBe(300);
  }));

Deno.test("oauth: a token that was touched is none", () =>
  withAccess(async (access) => {
    const one = await signer(access);
    const other = await signer(access, "EdDSA", { mode: "test" });
    const tokenOf = async ({ assertion, token, credential }: Signer) =>
      (await token(await assertion({ jti: credential }, { kid: credential }))).json.access_token;
    const token: string = await tokenOf(one);
    const status = async (key: string) => (await access.ask("GET", "/v1/me", { key })).status;
    const [payload, mac] = token.slice("live_at_".length).split(".");
    const claims = JSON.parse(new TextDecoder().decode(
      Uint8Array.fromBase64(payload!, { alphabet: "base64url" }),
    ));
    const altered = new TextEncoder().encode(JSON.stringify([claims[0], claims[1] + HOUR, "x"]))
      .toBase64({ alphabet: "base64url", omitPadding: true });
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // The last letter holds four bits: the next one would decode to the same bytes.
    const twin = mac!.slice(0, -1) + letters[letters.indexOf(mac!.at(-1)!) ^ 1];
    for (
      const wrong of [
        `live_at_${altered}.${mac}`,
        `live_at_${payload}.${twin}`,
        `live_at_${payload}.${mac!.slice(1)}`,
        `live_at_${payload}.`,
        `test_at_${payload}.${mac}`,
        (await tokenOf(other)).replace("test_", "live_"),
      ]
    ) expect({ wrong, status: await status(wrong) }).toEqual({ wrong, status: 401 });
    expect(await status(token)).toBe(200);
  }));

Deno.test("oauth: requests that are no such thing get OAuth's errors", () =>
  withAccess(async (access) => {
    const one = await signer(access);
    const send = async (body: BodyInit, headers = {}) => {
      const asked = { key: null, body, headers };
      const { status, json } = await access.ask("POST", "/v1/oauth/token", asked);
      expect(status).toBe(400);
      return json.error;
    };
    const form = (fields: Record<string, string>) => new URLSearchParams(fields);
    const good = { client_assertion_type: BEARER, client_assertion: await one.assertion() };
    expect(await send(form({}))).toBe("invalid_request");
    expect(await send("{}", { "content-type": "application/json" })).toBe("invalid_request");
    expect(await send(form({ ...good, grant_type: "password" }))).toBe("unsupported_grant_type");
    const grant_type = "client_credentials";
    expect(await send(form({ grant_type }))).toBe("invalid_request");
    expect(await send(form({ ...good, grant_type, client_assertion_type: "x" })))
      .toBe("invalid_request");
    expect(await send(form({ ...good, grant_type, scope: "messages:read webhooks:write" })))
      .toBe("invalid_scope");
    const twice = form({ ...good, grant_type });
    twice.append("grant_type", grant_type);
    expect(await send(twice)).toBe("invalid_request");
    expect(await send(form({ grant_type, padding: "x".repeat(40_000) }))).toBe("invalid_request");
    const elsewhere = await one.token(await one.assertion(), { client_id: "altro" });
    expect(elsewhere.status).toBe(401);
  }));

Deno.test("oauth: who sends too much that is wrong is told to stop", () =>
  withAccess(async (access) => {
    const one = await signer(access);
    for (let count = 0; count < 30; count++) await refused(one, "wrong");
    const { status, json, headers } = await one.token("wrong");
    expect({ status, error: json.error }).toEqual({ status: 429, error: "slow_down" });
    expect(headers.get("retry-after")).toBe("900");
    expect((await one.token(await one.assertion())).status).toBe(200);
    expect(access.log.join()).not.toContain("wrong.");
  }));

Deno.test("oauth: who asks for tokens is counted as who it is, others as their network", () =>
  withAccess(async (access) => {
    const one = await signer(access);
    const rate = async (assertion: string) => {
      const { headers } = await one.token(assertion);
      return [headers.get("ratelimit-limit"), headers.get("ratelimit-remaining")];
    };
    expect(await rate(await one.assertion())).toEqual(["2", "1"]);
    expect(await rate("wrong")).toEqual(["1", "0"]);
    const stranger = await one.token("wrong");
    expect(stranger.status).toBe(429);
    expect(stranger.json.type).toBe("/v1/problems/rate-limited");
    expect(await rate(await one.assertion())).toEqual(["2", "0"]);
    const { status, json, headers } = await one.token(await one.assertion());
    expect({ status, error: json.error }).toEqual({ status: 429, error: "slow_down" });
    expect(headers.get("retry-after")).toBe("30");
  }, {
    rates: {
      perCredential: { requests: 2, window: MINUTE },
      perNetwork: { requests: 1, window: MINUTE },
    },
  }));

Deno.test("oauth: the metadata say where and how", () =>
  withAccess(async ({ ask }) => {
    const { json } = await ask("GET", "/.well-known/oauth-authorization-server", { key: null });
    expect(json).toMatchObject({
      issuer: ISSUER,
      token_endpoint: ENDPOINT,
      token_endpoint_auth_methods_supported: ["private_key_jwt"],
      token_endpoint_auth_signing_alg_values_supported: ["ES256", "RS256", "PS256", "EdDSA"],
    });
  }));
