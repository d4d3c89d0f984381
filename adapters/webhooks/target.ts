/**
 * Where deliveries may go. Partners name any address they like, and this server stands in a network
 * that they have no business in.
 *
 * @module
 */
import { isIP } from "node:net";
import type { Resolver } from "../dns/record.ts";
import { isPublicAddress } from "./public_address.ts";

/** Why nothing can be delivered to an address; for its owner to read. */
export class TargetFault extends Error {
  override readonly name = "TargetFault";
}

/** Which addresses are allowed. */
export interface TargetRules {
  readonly resolver: Resolver;
  /** Private and loopback addresses, and `http`, as the configuration has it. */
  readonly allowPrivate: boolean;
}

/** An IP address, and the family it is of. */
export interface ResolvedTarget {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Characters of a URL, normalised. */
const LONGEST_URL = 2000;

/**
 * The URL of an endpoint, normalised. Whether its name leads to an address that is allowed is not
 * known before it is called.
 *
 * @throws {TargetFault} where it can never be one.
 */
export function targetUrl(text: string, { allowPrivate }: Pick<TargetRules, "allowPrivate">): URL {
  const url = URL.parse(text);
  if (url === null) throw new TargetFault("it is no URL");
  // Letters beyond ASCII have become longer.
  if (url.href.length > LONGEST_URL) throw new TargetFault("it is too long");
  if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:")) {
    throw new TargetFault("it does not begin with https://");
  }
  if (url.username !== "" || url.password !== "" || url.hash !== "") {
    throw new TargetFault("it has a user, a password or a fragment");
  }
  const host = hostOf(url);
  if (isIP(host) !== 0 && !allowPrivate && !isPublicAddress(host)) throw notPublic(host);
  return url;
}

/** The host without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

/**
 * The address that a connection is made to: of a name that has several, all must be allowed.
 *
 * @throws {TargetFault} where there is none, or one that is not public.
 */
export async function resolveTarget(
  host: string,
  { resolver, allowPrivate }: TargetRules,
): Promise<ResolvedTarget> {
  const addresses = isIP(host) === 0 ? await lookUp(resolver, host) : [host];
  const forbidden = addresses.find((address) => !allowPrivate && !isPublicAddress(address));
  if (forbidden !== undefined) throw notPublic(forbidden);
  const [address] = addresses;
  if (address === undefined) throw new TargetFault(`${host} has no address`);
  return { address, family: isIP(address) === 6 ? 6 : 4 };
}

/** IPv4 first: not every server has a way to IPv6. */
async function lookUp(resolver: Resolver, host: string): Promise<readonly string[]> {
  const found = await Promise.all([resolver.lookup(host, "A"), resolver.lookup(host, "AAAA")]);
  const addresses = found.flatMap((one) => one.kind === "found" ? one.records : []);
  const failed = found.find((one) => one.kind === "failed");
  // What could not be found out may be what is forbidden; it is asked again later.
  if (failed) throw new TargetFault(`${host} cannot be looked up now`);
  return addresses;
}

function notPublic(address: string): TargetFault {
  return new TargetFault(`${address} is no address of the public internet`);
}
