import { expect } from "expect";
import { client, type ClientCommandBy } from "../../actors/client.ts";
import type { ClientEvent, Scope } from "../../events/client.ts";
import { encodeEvent } from "../../events/catalogue.ts";
import { HOUR } from "../../events/instant.ts";
import { given } from "../support/given.ts";

const t0 = Date.UTC(2026, 10, 22, 8);
const DAY = 24 * HOUR;
const sha256 = "a".repeat(64);
const thumbprint = "c".repeat(64);
const jwk = '{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}';
const by = "operator";
const grant = {
  name: "Contabilità",
  mode: "live" as const,
  scopes: ["messages:send"] as Scope[],
  mailboxes: ["fatture@alfa.example"],
  networks: ["192.0.2.0/24"],
};
const registered: ClientEvent = {
  type: "client.registered",
  at: t0,
  client: "gestionale",
  name: "Gestionale S.r.l.",
  by,
};
const addKey: ClientCommandBy = {
  ...{ type: "add-key", credential: "aaaa0001", ...grant, sha256, hint: "x9Zk", by },
};

function added(credential = "aaaa0001", digest = sha256): Extract<
  ClientEvent,
  { type: "client.key-added" }
> {
  const proof = { sha256: digest, hint: "x9Zk" };
  return { type: "client.key-added", at: t0, credential, ...grant, ...proof, by };
}

function ends(credential: string, expires: number): ClientEvent {
  return { type: "client.credential-expires", at: t0, credential, expires, by };
}

function rotate(overlap = DAY): Extract<ClientCommandBy, { type: "rotate" }> {
  const key = { credential: "aaaa0002", sha256: "b".repeat(64), hint: "0000" };
  return { type: "rotate", replaces: "aaaa0001", overlap, ...key, by };
}

const successor: ClientEvent = {
  ...{ ...added("aaaa0002", "b".repeat(64)), hint: "0000", replaces: "aaaa0001" },
};

Deno.test("client: registered once, and nothing without", () => {
  const register = {
    type: "register",
    client: "gestionale",
    name: "Gestionale S.r.l.",
    by,
  } as const;
  given(client, []).when(register, t0).then([registered]);
  given(client, [registered]).when(register, t0).thenRefused("exists");
  given(client, []).when(addKey, t0).thenRefused("unknown-client");
  for (const name of ["", " a", "a\nb", "x".repeat(201)]) {
    given(client, []).when({ ...register, name }, t0).thenRefused("bad-name");
  }
});

Deno.test("client: every kind of credential is kept with its grant, as the log can have it", () => {
  const assertionKey: ClientCommandBy = {
    ...{ type: "add-assertion-key", credential: "aaaa0002", ...grant, jwk, by },
  };
  const certificate: ClientCommandBy = {
    ...{ type: "add-certificate", credential: "aaaa0003", ...grant, thumbprint, by },
  };
  const expected: ClientEvent[] = [
    added(),
    { ...assertionKey, type: "client.assertion-key-added", at: t0 } as ClientEvent,
    { ...certificate, type: "client.certificate-added", at: t0 } as ClientEvent,
  ];
  [addKey, assertionKey, certificate].forEach((command, index) => {
    given(client, [registered]).when(command, t0).then([expected[index]!]);
    encodeEvent(expected[index]!);
  });
});

Deno.test("client: an id is given once, and no secret twice while it works", () => {
  const again = { ...addKey, credential: "aaaa0009" };
  const history = [registered, added(), ends("aaaa0001", t0)];
  given(client, [registered, added()]).when(addKey, t0).thenRefused("exists");
  given(client, [registered, added()]).when(again, t0).thenRefused("known");
  given(client, history).when(addKey, t0).thenRefused("exists");
  given(client, history).when(again, t0).then([added("aaaa0009")]);
});

Deno.test("client: names are lines, lives end within ten years", () => {
  for (const name of ["", " a", "a\nb", "x".repeat(101)]) {
    given(client, [registered]).when({ ...addKey, name }, t0).thenRefused("bad-name");
  }
  for (const expires of [t0, t0 - 1, t0 + 11 * 366 * DAY]) {
    given(client, [registered]).when({ ...addKey, expires }, t0).thenRefused("expires");
  }
  given(client, [registered]).when({ ...addKey, expires: t0 + 1 }, t0)
    .then([{ ...added(), expires: t0 + 1 }]);
});

Deno.test("client: at most 100 credentials work at a time", () => {
  const many = Array.from({ length: 100 }, (_, index) => added(`bbbb${1000 + index}`, `${index}`));
  given(client, [registered, ...many]).when(addKey, t0).thenRefused("too-many");
  given(client, [registered, ...many, ends("bbbb1000", t0)]).when(addKey, t0).then([added()]);
});

Deno.test("client: who is rotated works on for the overlap, the other takes its grant over", () => {
  const history = [registered, added()];
  given(client, history).when(rotate(), t0).then([successor, ends("aaaa0001", t0 + DAY)]);
  given(client, history).when(rotate(0), t0).then([successor, ends("aaaa0001", t0)]);
  given(client, history).when({ ...rotate(), expires: t0 + 9 * DAY }, t0)
    .then([{ ...successor, expires: t0 + 9 * DAY } as ClientEvent, ends("aaaa0001", t0 + DAY)]);
});

Deno.test("client: rotation prolongs nothing that was to end", () => {
  const expires = t0 + HOUR;
  given(client, [registered, { ...added(), expires }]).when(rotate(), t0)
    .then([{ ...successor, expires } as ClientEvent, ends("aaaa0001", expires)]);
});

Deno.test("client: what is no key, works no more or was replaced is not rotated", () => {
  const { sha256: _, hint: __, ...rest } = added();
  const certificate: ClientEvent = { ...rest, type: "client.certificate-added", thumbprint };
  const history = [registered, added()];
  given(client, [registered]).when(rotate(), t0).thenRefused("unknown-credential");
  given(client, [registered, certificate]).when(rotate(), t0).thenRefused("no-key");
  given(client, [...history, ends("aaaa0001", t0)]).when(rotate(), t0).thenRefused("expired");
  given(client, [...history, successor, ends("aaaa0001", t0 + DAY)])
    .when({ ...rotate(), credential: "aaaa0003" }, t0).thenRefused("replaced");
  for (const overlap of [-1, 31 * DAY]) {
    given(client, history).when(rotate(overlap), t0).thenRefused("overlap");
  }
});

Deno.test("client: a credential ends now or later, never later than it would", () => {
  const expire = (at: number) => ({ type: "expire", credential: "aaaa0001", at, by }) as const;
  const history = [registered, added()];
  given(client, history).when(expire(t0 + DAY), t0).then([ends("aaaa0001", t0 + DAY)]);
  given(client, history).when(expire(0), t0).then([ends("aaaa0001", t0)]);
  given(client, [...history, ends("aaaa0001", t0 + HOUR)]).when(expire(t0 + DAY), t0).then([]);
  given(client, [...history, ends("aaaa0001", t0 + HOUR)]).when(expire(t0), t0)
    .then([ends("aaaa0001", t0)]);
  given(client, [registered]).when(expire(t0), t0).thenRefused("unknown-credential");
});

Deno.test("client: suspended and resumed, each once", () => {
  const reason = "richiesta";
  const suspended: ClientEvent = { type: "client.suspended", at: t0, reason, by };
  const resumed: ClientEvent = { type: "client.resumed", at: t0, reason, by };
  given(client, [registered]).when({ type: "suspend", reason, by }, t0).then([suspended]);
  given(client, [registered, suspended]).when({ type: "suspend", reason, by }, t0).then([]);
  given(client, [registered, suspended]).when({ type: "resume", reason, by }, t0).then([resumed]);
  given(client, [registered]).when({ type: "resume", reason, by }, t0).then([]);
  expect(client.pending(client.initial(), t0)).toEqual({ effects: [], deadline: null });
});

Deno.test("client: credentials that have ended are forgotten when others are made", () => {
  const history: ClientEvent[] = [registered];
  for (let index = 0; index < 3000; index++) {
    const id = `c${index}`.padEnd(8, "a");
    history.push(added(id, index.toString().padStart(64, "0")), ends(id, t0 - 1));
  }
  const state = history.reduce(client.evolve, client.initial());
  expect(state.credentials.size).toBe(1);
  given(client, [...history, added()]).when(addKey, t0).thenRefused("exists");
  given(client, [...history, added()]).when(rotate(), t0).then([
    successor,
    ends("aaaa0001", t0 + DAY),
  ]);
});
