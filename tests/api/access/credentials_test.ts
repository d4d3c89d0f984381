/**
 * What clients make of their own credentials: never more than they have.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { expect } from "expect";
import fc from "fast-check";
import { exportJWK, generateKeyPair } from "jose";
import { isWithin } from "../../../adapters/api/access/grants.ts";
import { certificatesFromPem } from "../../../adapters/documents/smime/pem.ts";
import { createAuthority } from "../../../adapters/keys/development_ca.ts";
import { random } from "../../../adapters/opening/random.ts";
import { HOUR } from "../../../events/instant.ts";
import { CLIENT, withAccess } from "./support.ts";

const PATH = "/v1/credentials";
const idOf = (key: string) => key.split("_")[1]!;
const WISH = {
  kind: "api_key",
  name: "Archivio",
  scopes: ["messages:read"],
  mailboxes: ["Anna@alfa.example"],
};

Deno.test("a key makes another one, whose secret is shown once", () =>
  withAccess(async ({ ask, key, world }) => {
    const own = await key();
    const { status, json, headers } = await ask("POST", PATH, { key: own, json: WISH });
    expect(status).toBe(201);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("location")).toBe(`${PATH}/${json.id}`);
    expect(json).toMatchObject({
      ...{ kind: "api_key", name: "Archivio", mode: "live", works: true, created_by: idOf(own) },
      ...{ scopes: ["messages:read"], mailboxes: ["anna@alfa.example"], last_used_at: null },
      hint: json.secret.slice(-4),
    });
    const me = await ask("GET", "/v1/me", { key: json.secret });
    expect(me.json.credential.id).toBe(json.id);
    const shown = await ask("GET", headers.get("location")!, { key: own });
    expect(shown.text).not.toContain(json.secret.slice(-43));
    expect("secret" in shown.json).toBe(false);
    // Nor does the log know it.
    const events = await world.storage.events.readStream(`client-${CLIENT}`, 0, 100);
    expect(JSON.stringify(events)).not.toContain(json.secret.slice(-43));
    expect(events.at(-1)!.event).toMatchObject({ type: "client.key-added", by: idOf(own) });
  }));

Deno.test("nobody gives more than it has", () =>
  withAccess(async ({ ask, key, clock }) => {
    const expires = clock.now() + HOUR;
    const own = await key({ networks: ["192.0.2.0/24"], expires });
    const within = { networks: ["192.0.2.7/32"], expires_at: new Date(expires).toISOString() };
    const pointers = async (wish: Record<string, unknown>) => {
      const { status, json } = await ask("POST", PATH, { key: own, json: { ...WISH, ...wish } });
      expect(status).toBe(403);
      return json.errors.map(({ pointer }: { pointer: string }) => pointer);
    };
    expect((await ask("POST", PATH, { key: own, json: { ...WISH, ...within } })).status).toBe(201);
    expect(await pointers({ ...within, scopes: ["messages:read", "webhooks:write"] }))
      .toEqual(["/scopes/1"]);
    expect(await pointers({ ...within, mailboxes: ["carla@alfa.example", "*@alfa.example"] }))
      .toEqual(["/mailboxes/0", "/mailboxes/1"]);
    expect(await pointers({ ...within, networks: ["192.0.2.0/24", "192.0.0.0/16"] }))
      .toEqual(["/networks"]);
    expect(await pointers({})).toEqual(["/networks", "/expires_at"]);
    const later = new Date(expires + 1).toISOString();
    expect(await pointers({ ...within, expires_at: later })).toEqual(["/expires_at"]);
    // A world cannot be named: it is the caller's.
    const live = await ask("POST", PATH, { key: own, json: { ...WISH, ...within, mode: "test" } });
    expect(live.status).toBe(422);
  }));

Deno.test("a wildcard covers its domain, and nothing that only looks like it", () =>
  withAccess(async ({ ask, key }) => {
    const own = await key({ mailboxes: ["*@alfa.example"] });
    const status = async (...mailboxes: string[]) =>
      (await ask("POST", PATH, { key: own, json: { ...WISH, mailboxes } })).status;
    expect(await status("anna@alfa.example", "*@ALFA.example")).toBe(201);
    expect(await status("*@beta.example")).toBe(403);
    expect(await status("anna@sub.alfa.example")).toBe(403);
    expect(await status("anna@alfa.example@beta.example")).toBe(422);
  }));

Deno.test("a network lies in another where all of its addresses do", () => {
  expect(isWithin("::ffff:192.0.2.0/30", ["192.0.2.0/24"])).toBe(false);
  expect(isWithin("0.0.0.0/0", ["::/0"])).toBe(false);
  expect(isWithin("2001:db8::/32", ["192.0.2.0/24", "2001:d00::/24"])).toBe(true);
  const number = fc.nat({ max: 2 ** 32 - 1 });
  const prefix = fc.nat({ max: 32 });
  const text = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
  fc.assert(fc.property(number, prefix, number, prefix, fc.boolean(), (a, p, b, q, same) => {
    const near = same ? a : b;
    const masked = (value: number, bits: number) => bits === 0 ? 0 : value >>> (32 - bits);
    expect(isWithin(`${text(a)}/${p}`, [`${text(near)}/${q}`]))
      .toBe(p >= q && masked(a, q) === masked(near, q));
  }));
});

Deno.test("a public key makes an assertion key; a private or weak one does not", () =>
  withAccess(async ({ ask, key }) => {
    const own = await key();
    const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk = { ...await exportJWK(publicKey), kid: "2026", use: "sig" };
    const create = (jwk: unknown) =>
      ask("POST", PATH, { key: own, json: { ...WISH, kind: "assertion_key", jwk } });
    const { status, json } = await create(jwk);
    expect(status).toBe(201);
    const { use: _, ...kept } = jwk;
    expect(json).toMatchObject({ kind: "assertion_key", secret: null, jwk: kept });
    expect((await create(jwk)).status).toBe(409);
    const [x, y] = [jwk.x, jwk.y];
    for (
      const [bad, told] of [
        [await exportJWK(privateKey), "private"],
        [{ kty: "oct", k: "AAAA" }, "private"],
        [{ kty: "oct" }, "type"],
        [{ kty: "EC", crv: "P-384", x, y }, "type"],
        [{ kty: "EC", crv: "P-256", x: y, y: y }, "valid"],
        [{ kty: "EC", crv: "P-256", x }, "y has to be"],
        [{ kty: "RSA", n: "x".repeat(171), e: "AQAB" }, "bits"],
        [{ kty: "RSA", n: "x".repeat(1900), e: "AQAB" }, "bits"],
        [{ kty: "RSA", n: "x".repeat(342), e: "x".repeat(342) }, "e has"],
        [{ ...jwk, alg: "HS256" }, "alg"],
        [{ ...jwk, alg: "RS256" }, "alg"],
        [{ ...jwk, kid: 7 }, "kid"],
      ] as [unknown, string][]
    ) {
      const { status, json } = await create(bad);
      expect({ bad, status }).toEqual({ bad, status: 422 });
      expect(json.errors[0].pointer).toBe("/jwk");
      expect(json.detail).toContain(told);
    }
  }));

Deno.test("a certificate is registered by who shows it in the handshake", () =>
  withAccess(async ({ ask, key, clock }) => {
    const own = await key();
    const json = { ...WISH, kind: "certificate", scopes: ["keys:read"] };
    expect((await ask("POST", PATH, { key: own, json })).status).toBe(422);
    const hostile = { certificate: new Uint8Array(100).fill(0x30) };
    expect((await ask("POST", PATH, { key: own, json, connection: hostile })).status).toBe(422);
    const lifetime = { notBefore: clock.now() - HOUR, notAfter: clock.now() + HOUR };
    const { certificatePem } = await createAuthority({ name: "Partner", ...lifetime }, random);
    const connection = { certificate: certificatesFromPem(certificatePem)[0]! };
    const made = await ask("POST", PATH, { key: own, json, connection });
    expect(made.json).toMatchObject({
      secret: null,
      certificate_sha256: createHash("sha256").update(connection.certificate).digest("hex"),
    });
    expect((await ask("GET", PATH, { key: null, connection })).status).toBe(200);
    expect((await ask("POST", PATH, { key: own, json, connection })).status).toBe(409);
    await ask("DELETE", `${PATH}/${made.json.id}`, { key: own });
    expect((await ask("GET", PATH, { key: null, connection })).status).toBe(401);
    expect((await ask("POST", PATH, { key: own, json, connection })).status).toBe(201);
  }));

Deno.test("a rotated key works on for the overlap, and is rotated once", () =>
  withAccess(async ({ ask, key, clock }) => {
    const own = await key({ name: "Banca" });
    const rotate = (id: string, json: unknown = {}) =>
      ask("POST", `${PATH}/${id}/rotate`, { key: own, json });
    const { status, json } = await rotate(idOf(own));
    expect(status).toBe(201);
    expect(json).toMatchObject({ name: "Banca", replaces: idOf(own), expires_at: null });
    const works = async (secret: string) =>
      (await ask("GET", "/v1/me", { key: secret })).status === 200;
    expect([await works(own), await works(json.secret)]).toEqual([true, true]);
    expect((await rotate(idOf(own))).status).toBe(409);
    // A key that is about to end gives nobody a longer life.
    expect((await rotate(json.id)).status).toBe(403);
    expect((await rotate(idOf(own), { overlap_hours: 721 })).status).toBe(422);
    clock.advance(24 * HOUR);
    expect([await works(own), await works(json.secret)]).toEqual([false, true]);
  }));

Deno.test("what is revoked works no more; who has less cannot touch who has more", () =>
  withAccess(async ({ ask, key }) => {
    const own = await key();
    const other = await key({ mailboxes: ["anna@alfa.example", "carla@alfa.example"] });
    const revoke = async (id: string) =>
      (await ask("DELETE", `${PATH}/${id}`, { key: own })).status;
    const rotation = { key: own, json: {} };
    expect(await revoke(idOf(other))).toBe(403);
    expect((await ask("POST", `${PATH}/${idOf(other)}/rotate`, rotation)).status).toBe(403);
    const lesser = await key({ scopes: ["messages:read"] });
    expect(await revoke(idOf(lesser))).toBe(204);
    expect(await revoke(idOf(lesser))).toBe(204);
    expect((await ask("GET", "/v1/me", { key: lesser })).status).toBe(401);
    expect((await ask("POST", `${PATH}/${idOf(lesser)}/rotate`, rotation)).status).toBe(409);
    // The client's actor forgets what has ended once there is another.
    await key();
    expect(await revoke(idOf(lesser))).toBe(204);
    expect((await ask("POST", `${PATH}/${idOf(lesser)}/rotate`, rotation)).status).toBe(409);
    expect(await revoke(idOf(own))).toBe(204);
    expect(await revoke(idOf(own))).toBe(401);
  }));

Deno.test("credentials of others, and those of the other world, are not there", () =>
  withAccess(async ({ ask, key }) => {
    const own = await key();
    const test = await key({ mode: "test" });
    // The gateway of the tests has registered other clients, with keys of their own.
    for (const id of [idOf(test), "all00000", "nobody00"]) {
      expect((await ask("GET", `${PATH}/${id}`, { key: own })).status).toBe(404);
      expect((await ask("DELETE", `${PATH}/${id}`, { key: own })).status).toBe(404);
      const rotation = { key: own, json: {} };
      expect((await ask("POST", `${PATH}/${id}/rotate`, rotation)).status).toBe(404);
    }
    const { json } = await ask("GET", PATH, { key: own });
    expect(json.data.map(({ id }: { id: string }) => id)).toEqual([idOf(own)]);
  }));

Deno.test("the list comes page by page", () =>
  withAccess(async ({ ask, key, clock }) => {
    const keys: string[] = [];
    for (let count = 0; count < 5; count++) {
      keys.push(idOf(await key({ name: `n. ${count}` })));
      clock.advance(1);
    }
    const own = await key();
    const found: string[] = [];
    for (let path: string | null = `${PATH}?limit=2`; path !== null;) {
      const { json, headers }: Awaited<ReturnType<typeof ask>> = await ask("GET", path, {
        key: own,
      });
      expect(json.data.length).toBe(2);
      found.push(...json.data.map(({ id }: { id: string }) => id));
      path = /^<(.*)>/.exec(headers.get("link") ?? "")?.[1] ?? null;
      expect(path === null).toBe(json.next === null);
    }
    expect(found).toEqual([...keys, idOf(own)]);
    expect((await ask("GET", `${PATH}?after=x`, { key: own })).status).toBe(400);
  }));

Deno.test("keys:read reads, keys:write writes", () =>
  withAccess(async ({ ask, key }) => {
    const reads = await key({ scopes: ["keys:read", "messages:read"] });
    const writes = await key({ scopes: ["keys:write", "messages:read"] });
    expect((await ask("GET", PATH, { key: reads })).status).toBe(200);
    expect((await ask("POST", PATH, { key: reads, json: WISH })).status).toBe(403);
    expect((await ask("GET", PATH, { key: writes })).status).toBe(403);
    expect((await ask("POST", PATH, { key: writes, json: WISH })).status).toBe(201);
  }));
