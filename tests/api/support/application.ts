/**
 * The API over a real provider, without a network: requests go in, and every answer is checked
 * against what its operation declares.
 *
 * @module
 */
import { client } from "../../../actors/client.ts";
import { tokenKeyOf } from "../../../adapters/api/access/access_token.ts";
import { accessLimits } from "../../../adapters/api/access/authenticator.ts";
import { createAuthorizationServer } from "../../../adapters/api/access/token_endpoint.ts";
import type { Api } from "../../../adapters/api/api.ts";
import { apiApplication, type Mount, OPERATIONS } from "../../../adapters/api/application.ts";
import type { Caller } from "../../../adapters/api/caller.ts";
import type { ApiRates } from "../../../adapters/api/frame.ts";
import { Problem } from "../../../adapters/api/problem.ts";
import type { Connection, Gateway, World } from "../../../adapters/api/world.ts";
import { random } from "../../../adapters/opening/random.ts";
import type { Provider } from "../../../adapters/points/provider.ts";
import { type Scope, scopeSchema } from "../../../events/client.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";
import { requireConforming, requireDeclared } from "./conformance.ts";
import { openTestWorld, type WorldOptions } from "./provider.ts";

/** What a request says beyond its method and path. */
export interface Asked {
  /** The key; `live_all` unless named, null for none. */
  readonly key?: string | null;
  /** Sent as application/json. */
  readonly json?: unknown;
  /** Sent as it is; a content type belongs into `headers`. */
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  readonly connection?: Partial<Connection>;
  readonly signal?: AbortSignal;
}

/** An answer that was found to conform. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
  /** The body where it is JSON; undefined otherwise. */
  // deno-lint-ignore no-explicit-any -- a test says what it expects of it
  readonly json: any;
}

/** An API under test. */
export interface TestApi {
  /** Asks, and requires that the answer conforms to what the operation declares. */
  ask(method: string, path: string, asked?: Asked): Promise<Answered>;
  /** The same where the body streams: only the head of the answer is checked. */
  open(method: string, path: string, asked?: Asked): Promise<Response>;
  readonly application: Api;
  readonly gateway: Gateway;
  readonly world: World;
  readonly provider: Provider;
  readonly clock: SimulatedClock;
  /** Who is who; may be added to. */
  readonly keys: Map<string, Caller>;
  /** What the log of operation has heard. */
  readonly log: readonly string[];
  readonly folder: string;
}

/** What a test may choose. */
export interface ApiOptions extends WorldOptions {
  /** All of them unless said. */
  readonly operations?: readonly Mount[];
  /** No test meets them unless it says so. */
  readonly rates?: ApiRates;
  /** Differences from the ordinary gateway; `authenticate` by `keys` unless said. */
  readonly gateway?: (world: World) => Partial<Gateway>;
}

/** Under which access tokens are made. */
export const TOKEN_KEY = tokenKeyOf(new Uint8Array(32));

const MANY = { requests: 1_000_000, window: 60_000 };

/** Runs `test` with an API over a new provider with two holders. */
export async function withApi(
  test: (api: TestApi) => Promise<void>,
  { operations = OPERATIONS, gateway: special, rates, ...options }: ApiOptions = {},
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "api-" });
  const clock = new SimulatedClock();
  try {
    const opened = await openTestWorld(folder, clock, options);
    try {
      const { world, log } = opened;
      const keys = testKeys();
      for (const caller of keys.values()) await registered(world, caller);
      const note = world.provider.log;
      const access = { ...world, clock, limits: accessLimits, tokenKey: TOKEN_KEY, log: note };
      const gateway: Gateway = {
        world: (mode) => mode === world.mode ? world : null,
        authenticate: (request) => Promise.resolve(callerOf(request, keys)),
        oauth: createAuthorizationServer(access, "https://api.alfa.example"),
        clock,
        random,
        log: note,
        ...special?.(world),
      };
      const application = apiApplication(
        gateway,
        operations,
        rates ?? { perCredential: MANY, perNetwork: MANY },
      );
      const parts = { application, gateway, world, provider: world.provider, clock, keys, log };
      await test({ ...parts, folder, ...asking(application) });
    } finally {
      await opened.close();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Asks an application. */
export function asking(application: Api): Pick<TestApi, "ask" | "open"> {
  const open = async (method: string, path: string, asked: Asked = {}) => {
    const connection = { address: "192.0.2.7", certificate: null, ...asked.connection };
    const answer = await application.fetch(requestOf(method, path, asked), connection);
    requireDeclared(application, method, path, answer);
    return answer;
  };
  return {
    open,
    async ask(method, path, asked) {
      const response = await open(method, path, asked);
      const { status, headers } = response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      requireConforming(application, method, path, { status, headers, bytes });
      const text = new TextDecoder().decode(bytes);
      const isJson = /json/.test(headers.get("content-type") ?? "") && text !== "";
      return { status, headers, bytes, text, json: isJson ? JSON.parse(text) : undefined };
    },
  };
}

function requestOf(method: string, path: string, asked: Asked): Request {
  const { key = "live_all", json, body, headers, signal } = asked;
  const content = json === undefined ? body : JSON.stringify(json);
  return new Request(new URL(path, "https://localhost"), {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
    ...(signal ? { signal } : {}),
  });
}

/** What callers are in the log; a credential without a scope cannot be there. */
async function registered({ provider: { runtime } }: World, caller: Caller): Promise<void> {
  const { client: id, credential, mode, mailboxes } = caller;
  const scopes: Scope[] = caller.scopes.size > 0 ? [...caller.scopes] : ["keys:read"];
  const by = "operator";
  const rights = { name: "Test", mode, scopes, mailboxes: [...mailboxes] };
  await runtime.send(client, id, { type: "register", client: id, name: "Test S.r.l.", by });
  const proof = { sha256: "0".repeat(64), hint: "0000" };
  await runtime.send(client, id, { type: "add-key", credential, ...rights, ...proof, by });
}

/** Keys as tests name them. */
function testKeys(): Map<string, Caller> {
  const all = scopeSchema.options;
  const key = (
    credential: string,
    scopes: readonly Scope[],
    mailboxes: readonly string[],
  ): Caller => ({
    client: `client${credential}`,
    credential: `${credential}0000`,
    mode: "live",
    scopes: new Set(scopes),
    mailboxes,
  });
  return new Map([
    ["live_all", key("all0", all, ["*@alfa.example"])],
    ["live_read", key("read", all.filter((one) => one.endsWith(":read")), ["*@alfa.example"])],
    /** May do everything, with the mailbox of carla alone. */
    ["live_carla", key("carla", all, ["carla@alfa.example"])],
    /** Is known, and may do nothing. */
    ["live_none", key("none", [], [])],
  ]);
}

function callerOf(request: Request, keys: ReadonlyMap<string, Caller>): Caller {
  const [, key = ""] = /^Bearer (\S+)$/.exec(request.headers.get("authorization") ?? "") ?? [];
  const caller = keys.get(key);
  if (caller) return caller;
  throw new Problem("unauthenticated", { detail: { en: "No key", it: "Nessuna chiave" } });
}
