/**
 * Who is let in by a key or a certificate, and who is not.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { expect } from "expect";
import { createAuthority } from "../../../adapters/keys/development_ca.ts";
import { certificatesFromPem } from "../../../adapters/documents/smime/pem.ts";
import { random } from "../../../adapters/opening/random.ts";
import { HOUR, MINUTE } from "../../../events/instant.ts";
import { CLIENT, withAccess } from "./support.ts";

const idOf = (key: string) => key.split("_")[1]!;

Deno.test("a key lets in, for what it is good for", () =>
  withAccess(async ({ ask, key, clock }) => {
    const expires = clock.now() + HOUR;
    const secret = await key({ expires, networks: ["192.0.2.0/24"], name: "Banca" });
    const { status, json } = await ask("GET", "/v1/me", { key: secret });
    expect(status).toBe(200);
    expect(json).toEqual({
      client: { id: CLIENT, name: "Gestionale S.r.l." },
      mode: "live",
      scopes: ["messages:read", "messages:send", "keys:read", "keys:write"],
      credential: {
        id: idOf(secret),
        kind: "api_key",
        name: "Banca",
        mode: "live",
        scopes: ["messages:read", "messages:send", "keys:read", "keys:write"],
        mailboxes: ["anna@alfa.example"],
        networks: ["192.0.2.0/24"],
        works: true,
        expires_at: new Date(expires).toISOString(),
        created_at: "2026-11-21T09:30:00.000Z",
        created_by: "operator",
        last_used_at: "2026-11-21T09:30:00.000Z",
        hint: secret.slice(-4),
        replaces: null,
        jwk: null,
        certificate_sha256: null,
      },
      rate: { requests: 1_000_000, window_seconds: 60 },
    });
  }));

Deno.test("a key lets in also where its use cannot be noted", () =>
  withAccess(async ({ ask, key, world, log }) => {
    const secret = await key();
    world.operational.statements.of("PRAGMA query_only = 1").run();
    const { status, json } = await ask("GET", "/v1/me", { key: secret });
    expect([status, json.credential.last_used_at]).toEqual([200, null]);
    expect(log).toEqual([expect.stringMatching(/^api.use-not-noted .*readonly/)]);
    world.operational.statements.of("PRAGMA query_only = 0").run();
  }));

Deno.test("whoever shows nothing, or what is nobody's, gets the same answer each", () =>
  withAccess(async ({ ask, key, log }) => {
    const secret = await key();
    const other = await key();
    const none = await ask("GET", "/v1/me", { key: null });
    expect(none.status).toBe(401);
    expect(none.headers.get("www-authenticate")).toBe("Bearer");
    const unknown = secret.replace(idOf(secret), "aaaaaaaaaaaaaaaa");
    const mixed = secret.replace(idOf(secret), idOf(other));
    const otherWorld = secret.replace("live_", "test_");
    const details = new Set<string>();
    for (const wrong of ["x", unknown, mixed, otherWorld, secret.slice(0, -1), "live_at_x.y"]) {
      const { status, json, headers } = await ask("GET", "/v1/me", { key: wrong });
      expect({ wrong, status }).toEqual({ wrong, status: 401 });
      expect(headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
      details.add(json.detail);
    }
    expect(details.size).toBe(1);
    const basic = { authorization: `Basic ${btoa(`${secret}:`)}` };
    expect((await ask("GET", "/v1/me", { key: null, headers: basic })).status).toBe(401);
    expect(log.length).toBe(7);
    expect(log.join()).not.toContain(secret.slice(-43));
  }));

Deno.test("a key of the sandbox leads there, and nowhere else", () =>
  withAccess(async ({ ask, key }) => {
    const secret = await key({ mode: "test" });
    expect((await ask("GET", "/v1/me", { key: secret })).json.mode).toBe("test");
    const live = secret.replace("test_", "live_");
    expect((await ask("GET", "/v1/me", { key: live })).status).toBe(401);
  }));

Deno.test("an expired key says so, and since when", () =>
  withAccess(async ({ ask, key, clock }) => {
    const secret = await key({ expires: clock.now() + HOUR });
    clock.advance(HOUR - 1);
    expect((await ask("GET", "/v1/me", { key: secret })).status).toBe(200);
    clock.advance(1);
    const { status, json } = await ask("GET", "/v1/me", { key: secret });
    expect(status).toBe(401);
    expect(json.detail).toContain("2026-11-21T10:30:00.000Z");
    // Whoever shows a wrong secret beside it does not learn that.
    const guessed = secret.replace(/.{43}$/, "a".repeat(43));
    expect((await ask("GET", "/v1/me", { key: guessed })).json.detail).not.toContain("2026");
  }));

Deno.test("no credential of a suspended client works until it is resumed", () =>
  withAccess(async ({ ask, key, change }) => {
    const secret = await key();
    await change({ type: "suspend", reason: "richiesta" });
    const { status, json } = await ask("GET", "/v1/me", { key: secret });
    expect({ status, type: json.type }).toEqual({ status: 403, type: "/v1/problems/forbidden" });
    await change({ type: "resume", reason: "chiarito" });
    expect((await ask("GET", "/v1/me", { key: secret })).status).toBe(200);
  }));

Deno.test("a key works from its networks alone", () =>
  withAccess(async ({ ask, key, log }) => {
    const secret = await key({ networks: ["198.51.100.0/24", "2001:db8::/32"] });
    const from = async (address: string) =>
      (await ask("GET", "/v1/me", { key: secret, connection: { address } })).status;
    expect(await from("198.51.100.9")).toBe(200);
    expect(await from("::ffff:198.51.100.9")).toBe(200);
    expect(await from("2001:db8::1")).toBe(200);
    expect(await from("192.0.2.7")).toBe(403);
    expect(log).toEqual([
      `api.refused ${
        JSON.stringify({ address: "192.0.2.7", credential: idOf(secret), type: "forbidden" })
      }`,
    ]);
  }));

Deno.test("who guesses too much is told to stop; right keys are served beside it", () =>
  withAccess(async ({ ask, key, clock, log }) => {
    const secret = await key();
    for (let count = 0; count < 30; count++) {
      expect((await ask("GET", "/v1/me", { key: `wrong${count}` })).status).toBe(401);
    }
    const { status, headers } = await ask("GET", "/v1/me", { key: "wrong" });
    expect({ status, after: headers.get("retry-after") }).toEqual({ status: 429, after: "900" });
    expect(log.length).toBe(30);
    expect((await ask("GET", "/v1/me", { key: secret })).status).toBe(200);
    const elsewhere = { key: "wrong", connection: { address: "203.0.113.9" } };
    expect((await ask("GET", "/v1/me", elsewhere)).status).toBe(401);
    clock.advance(15 * MINUTE);
    expect((await ask("GET", "/v1/me", { key: "wrong" })).status).toBe(401);
  }));

Deno.test("the last use is noted, once a minute", () =>
  withAccess(async ({ ask, key, clock }) => {
    const secret = await key();
    const reader = await key();
    const lastUse = async () =>
      (await ask("GET", `/v1/credentials/${idOf(secret)}`, { key: reader })).json.last_used_at;
    expect(await lastUse()).toBe(null);
    await ask("GET", "/v1/me", { key: secret });
    clock.advance(MINUTE - 1);
    await ask("GET", "/v1/me", { key: secret });
    expect(await lastUse()).toBe("2026-11-21T09:30:00.000Z");
    clock.advance(1);
    await ask("GET", "/v1/me", { key: secret });
    expect(await lastUse()).toBe("2026-11-21T09:31:00.000Z");
  }));

Deno.test("a certificate lets in while it is valid, and only where no key is shown", () =>
  withAccess(async ({ ask, certificate, change, clock }) => {
    const lifetime = { notBefore: clock.now() - HOUR, notAfter: clock.now() + HOUR };
    const { certificatePem } = await createAuthority({ name: "Partner", ...lifetime }, random);
    const [der] = certificatesFromPem(certificatePem);
    const connection = { certificate: der! };
    const status = async (key: string | null = null) =>
      (await ask("GET", "/v1/me", { key, connection })).status;
    expect(await status()).toBe(401);
    const thumbprint = createHash("sha256").update(der!).digest("hex");
    const credential = await certificate(thumbprint);
    const { json } = await ask("GET", "/v1/me", { key: null, connection });
    expect(json.credential)
      .toMatchObject({ id: credential, kind: "certificate", certificate_sha256: thumbprint });
    expect(await status("wrong")).toBe(401);
    await change({ type: "expire", credential, at: clock.now() });
    expect(await status()).toBe(401);
    await certificate(thumbprint);
    clock.advance(HOUR);
    expect(await status()).toBe(200);
    clock.advance(1);
    expect(await status()).toBe(401);
  }));
