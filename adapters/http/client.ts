/**
 * One connection of a web server: who it is, and how long it may take.
 *
 * @module
 */
import type { TLSSocket } from "node:tls";
import type { Clock } from "../../events/instant.ts";
import type { GatedSocket } from "../net/gated_socket.ts";
import type { Connection } from "./connection.ts";
import { Deadline } from "./deadline.ts";
import type { HttpLimits } from "./limits.ts";

/** What a client is known by. */
export interface ClientParts {
  readonly socket: TLSSocket;
  readonly gate: GatedSocket;
  /** Its IP address. */
  readonly address: string;
  readonly limits: HttpLimits;
  readonly clock: Clock;
}

/** A client whose connection is open. */
export class Client {
  /** When the answer before is given: requests are answered one after the other. */
  turn: Promise<void> = Promise.resolve();
  readonly limits: HttpLimits;
  /** Through which everything comes that it says. */
  readonly gate: GatedSocket;
  readonly #socket: TLSSocket;
  readonly #address: string;
  /** Until when there must be a request, or its body. */
  readonly #asking: Deadline;
  /** Until when some of the answer must be read. */
  readonly #reading: Deadline;
  /** Requests that are not answered yet. */
  #open = 0;
  #connection: Connection | null = null;

  /** A client that is about to ask. */
  constructor({ socket, gate, address, limits, clock }: ClientParts) {
    this.limits = limits;
    this.gate = gate;
    this.#socket = socket;
    this.#address = address;
    this.#asking = new Deadline(clock, () => this.cut());
    this.#reading = new Deadline(clock, () => this.cut());
    this.idle();
  }

  /** Who it is, as far as its connection tells. */
  get connection(): Connection {
    return this.#connection ??= {
      address: this.#address,
      certificate: certificateOf(this.#socket),
    };
  }

  /** A request has come. Who asks on and on before it is answered is cut: each takes up memory. */
  opened(): void {
    if (++this.#open > this.limits.requestsAhead) this.cut();
  }

  /** A request is answered, or nobody waits for that any more. */
  closed(): void {
    this.#open--;
  }

  /** It may ask. */
  idle(): void {
    this.#asking.set(this.limits.idleTime);
  }

  /** It has begun to ask. */
  asking(): void {
    this.#asking.set(this.limits.requestTime);
  }

  /** It has asked. */
  asked(): void {
    this.#asking.lift();
  }

  /** It must read before anything more is sent. */
  stalled(): void {
    this.#reading.set(this.limits.stallTime);
  }

  /** It has read. */
  flowing(): void {
    this.#reading.lift();
  }

  /** Ends the connection at once. */
  cut(): void {
    this.gate.destroy();
  }

  /** The connection has ended. */
  end(): void {
    this.#asking.end();
    this.#reading.end();
  }
}

/** Without a certificate there is an object without anything in it. */
function certificateOf(socket: TLSSocket): Uint8Array | null {
  const { raw } = socket.getPeerCertificate() as { readonly raw?: Uint8Array };
  return raw === undefined ? null : Uint8Array.from(raw);
}
