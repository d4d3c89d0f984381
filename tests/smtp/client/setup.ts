/**
 * A relay towards test servers, and requests for it.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Lookup, RecordData, RecordType, Resolver } from "../../../adapters/dns/record.ts";
import {
  createRelay,
  type Relay,
  type RelayOptions,
  type RelayRequest,
} from "../../../adapters/smtp/client/relay.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";

/** A zone as answers by "NAME TYPE". Names that it lacks do not exist. */
export type Zone = Readonly<Record<string, Lookup<RecordData[RecordType]>>>;

export function zoneResolver(zone: Zone): Resolver {
  return {
    lookup<T extends RecordType>(name: string, type: T) {
      const lookup = zone[`${name} ${type}`] ?? { kind: "no-such-domain" };
      return Promise.resolve(lookup as Lookup<RecordData[T]>);
    },
  };
}

export const zeros = (length: number): Uint8Array => new Uint8Array(length);

/** A relay that takes the mail of beta.example to the given port. */
export function relayTo(
  port: number,
  options: Partial<RelayOptions> = {},
): { relay: Relay; clock: SimulatedClock; [Symbol.asyncDispose](): Promise<void> } {
  const clock = new SimulatedClock();
  const relay = createRelay({
    clock,
    resolver: zoneResolver({}),
    random: zeros,
    name: "mail.alfa.example",
    routes: new Map([
      ["beta.example", { host: "127.0.0.1", port, tlsName: "mx.beta.example" }],
    ]),
    ...options,
  });
  return { relay, clock, [Symbol.asyncDispose]: () => relay.close() };
}

/** A request for the given content. */
export function request(
  content: string | Uint8Array,
  changes: Partial<RelayRequest> = {},
): RelayRequest {
  const bytes = typeof content === "string" ? Buffer.from(content, "latin1") : content;
  return {
    sender: "anna@alfa.example",
    recipients: ["bruno@beta.example"],
    size: bytes.length,
    eightBit: false,
    tls: "opportunistic",
    async *content() {
      for (let from = 0; from < bytes.length; from += 65_536) {
        yield bytes.subarray(from, from + 65_536);
      }
    },
    ...changes,
  };
}

/** `outcome code enhanced` of each recipient. */
export function verdicts(
  result: Awaited<ReturnType<Relay["relay"]>>,
): readonly string[] {
  return result.recipients.map(({ outcome, code, enhanced }) => `${outcome} ${code} ${enhanced}`);
}
