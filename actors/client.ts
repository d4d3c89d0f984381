/**
 * A client of the API, a partner's program: which credentials it has, and whether they work.
 *
 * @module
 */
import type { ClientEvent, CredentialKind, Scope, WorldMode } from "../events/client.ts";
import { HOUR, type Instant } from "../events/instant.ts";
import type { Sha256 } from "../events/rope.ts";
import { type Actor, type Decision, type Elapse, type Refusal, refusal } from "./actor.ts";

/** The most credentials of a client that work at a time. */
const MOST = 100;
/** The longest time for which one works, if it ends at all. */
const LONGEST = 10 * 366 * 24 * HOUR;
/** The longest time for which a key works beside the one that takes over from it. */
const LONGEST_OVERLAP = 30 * 24 * HOUR;
/** A line of 1 to 100 characters, without blanks around it. */
const NAME = /^(?! )[^\p{Cc}\p{Zl}\p{Zp}]{1,100}(?<! )$/u;
/** The same of a client. */
const CLIENT_NAME = /^(?! )[^\p{Cc}\p{Zl}\p{Zp}]{1,200}(?<! )$/u;

/** What a credential may do, where, and for how long. */
export interface Grant {
  /** What the partner calls it. */
  readonly name: string;
  readonly mode: WorldMode;
  readonly scopes: Scope[];
  /** Address keys, or `*@domain`. */
  readonly mailboxes: string[];
  /** From where it works; absent: from everywhere. */
  readonly networks?: string[];
  /** When it ceases to work; absent: never. */
  readonly expires?: Instant;
}

/** A new credential as the log has it. */
export interface NewCredential extends Grant {
  /** Its id. */
  readonly credential: string;
}

/** What of an API key may be known. */
export interface KeyDigest {
  /** Of the secret part of the key. */
  readonly sha256: Sha256;
  /** The last four characters of the key. */
  readonly hint: string;
}

/** What may be asked of a client. `by` is a credential's id, or the operator. */
export type ClientCommand =
  | { readonly type: "register"; readonly client: string; readonly name: string }
  | ({ readonly type: "add-key" } & NewCredential & KeyDigest)
  | ({ readonly type: "add-assertion-key"; readonly jwk: string } & NewCredential)
  | ({ readonly type: "add-certificate"; readonly thumbprint: Sha256 } & NewCredential)
  | ({
    readonly type: "rotate";
    /** The key that another one takes over from. */
    readonly replaces: string;
    /** The id of the new one. */
    readonly credential: string;
    /** Milliseconds for which both work. */
    readonly overlap: number;
    /** When the new one ceases to work; absent: when the old one would have. */
    readonly expires?: Instant;
  } & KeyDigest)
  /** Ceases to work then; what ceases sooner is left as it is. */
  | { readonly type: "expire"; readonly credential: string; readonly at: Instant }
  | { readonly type: "suspend"; readonly reason: string }
  | { readonly type: "resume"; readonly reason: string };

/** A command and who gives it. */
export type ClientCommandBy = ClientCommand & { readonly by: string };

/** A credential as the actor remembers it. */
export interface Held extends Grant {
  readonly kind: CredentialKind;
  /** The digest, key or thumbprint by which it is known. */
  readonly proof: string;
  readonly replaced: boolean;
}

/** The state of a stream `client-…`. */
export interface ClientState {
  readonly status: "none" | "active" | "suspended";
  /** The credentials by their ids; of those that work no more some that were the last to end. */
  readonly credentials: ReadonlyMap<string, Held>;
}

/** The actor of a client. It owes the world nothing. */
export const client: Actor<ClientState, ClientCommandBy, ClientEvent, never> = {
  kind: "client",
  initial: () => ({ status: "none", credentials: new Map() }),
  evolve,
  decide,
  pending: () => ({ effects: [], deadline: null }),
};

function evolve(state: ClientState, event: ClientEvent): ClientState {
  switch (event.type) {
    case "client.registered":
    case "client.resumed":
      return { ...state, status: "active" };
    case "client.suspended":
      return { ...state, status: "suspended" };
    case "client.key-added": {
      const { sha256, replaces, ...grant } = event;
      const added = having(state, event, { ...grant, kind: "api_key", proof: sha256 });
      return replaces === undefined ? added : changed(added, replaces, { replaced: true });
    }
    case "client.assertion-key-added": {
      const { jwk, ...grant } = event;
      return having(state, event, { ...grant, kind: "assertion_key", proof: jwk });
    }
    case "client.certificate-added": {
      const { thumbprint, ...grant } = event;
      return having(state, event, { ...grant, kind: "certificate", proof: thumbprint });
    }
    case "client.credential-expires":
      return changed(state, event.credential, { expires: event.expires });
  }
}

/**
 * One more credential. Those that have ended are forgotten then: a client that makes and revokes
 * them all day would have a state that takes minutes to come by.
 */
function having(
  state: ClientState,
  { credential, at }: { readonly credential: string; readonly at: Instant },
  held: Omit<Held, "replaced">,
): ClientState {
  const { kind, proof, name, mode, scopes, mailboxes, networks, expires } = held;
  const kept: Held = {
    ...{ kind, proof, name, mode, scopes, mailboxes, replaced: false },
    ...(networks ? { networks } : {}),
    ...(expires === undefined ? {} : { expires }),
  };
  const working = state.credentials.entries().filter(([, one]) => works(one, at));
  return { ...state, credentials: new Map(working).set(credential, kept) };
}

function changed(state: ClientState, id: string, change: Partial<Held>): ClientState {
  const held = state.credentials.get(id);
  if (!held) return state;
  return { ...state, credentials: new Map(state.credentials).set(id, { ...held, ...change }) };
}

function decide(
  state: ClientState,
  command: ClientCommandBy | Elapse,
  now: Instant,
): Decision<ClientEvent> {
  if (command.type === "elapse") return [];
  const { by } = command;
  if (command.type === "register") {
    const { client, name } = command;
    if (state.status !== "none") return refusal("exists", `there is a client ${client} already`);
    return CLIENT_NAME.test(name)
      ? [{ type: "client.registered", at: now, client, name, by }]
      : refusal("bad-name", "its name is a line of 1 to 200 characters, without blanks around it");
  }
  if (state.status === "none") return refusal("unknown-client", "there is no such client");
  switch (command.type) {
    case "add-key":
    case "add-assertion-key":
    case "add-certificate":
      return add(state, command, now);
    case "rotate":
      return rotate(state, command, now);
    case "expire":
      return expire(state, command, now);
    case "suspend":
      return state.status === "suspended"
        ? []
        : [{ type: "client.suspended", at: now, reason: command.reason, by }];
    case "resume":
      return state.status === "active"
        ? []
        : [{ type: "client.resumed", at: now, reason: command.reason, by }];
  }
}

/** A command that adds a credential. */
type Adding = Extract<
  ClientCommandBy,
  { type: "add-key" | "add-assertion-key" | "add-certificate" }
>;

function add(state: ClientState, command: Adding, now: Instant): Decision<ClientEvent> {
  const fault = additionFault(state, command, now) ?? grantFault(command, now);
  if (fault) return fault;
  switch (command.type) {
    case "add-key":
      return [{ ...command, type: "client.key-added", at: now }];
    case "add-assertion-key":
      return [{ ...command, type: "client.assertion-key-added", at: now }];
    case "add-certificate":
      return [{ ...command, type: "client.certificate-added", at: now }];
  }
}

/** What the credentials that there are say against another one. */
function additionFault(
  { credentials }: ClientState,
  command: Adding,
  now: Instant,
): Refusal | null {
  if (credentials.has(command.credential)) {
    return refusal("exists", `there has been a credential ${command.credential} before`);
  }
  const working = [...credentials].filter(([, held]) => works(held, now));
  if (working.length >= MOST) {
    return refusal("too-many", `it has ${MOST} credentials that work; revoke some first`);
  }
  // Which of two is meant could not be told.
  const same = working.find(([, { proof }]) => proof === proofOf(command));
  return same ? refusal("known", `its credential ${same[0]} is the same; revoke that first`) : null;
}

function proofOf(command: Adding): string {
  switch (command.type) {
    case "add-key":
      return command.sha256;
    case "add-assertion-key":
      return command.jwk;
    case "add-certificate":
      return command.thumbprint;
  }
}

function grantFault({ name, expires }: Grant, now: Instant): Refusal | null {
  if (!NAME.test(name)) {
    return refusal("bad-name", "a name is a line of 1 to 100 characters, without blanks around it");
  }
  return expiryFault(expires, now);
}

function expiryFault(expires: Instant | undefined, now: Instant): Refusal | null {
  if (expires === undefined || (expires > now && expires <= now + LONGEST)) return null;
  return refusal("expires", "a credential works for ten years at most, or until it is revoked");
}

/** The new key may what the old one might; the old one ends after the overlap, or when it would. */
function rotate(
  state: ClientState,
  command: Extract<ClientCommandBy, { type: "rotate" }>,
  now: Instant,
): Decision<ClientEvent> {
  const { replaces, overlap, by, credential, sha256, hint } = command;
  const old = state.credentials.get(replaces);
  if (!old) return unknown(replaces);
  if (old.kind !== "api_key") {
    return refusal("no-key", `${replaces} is no API key: add another one, then revoke it`);
  }
  if (!works(old, now)) return refusal("expired", `${replaces} works no more: add another key`);
  if (old.replaced) return refusal("replaced", `another key has taken over from ${replaces}`);
  if (overlap < 0 || overlap > LONGEST_OVERLAP) {
    return refusal("overlap", "two keys work side by side for 30 days at most");
  }
  const { name, mode, scopes, mailboxes, networks } = old;
  const expires = command.expires ?? old.expires;
  const key: Extract<ClientCommandBy, { type: "add-key" }> = {
    ...{ type: "add-key", credential, name, mode, scopes, mailboxes, sha256, hint, by },
    ...(networks ? { networks } : {}),
    ...(expires === undefined ? {} : { expires }),
  };
  const fault = additionFault(state, key, now) ?? expiryFault(expires, now);
  if (fault) return fault;
  return [
    { ...key, type: "client.key-added", at: now, replaces },
    {
      ...{ type: "client.credential-expires", at: now, credential: replaces },
      ...{ expires: Math.min(now + overlap, old.expires ?? Infinity), by },
    },
  ];
}

function expire(
  { credentials }: ClientState,
  { credential, at, by }: Extract<ClientCommandBy, { type: "expire" }>,
  now: Instant,
): Decision<ClientEvent> {
  const held = credentials.get(credential);
  if (!held) return unknown(credential);
  const expires = Math.max(at, now);
  if (held.expires !== undefined && held.expires <= expires) return [];
  return [{ type: "client.credential-expires", at: now, credential, expires, by }];
}

function works({ expires }: Held, now: Instant): boolean {
  return expires === undefined || expires > now;
}

function unknown(credential: string): Refusal {
  return refusal("unknown-credential", `it has no credential ${credential} that works`);
}
