/**
 * Which hosts take the mail of a domain (RFC 5321 §5).
 *
 * @module
 */
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import type { MailExchanger, Resolver } from "../../dns/record.ts";
import { ownVerdict, type Verdict } from "./outcome.ts";

/** A host that takes mail. */
export interface Hop {
  /** Host name or IP address. */
  readonly host: string;
  readonly port: number;
  /** The name that its certificate must bear. */
  readonly tlsName: string;
}

/** A fixed next hop in place of what the DNS says. */
export interface Route {
  /** Host name or IP address. */
  readonly host: string;
  readonly port: number;
  /** The name that the certificate must bear, if not the host's. */
  readonly tlsName?: string;
}

/** What routing needs. */
export interface RoutingOptions {
  readonly resolver: Resolver;
  /** Fixed next hops by domain in lower case. */
  readonly routes?: ReadonlyMap<string, Route>;
  /** Random bytes, to spread the load over exchangers of equal preference. */
  readonly random: (length: number) => Uint8Array;
  /** This host's name, as in EHLO: exchangers not better than itself are not tried (§5.1). */
  readonly name: string;
}

/** The hops of a domain, best first, or why it has none. */
export type Routing = { readonly hops: readonly Hop[] } | { readonly failure: Verdict };

/** The port of SMTP: RFC 5321 §4.5.4.2. */
const SMTP_PORT = 25;
/** RFC 5321 §5.1 allows a limit on the alternatives that are tried. */
const MOST_EXCHANGERS = 20;

/** The hops for a domain. */
export async function routeTo(domain: string, options: RoutingOptions): Promise<Routing> {
  const fixed = options.routes?.get(domain.toLowerCase());
  if (fixed) return { hops: [{ ...fixed, tlsName: fixed.tlsName ?? fixed.host }] };
  const name = domainToASCII(domain);
  if (name === "" || isIP(name)) return refused("5.1.2", `${domain} is not a domain name`);
  const lookup = await options.resolver.lookup(name, "MX");
  switch (lookup.kind) {
    case "found":
      return throughExchangers(domain, lookup.records, options);
    case "no-records": // The implicit MX: RFC 5321 §5.1.
      return { hops: [exchanger(name)] };
    case "no-such-domain":
      return refused("5.1.2", `the domain ${domain} does not exist`);
    case "failed": // RFC 5321 §5.1: a temporary error of the DNS queues the message.
      return { failure: ownVerdict("deferred", "4.4.3", lookup.reason) };
  }
}

function throughExchangers(
  domain: string,
  records: readonly MailExchanger[],
  { random, name }: RoutingOptions,
): Routing {
  // RFC 7505 §3: a single MX with the root as exchange says that the domain takes no mail.
  const named = records.filter((record) => record.exchange !== "");
  if (named.length === 0) return refused("5.1.10", `the domain ${domain} accepts no mail`);
  const own = named.filter((record) => record.exchange === name.toLowerCase());
  const best = Math.min(...own.map((record) => record.preference));
  const useful = named.filter((record) => record.preference < best);
  if (useful.length === 0) return refused("5.4.6", `mail for ${domain} loops back to ${name}`);
  const dice = new DataView(Uint8Array.from(random(useful.length * 4)).buffer);
  const hops = useful
    .map((record, index) => ({ record, order: dice.getUint32(index * 4) }))
    .sort((a, b) => a.record.preference - b.record.preference || a.order - b.order)
    .slice(0, MOST_EXCHANGERS)
    .map(({ record }) => exchanger(record.exchange));
  return { hops };
}

function exchanger(host: string): Hop {
  return { host, port: SMTP_PORT, tlsName: host };
}

function refused(enhanced: string, text: string): Routing {
  return { failure: ownVerdict("refused", enhanced, text) };
}

/** The addresses of a hop, or why it has none. */
export async function addressesOf(
  hop: Hop,
  resolver: Resolver,
): Promise<{ readonly addresses: readonly string[] } | { readonly failure: Verdict }> {
  if (isIP(hop.host)) return { addresses: [hop.host] };
  const lookups = await Promise.all([
    resolver.lookup(hop.host, "A"),
    resolver.lookup(hop.host, "AAAA"),
  ]);
  const addresses = lookups.flatMap((lookup) => lookup.kind === "found" ? lookup.records : []);
  if (addresses.length > 0) return { addresses };
  const failed = lookups.find((lookup) => lookup.kind === "failed");
  if (failed) return { failure: ownVerdict("deferred", "4.4.3", failed.reason) };
  return { failure: ownVerdict("refused", "5.4.4", `the host ${hop.host} has no address`) };
}
