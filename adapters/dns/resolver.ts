/**
 * A stub resolver (RFC 1034 §5.3.1) that tells "does not exist" from "could not find out". The
 * resolvers built into the platform report SERVFAIL as not found, and a passing fault of the DNS
 * would then bounce certified mail.
 *
 * @module
 */
import type { Clock } from "../../events/instant.ts";
import { TtlCache } from "./cache.ts";
import { ask, type ExchangePorts } from "./exchange.ts";
import { type Answer, canonicalName } from "./packet.ts";
import type { Lookup, RecordData, RecordType, Resolver } from "./record.ts";
import type { NameServer } from "./servers.ts";

/** How a resolver is set up. */
export interface ResolverOptions {
  readonly clock: Clock;
  /** Random bytes; must be unpredictable (RFC 5452 §9.2). */
  readonly random: (length: number) => Uint8Array;
  /** Recursive servers, in the order in which they are asked. */
  readonly servers: readonly NameServer[];
  /** Milliseconds until a server that does not answer is given up. Default 3000. */
  readonly timeout?: number;
  /** How often the whole list of servers is asked. Default 2. */
  readonly rounds?: number;
  /** Largest number of answers kept. Default 10,000. */
  readonly cacheCapacity?: number;
}

/** As many aliases in a row are followed as common recursive servers follow. */
const LONGEST_CHAIN = 8;
/** A fact about a name, and for how many seconds it holds. */
type Fact = { readonly lookup: Lookup<RecordData[RecordType]>; readonly ttl: number };

/** A resolver over the given servers. Throws when there are none. */
export function createResolver(options: ResolverOptions): Resolver {
  const { servers, clock, random, timeout = 3000, rounds = 2, cacheCapacity = 10_000 } = options;
  if (servers.length === 0) throw new Error("Cannot resolve names: no name server is configured");
  const query = (name: string, type: RecordType) =>
    askServers(name, type, Array(rounds).fill(servers).flat(), { clock, random, timeout });
  const cache = new TtlCache<Fact["lookup"]>(clock, cacheCapacity);
  const asking = new Map<string, Promise<Fact["lookup"]>>();

  async function find(key: string, name: string, type: RecordType): Promise<Fact["lookup"]> {
    try {
      const { lookup, ttl } = await followAliases(name, type, query);
      cache.set(key, lookup, ttl);
      return lookup;
    } finally {
      asking.delete(key);
    }
  }

  return {
    lookup<Type extends RecordType>(name: string, type: Type): Promise<Lookup<RecordData[Type]>> {
      const canonical = canonicalName(name);
      if (!isHostName(canonical)) return Promise.resolve({ kind: "no-such-domain" });
      const key = `${type} ${canonical}`;
      const known = cache.get(key);
      if (known) return Promise.resolve(known as Lookup<RecordData[Type]>);
      const pending = asking.get(key) ?? find(key, canonical, type);
      asking.set(key, pending);
      return pending as Promise<Lookup<RecordData[Type]>>;
    },
  };
}

/** Whether a name can stand in a query (RFC 1035 §2.3.4); underscores do occur in host names. */
export function isHostName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/i.test(name);
}

/** An answer, or why there is none. */
type Reply = Answer | { readonly failed: string };

/** Asks the servers one after another until one of them knows. */
async function askServers(
  name: string,
  type: RecordType,
  servers: readonly NameServer[],
  ports: ExchangePorts,
): Promise<Reply> {
  let failed = "";
  for (const server of servers) {
    const where = `${server.address} port ${server.port}`;
    try {
      let answer = await ask(server, { name, type }, "edns", ports);
      // RFC 6891 §7: a server that does not know EDNS0 answers FORMERR.
      if (answer.rcode === "FORMERR") answer = await ask(server, { name, type }, "plain", ports);
      if (answer.rcode === "NOERROR" || answer.rcode === "NXDOMAIN") return answer;
      failed = `${where}: ${answer.rcode}`;
    } catch (error) {
      failed = `${where}: ${(error as Error).message}`;
    }
  }
  return { failed: `Cannot resolve ${name} ${type}: ${failed}` };
}

/** Follows CNAME records (RFC 1034 §3.6.2) within an answer and from one answer to the next. */
async function followAliases(
  name: string,
  type: RecordType,
  query: (name: string, type: RecordType) => Promise<Reply>,
): Promise<Fact> {
  let owner = name;
  let ttl = Infinity;
  let reply = await query(owner, type);
  for (let aliases = 0; aliases <= LONGEST_CHAIN; aliases++) {
    if ("failed" in reply) return { lookup: { kind: "failed", reason: reply.failed }, ttl: 0 };
    const own = reply.records.filter((record) => record.name === owner);
    const found = own.filter((record) => record.value.type === type);
    if (found.length > 0) {
      const records = found.map((record) => record.value.data as RecordData[RecordType]);
      const lookup = { kind: "found", records } as const;
      return { lookup, ttl: Math.min(ttl, ...found.map((record) => record.ttl)) };
    }
    const alias = own.find((record) => record.value.type === "CNAME");
    if (!alias) {
      const kind = reply.rcode === "NXDOMAIN" ? "no-such-domain" : "no-records";
      return { lookup: { kind }, ttl: Math.min(ttl, reply.negativeTtl) };
    }
    owner = alias.value.data as string;
    ttl = Math.min(ttl, alias.ttl);
    const followed = reply.records.some((record) => record.name === owner);
    if (!followed && reply.rcode === "NOERROR") reply = await query(owner, type);
  }
  return {
    lookup: { kind: "failed", reason: `Cannot resolve ${name}: aliases in a circle` },
    ttl: 0,
  };
}
