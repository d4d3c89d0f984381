/**
 * The API with its real door: callers show real keys, tokens and certificates.
 *
 * @module
 */
import { client, type ClientCommand, type NewCredential } from "../../../actors/client.ts";
import { newApiKey, newCredentialId } from "../../../adapters/api/access/api_key.ts";
import { accessLimits, createAuthenticator } from "../../../adapters/api/access/authenticator.ts";
import { mountCredentials } from "../../../adapters/api/access/credentials.ts";
import { mountMe } from "../../../adapters/api/access/me.ts";
import { mountOAuth } from "../../../adapters/api/access/oauth.ts";
import type { World } from "../../../adapters/api/world.ts";
import { random } from "../../../adapters/opening/random.ts";
import type { Scope } from "../../../events/client.ts";
import { type ApiOptions, type TestApi, TOKEN_KEY, withApi } from "../support/application.ts";

/** The client of these tests. */
export const CLIENT = "gestionale";

/** What a test may do beside asking. */
export interface TestAccess extends TestApi {
  /** Sends a command of the operator to the client. */
  change(command: ClientCommand): Promise<void>;
  /** A new key; resolves with its text. */
  key(rights?: Rights): Promise<string>;
  /** Adds a public key for assertions; resolves with the id of the credential. */
  assertionKey(jwk: string, rights?: Rights): Promise<string>;
  /** Adds a certificate; resolves with the id of the credential. */
  certificate(thumbprint: string, rights?: Rights): Promise<string>;
}

/** What differs from a key that reads and sends for anna. */
export type Rights = Partial<NewCredential>;

const RIGHTS = {
  name: "Contabilità",
  mode: "live",
  scopes: ["messages:read", "messages:send", "keys:read", "keys:write"] as Scope[],
  mailboxes: ["anna@alfa.example"],
} as const;

/** Runs `test` with the operations of access, and a client that is registered. */
export async function withAccess(
  test: (access: TestAccess) => Promise<void>,
  options: Pick<ApiOptions, "rates"> = {},
): Promise<void> {
  const log: string[] = [];
  const note = (event: string, fields: Record<string, unknown>) => {
    log.push(`${event} ${JSON.stringify(fields)}`);
  };
  const gateway = (world: World) => ({
    log: note,
    authenticate: createAuthenticator({
      ...world,
      clock: world.provider.clock,
      limits: accessLimits,
      tokenKey: TOKEN_KEY,
      log: note,
    }),
    // The sandbox is the same world here: what differs is whose keys lead there.
    world: () => world,
  });
  const operations = [mountMe, mountCredentials, mountOAuth];
  await withApi(async (api) => {
    const change = async (command: ClientCommand) => {
      const sent = { ...command, by: "operator" };
      const { refusal } = await api.provider.runtime.send(client, CLIENT, sent);
      if (refusal) throw new Error(refusal.detail);
    };
    await change({ type: "register", client: CLIENT, name: "Gestionale S.r.l." });
    await test({ ...api, log, change, ...adding(change) });
  }, { operations, gateway, ...options });
}

function adding(
  change: TestAccess["change"],
): Pick<TestAccess, "key" | "assertionKey" | "certificate"> {
  const named = (rights: Rights) => ({
    credential: newCredentialId(random),
    ...RIGHTS,
    mailboxes: [...RIGHTS.mailboxes],
    ...rights,
  });
  return {
    async key(rights = {}) {
      const grant = named(rights);
      const { secret, ...key } = newApiKey(grant.mode, random);
      await change({ type: "add-key", ...grant, ...key });
      return secret;
    },
    async assertionKey(jwk, rights = {}) {
      const grant = named(rights);
      await change({ type: "add-assertion-key", jwk, ...grant });
      return grant.credential;
    },
    async certificate(thumbprint, rights = {}) {
      const grant = named(rights);
      await change({ type: "add-certificate", thumbprint, ...grant });
      return grant.credential;
    },
  };
}
