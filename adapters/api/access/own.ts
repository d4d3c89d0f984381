/**
 * What a caller is in the log of the live world, where all clients are: those of the sandbox, too.
 *
 * @module
 */
import type { Client, Credential } from "../../storage/clients.ts";
import type { Caller } from "../caller.ts";
import { Problem } from "../problem.ts";
import type { Gateway, World } from "../world.ts";

/** The world in which clients and credentials are kept. */
export function keepingWorld(gateway: Gateway): World {
  const live = gateway.world("live");
  if (live) return live;
  throw new Error("Cannot reach the clients: there is no live world");
}

/** The client of a caller, and the credential that it has shown. */
export function ownEntry(
  { storage: { clients } }: World,
  caller: Caller,
): { readonly client: Client; readonly credential: Credential } {
  const client = clients.client(caller.client);
  const credential = clients.credential(caller.credential);
  if (client && credential) return { client, credential };
  throw new Error(`Cannot find the credential ${caller.credential} of ${caller.client}`);
}

/**
 * A credential of the caller's client in the caller's world.
 *
 * @throws {Problem} not-found for any other.
 */
export function requireOwn(
  { storage: { clients } }: World,
  caller: Caller,
  id: string,
): Credential {
  const found = clients.credential(id);
  if (found?.client === caller.client && found.mode === caller.mode) return found;
  throw new Problem("not-found", {
    detail: {
      en: `The client has no credential ${id} in this world. GET /v1/credentials lists them`,
      it: `Il client non ha una credenziale ${id} in questo mondo. GET /v1/credentials le elenca`,
    },
  });
}
