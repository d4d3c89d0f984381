/**
 * What clients change of their own credentials. The events name the caller.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { z } from "zod";
import { client, type ClientCommand } from "../../../actors/client.ts";
import { addressKey } from "../../../events/address.ts";
import { HOUR } from "../../../events/instant.ts";
import { Certificate } from "../../documents/smime/certificate.ts";
import type { Credential } from "../../storage/clients.ts";
import type { Caller } from "../caller.ts";
import type { Text } from "../language.ts";
import { Problem } from "../problem.ts";
import type { Connection, Gateway } from "../world.ts";
import { newApiKey, newCredentialId } from "./api_key.ts";
import { requireCovered, type Rights } from "./grants.ts";
import { keepingWorld, ownEntry, requireOwn } from "./own.ts";
import { canonicalPublicKey } from "./public_key.ts";
import { hasEnded } from "./refusals.ts";
import type { credentialWishSchema } from "./schemas.ts";

/** A credential that was just made. */
export interface Made {
  readonly credential: Credential;
  /** The API key; null for other kinds. */
  readonly secret: string | null;
}

/** A credential to be, as the API takes it. */
export type Wish = z.output<typeof credentialWishSchema>;

/** A command that adds a credential, and the secret that goes with it. */
interface Addition {
  readonly command: ClientCommand & { readonly credential: string };
  readonly secret: string | null;
}

/**
 * Makes a credential with no more rights than the caller's.
 *
 * @throws {Problem}
 */
export async function makeCredential(
  gateway: Gateway,
  caller: Caller,
  wish: Wish,
  connection: Connection,
): Promise<Made> {
  const { credential: own } = ownEntry(keepingWorld(gateway), caller);
  const rights: Rights = {
    scopes: [...new Set(wish.scopes)],
    mailboxes: [...new Set(wish.mailboxes.map(addressKey))],
    ...(wish.networks ? { networks: wish.networks } : {}),
    ...(wish.expires_at === undefined ? {} : { expires: Date.parse(wish.expires_at) }),
  };
  requireCovered(caller, own, rights);
  const grant = { name: wish.name, mode: caller.mode, ...rights };
  return await add(gateway, caller, additionOf(gateway, wish, grant, connection));
}

/**
 * Has a new key take over from an old one: with the same rights, and until the same day.
 *
 * @throws {Problem}
 */
export async function rotateKey(
  gateway: Gateway,
  caller: Caller,
  id: string,
  overlapHours: number,
): Promise<Made> {
  const { mode } = requireChangeable(gateway, caller, id);
  const { secret, ...key } = newApiKey(mode, gateway.random);
  const command = { type: "rotate", replaces: id, overlap: overlapHours * HOUR, ...key } as const;
  return await add(gateway, caller, { command, secret });
}

/**
 * Makes a credential worthless at once; one that is so already stays so.
 *
 * @throws {Problem}
 */
export async function revokeCredential(
  gateway: Gateway,
  caller: Caller,
  id: string,
): Promise<void> {
  const credential = requireChangeable(gateway, caller, id);
  const now = gateway.clock.now();
  if (hasEnded(credential, now)) return;
  await change(gateway, caller, { type: "expire", credential: id, at: now });
}

/** A credential of the caller's client that can do nothing which the caller cannot. */
function requireChangeable(gateway: Gateway, caller: Caller, id: string): Credential {
  const world = keepingWorld(gateway);
  const credential = requireOwn(world, caller, id);
  const { scopes, mailboxes, networks, expires } = credential;
  // Whoever has a key may rotate and revoke it, as a token for less may not.
  requireCovered(caller, ownEntry(world, caller).credential, {
    scopes: [...scopes],
    mailboxes: [...mailboxes],
    ...(networks ? { networks: [...networks] } : {}),
    ...(expires === null ? {} : { expires }),
  });
  return credential;
}

function additionOf(
  gateway: Gateway,
  wish: Wish,
  grant: Rights & Pick<Wish, "name"> & Pick<Caller, "mode">,
  connection: Connection,
): Addition {
  if (wish.kind === "api_key") {
    const { secret, ...key } = newApiKey(grant.mode, gateway.random);
    return { command: { type: "add-key", ...key, ...grant }, secret };
  }
  const named = { credential: newCredentialId(gateway.random), ...grant };
  if (wish.kind === "assertion_key") {
    const jwk = requirePublicKey(wish.jwk);
    return { command: { type: "add-assertion-key", jwk, ...named }, secret: null };
  }
  const thumbprint = requireCertificate(connection);
  const known = keepingWorld(gateway).storage.clients.certificate(thumbprint);
  if (known && !hasEnded(known, gateway.clock.now())) throw conflict("known");
  return { command: { type: "add-certificate", thumbprint, ...named }, secret: null };
}

function requirePublicKey(jwk: Readonly<Record<string, unknown>>): string {
  try {
    return canonicalPublicKey(jwk);
  } catch (error) {
    const detail = {
      en: `The key can't be taken: ${(error as Error).message}`,
      it: `La chiave non è ammessa: ${(error as Error).message}`,
    };
    throw new Problem("invalid-content", { detail, faults: [{ pointer: "/jwk", detail }] });
  }
}

/** A certificate is public: only the handshake shows whose it is. */
function requireCertificate({ certificate }: Connection): string {
  try {
    if (certificate && new Certificate(certificate)) {
      return createHash("sha256").update(certificate).digest("hex");
    }
  } catch {
    // Answered like none.
  }
  throw new Problem("invalid-content", {
    detail: {
      en: "The connection shows no certificate that could be read. Call with the one that is to " +
        "be registered as TLS client certificate, and with your API key",
      it: "La connessione non presenta un certificato leggibile. Chiama con il certificato da " +
        "registrare come certificato client TLS, e con la tua chiave API",
    },
  });
}

async function add(
  gateway: Gateway,
  caller: Caller,
  { command, secret }: Addition,
): Promise<Made> {
  await change(gateway, caller, command);
  return {
    credential: requireOwn(keepingWorld(gateway), caller, command.credential),
    secret,
  };
}

async function change(gateway: Gateway, caller: Caller, what: ClientCommand): Promise<void> {
  const { provider: { runtime } } = keepingWorld(gateway);
  const command = { ...what, by: caller.credential };
  const { refusal } = await runtime.send(client, caller.client, command);
  if (refusal?.refused === "expires") {
    throw new Problem("invalid-content", {
      detail: EXPIRES,
      faults: [{ pointer: "/expires_at", detail: EXPIRES }],
    });
  }
  if (refusal) throw conflict(refusal.refused);
}

const EXPIRES: Text = {
  en: "A credential ends in the future, within ten years",
  it: "Una credenziale scade nel futuro, entro dieci anni",
};

const ENDED: Text = {
  en: "The key works no more: make a new one",
  it: "La chiave non vale più: creane una nuova",
};

const CONFLICTS: Readonly<Record<string, Text>> = {
  "known": {
    en: "A credential that works has the same key or certificate: revoke that first",
    it: "Una credenziale valida ha la stessa chiave o lo stesso certificato: prima revocala",
  },
  "too-many": {
    en: "The client has 100 credentials that work: revoke some first",
    it: "Il client ha 100 credenziali valide: prima revocane qualcuna",
  },
  "no-key": {
    en: "Only API keys are rotated: add another credential of this kind, then revoke this one",
    it: "Si ruotano solo le chiavi API: aggiungi un'altra credenziale, poi revoca questa",
  },
  "expired": ENDED,
  // It ended so long ago that it is forgotten.
  "unknown-credential": ENDED,
  "replaced": {
    en: "Another key has taken over from this one already: rotate that, or revoke it",
    it: "Un'altra chiave ha già preso il suo posto: ruota quella, o revocala",
  },
};

function conflict(refused: string): Problem {
  const detail = CONFLICTS[refused];
  if (!detail) throw new Error(`Cannot change the client: ${refused}`);
  return new Problem("conflict", { detail });
}
