/**
 * What the store knows of clients and their credentials.
 *
 * @module
 */
import { expect } from "expect";
import type { Storage } from "../../adapters/storage/storage.ts";
import type { ClientEvent, Scope } from "../../events/client.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";

const by = "operator";
const grant = {
  name: "Contabilità",
  mode: "live" as const,
  scopes: ["messages:send"] as Scope[],
  mailboxes: ["fatture@alfa.example"],
  by,
};
const digest = (letter: string) => letter.repeat(64);
const jwk = '{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}';
const networks = ["192.0.2.0/24"];

function facts(client: string): ClientEvent[] {
  const key = { type: "client.key-added", ...grant, sha256: digest("a"), hint: "x9Zk" } as const;
  const certificate = { type: "client.certificate-added", ...grant, thumbprint: digest("c") };
  return [
    { type: "client.registered", at: 1, client, name: `${client} S.r.l.`, by },
    { ...key, at: 2, credential: `${client}0001` },
    {
      ...key,
      at: 3,
      credential: `${client}0002`,
      networks,
      expires: 99,
      replaces: `${client}0001`,
    },
    { type: "client.assertion-key-added", ...grant, at: 4, credential: `${client}0003`, jwk },
    { ...certificate, at: 5, credential: `${client}0004`, mode: "test" } as ClientEvent,
    { type: "client.credential-expires", at: 6, credential: `${client}0003`, expires: 70, by },
    { type: "client.suspended", at: 7, reason: "richiesta", by },
    ...client === "zeta"
      ? [{ type: "client.resumed", at: 8, reason: "chiarito", by } as const]
      : [],
  ];
}

async function fill({ events }: Storage): Promise<void> {
  for (const client of ["beta", "zeta"]) {
    const stream = `client-${client}`;
    await events.append({ stream, expectedVersion: 0, events: facts(client), wake: null });
  }
}

function check({ clients }: Storage): void {
  const beta = clients.client("beta");
  expect(beta).toEqual({
    ...{ client: "beta", name: "beta S.r.l.", status: "suspended", reason: "richiesta" },
    registered: 1,
  });
  expect(clients.clients("", 9)).toEqual([beta, clients.client("zeta")]);
  expect(clients.clients("", 1)).toEqual([beta]);
  expect(clients.clients("beta", 9)).toMatchObject([{ status: "active", reason: "chiarito" }]);
  expect(clients.client("nobody")).toBe(null);
  const { by: addedBy, ...kept } = grant;
  const first = { ...kept, client: "beta", addedBy, networks: null, expires: null };
  expect(clients.credential("beta0001")).toEqual({
    ...{ ...first, credential: "beta0001", kind: "api_key", proof: digest("a"), hint: "x9Zk" },
    ...{ added: 2, replaces: null },
  });
  expect(clients.credential("beta0002")).toMatchObject({
    networks,
    expires: 99,
    replaces: "beta0001",
  });
  expect(clients.credential("beta0003")).toMatchObject({ kind: "assertion_key", proof: jwk });
  expect(clients.credential("nobody00")).toBe(null);
  // The one that was added last; a key's digest is no certificate's.
  expect(clients.certificate(digest("c"))?.credential).toBe("zeta0004");
  expect(clients.certificate(digest("a"))).toBe(null);
  expect(clients.assertionKeys("beta", 69).map(({ credential }) => credential)).toEqual([
    "beta0003",
  ]);
  expect(clients.assertionKeys("beta", 70)).toEqual([]);
  expect(clients.bindings("beta", "live", 69)).toEqual(["fatture@alfa.example"]);
}

Deno.test("clients and their credentials are found, also after a rebuild", () =>
  withFolder((folder) =>
    withStorage(folder, async (storage) => {
      await fill(storage);
      check(storage);
      await storage.rebuild("clients");
      check(storage);
    })
  ));

Deno.test("credentials of a client come page by page, of one world or of both", () =>
  withFolder((folder) =>
    withStorage(folder, async (storage) => {
      await fill(storage);
      const { clients } = storage;
      const ids = (...query: Parameters<typeof clients.credentialsOf>) =>
        clients.credentialsOf(...query).map(({ credential }) => credential);
      expect(ids("beta", null, null, 9)).toEqual(["beta0001", "beta0002", "beta0003", "beta0004"]);
      expect(ids("beta", null, null, 2)).toEqual(["beta0001", "beta0002"]);
      expect(ids("beta", null, { added: 3, credential: "beta0002" }, 9)).toEqual([
        "beta0003",
        "beta0004",
      ]);
      expect(ids("beta", "live", { added: 2, credential: "beta0001" }, 2)).toEqual([
        "beta0002",
        "beta0003",
      ]);
      expect(ids("beta", "test", null, 9)).toEqual(["beta0004"]);
      expect(ids("nobody", null, null, 9)).toEqual([]);
    })
  ));
