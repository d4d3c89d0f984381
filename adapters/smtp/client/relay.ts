/**
 * The relay: hands a message over to the host that takes a domain's mail.
 *
 * @module
 */
import { type Clock, MINUTE, SECOND } from "../../../events/instant.ts";
import type { Resolver } from "../../dns/record.ts";
import { connect, ConnectionFailure, type ConnectOptions, type TlsPolicy } from "./connect.ts";
import { lackOf, malformedPath } from "./fitness.ts";
import { forAll, ownVerdict, type RecipientOutcome, type Verdict } from "./outcome.ts";
import { Pool, PoolFull, type PoolLimits } from "./pool.ts";
import { addressesOf, type Hop, type Route, routeTo } from "./route.ts";
import { Session } from "./session.ts";

/** A message for recipients of one domain. */
export interface RelayRequest {
  /** Reverse-path; empty for the null path. */
  readonly sender: string;
  /** Forward-paths, each once. */
  readonly recipients: readonly string[];
  /** Bytes of the content. */
  readonly size: number;
  /** Whether the content holds bytes above 127 (RFC 6152). */
  readonly eightBit: boolean;
  readonly tls: TlsPolicy;
  /** The message in canonical form: lines end in CRLF, the last one too. Called once a try. */
  readonly content: () => AsyncIterable<Uint8Array>;
}

/** What became of a message. */
export interface RelayResult {
  /** The host that was asked last; the domain where there is no host to ask. */
  readonly hop: string;
  /** In the order of the request. */
  readonly recipients: readonly RecipientOutcome[];
}

/** How a relay is set up. Times in milliseconds. */
export interface RelayOptions {
  readonly clock: Clock;
  readonly resolver: Resolver;
  /** Random bytes, to spread the load over hosts of equal preference. */
  readonly random: (length: number) => Uint8Array;
  /** This host's name, given in EHLO. */
  readonly name: string;
  /** Fixed next hops by domain in lower case. */
  readonly routes?: ReadonlyMap<string, Route>;
  /** Trusted authorities as PEM, in place of the system's. */
  readonly authorities?: readonly string[];
  /** Where they differ from {@linkcode DEFAULT_TIMEOUTS}. */
  readonly timeouts?: Partial<RelayTimeouts>;
  /** Where they differ from {@linkcode DEFAULT_LIMITS}. */
  readonly limits?: Partial<PoolLimits>;
}

/** How long a hop may take. */
export interface RelayTimeouts extends Omit<ConnectOptions, "name" | "authorities"> {
  /** For a whole transaction, from MAIL to the reply after the final dot. */
  readonly transactionTimeout: number;
}

/** Hands messages over. */
export interface Relay {
  /**
   * Hands a message over to the first host of the domain that can be reached.
   *
   * @throws whatever `content` throws. Everything that the network or the hop does is a result.
   */
  relay(domain: string, request: RelayRequest): Promise<RelayResult>;
  /** Ends all sessions once their work is done. */
  close(): Promise<void>;
}

/** RFC 5321 §4.5.3.2: five minutes for the greeting, ten for the reply after the final dot. */
export const DEFAULT_TIMEOUTS: RelayTimeouts = {
  connectTimeout: 30 * SECOND,
  greetingTimeout: 5 * MINUTE,
  socketTimeout: 10 * MINUTE,
  transactionTimeout: 60 * MINUTE,
};

/** Gentle with the hops, and bounded in memory. */
export const DEFAULT_LIMITS: PoolLimits = {
  perHop: 4,
  total: 200,
  queue: 10_000,
  messages: 100,
  idle: 10 * SECOND,
};

/** Sets up a relay. */
export function createRelay(options: RelayOptions): Relay {
  const pool = new Pool(options.clock, { ...DEFAULT_LIMITS, ...options.limits });
  const open = opener(options);

  async function tryHop(hop: Hop, request: RelayRequest): Promise<readonly RecipientOutcome[]> {
    const key = `${hop.host} ${hop.port} ${hop.tlsName} ${request.tls}`;
    return await pool.use(key, () => open(hop, request.tls), async (session) => {
      const lack = lackOf(session.extensions, request);
      if (lack) return forAll(request.recipients, lack);
      return await session.send(request, request.content);
    });
  }

  /** RFC 5321 §5.1: the hosts in their order, until one of them takes the connection. */
  async function tryHops(hops: readonly Hop[], request: RelayRequest): Promise<RelayResult> {
    let hop = "";
    let failure: Verdict | undefined;
    for (const next of hops) {
      hop = next.host;
      try {
        return { hop, recipients: await tryHop(next, request) };
      } catch (error) {
        const verdict = verdictOfError(error);
        if (failure?.outcome !== "deferred") failure = verdict;
      }
    }
    failure ??= ownVerdict("deferred", "4.4.4", "there is no host to ask");
    return { hop, recipients: forAll(request.recipients, failure) };
  }

  return {
    async relay(domain, request) {
      const malformed = malformedPath(request);
      if (malformed) return { hop: domain, recipients: forAll(request.recipients, malformed) };
      const routing = await routeTo(domain, options);
      if ("hops" in routing) return await tryHops(routing.hops, request);
      return { hop: domain, recipients: forAll(request.recipients, routing.failure) };
    },
    close: () => pool.close(),
  };
}

/** Opens sessions with a hop at the first of its addresses that answers (RFC 5321 §5.1). */
function opener(options: RelayOptions): (hop: Hop, policy: TlsPolicy) => Promise<Session> {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const connectOptions: ConnectOptions = {
    ...timeouts,
    name: options.name,
    ...(options.authorities && { authorities: options.authorities }),
  };
  return async (hop, policy) => {
    const found = await addressesOf(hop, options.resolver);
    if ("failure" in found) throw new ConnectionFailure(found.failure);
    let failure: unknown;
    for (const address of found.addresses) {
      try {
        const connection = await connect(hop, address, policy, connectOptions);
        return new Session(connection, options.clock, timeouts.transactionTimeout);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
}

/** What an error means for the recipients; throws it where it is none of the network's. */
function verdictOfError(error: unknown): Verdict {
  if (error instanceof ConnectionFailure) return error.verdict;
  if (error instanceof PoolFull) return ownVerdict("deferred", "4.3.2", error.message);
  throw error;
}
