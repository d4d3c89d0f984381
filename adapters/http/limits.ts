/**
 * What clients of the web servers may take up.
 *
 * @module
 */
import { MINUTE, SECOND } from "../../events/instant.ts";

/** Limits of a web server. Times in milliseconds. */
export interface HttpLimits {
  /** Connections of the whole server. */
  readonly connections: number;
  /** Connections of one IP address (IPv6: of one /64). */
  readonly connectionsPerAddress: number;
  /** Requests of one connection. */
  readonly requestsPerConnection: number;
  /** Requests of one connection that wait for the answers before theirs (RFC 9112 §9.3.2). */
  readonly requestsAhead: number;
  /** Until the head of the next request must be complete, however slowly it comes. */
  readonly idleTime: number;
  /** From there until its body must be complete. */
  readonly requestTime: number;
  /** For which an answer may stand still because the client does not read it. */
  readonly stallTime: number;
  /** Octets of a request's head. */
  readonly head: number;
  /** Octets of a request's body. */
  readonly body: number;
}

/** Limits for requests that fill a form at the most. */
export const httpLimits: HttpLimits = {
  connections: 2_000,
  connectionsPerAddress: 50,
  requestsPerConnection: 20,
  requestsAhead: 100,
  idleTime: 30 * SECOND,
  requestTime: 30 * SECOND,
  stallTime: 30 * SECOND,
  head: 16 * 1024,
  body: 16 * 1024,
};

/**
 * Limits for programs of partners: many requests by one connection, large bodies over slow lines,
 * answers that stream for hours.
 */
export const apiHttpLimits: HttpLimits = {
  connections: 5_000,
  connectionsPerAddress: 1_200,
  requestsPerConnection: 100_000,
  requestsAhead: 100,
  idleTime: 75 * SECOND,
  requestTime: 15 * MINUTE,
  stallTime: 2 * MINUTE,
  head: 16 * 1024,
  body: 256 * 1024 * 1024,
};
