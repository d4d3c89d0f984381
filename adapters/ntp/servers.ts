/**
 * The time servers that are asked, and how each of them wants to be treated.
 *
 * @module
 */
import { askTimeServer, type TimePorts, type TimeReading, type TimeServer } from "./exchange.ts";

/** A server that gave no time, and why. */
export interface TimeServerFault {
  /** `host:port`. */
  readonly server: string;
  readonly reason: string;
}

/** What the servers say together. */
export interface TimeSurvey {
  /** UTC minus the steady clock, in milliseconds: the median; undefined where nobody knows. */
  readonly lead: number | undefined;
  /** How many servers gave the time. */
  readonly answers: number;
  /** Milliseconds on the longest way there and back. */
  readonly delay: number;
  readonly faults: readonly TimeServerFault[];
}

/** Several time servers. */
export class TimeServers {
  readonly #sources: readonly TimeSource[];

  /** @param every milliseconds from one survey to the next. */
  constructor(servers: readonly TimeServer[], every: number, ports: TimePorts) {
    this.#sources = servers.map((server) => new TimeSource(server, every, ports));
  }

  /** Asks all of them at the same time. Of three that answer, one may be wrong by any amount. */
  async survey(signal: AbortSignal): Promise<TimeSurvey> {
    const readings = await Promise.all(
      this.#sources.map(async (source) => ({ source, reading: await source.ask(signal) })),
    );
    const leads: number[] = [];
    const delays = [0];
    const faults: TimeServerFault[] = [];
    for (const { source, reading } of readings) {
      if (reading.kind === "time") {
        leads.push(reading.lead);
        delays.push(reading.delay);
      } else {
        const reason = reading.kind === "kiss" ? `kiss-o'-death ${reading.code}` : reading.reason;
        faults.push({ server: source.name, reason });
      }
    }
    return { lead: median(leads), answers: leads.length, delay: Math.max(...delays), faults };
  }
}

/** One server. */
class TimeSource {
  readonly name: string;
  readonly #server: TimeServer;
  readonly #ports: TimePorts;
  #pause: number;
  /** By the steady clock. */
  #notBefore = -Infinity;

  constructor(server: TimeServer, every: number, ports: TimePorts) {
    this.name = `${server.host}:${server.port}`;
    this.#server = server;
    this.#ports = ports;
    this.#pause = every;
  }

  async ask(signal: AbortSignal): Promise<TimeReading> {
    if (this.#ports.steady.now() < this.#notBefore) {
      return { kind: "unusable", reason: "it does not want to be asked" };
    }
    const reading = await askTimeServer(this.#server, this.#ports, signal);
    if (reading.kind === "kiss") this.#obey(reading.code);
    return reading;
  }

  /** RFC 5905 §7.4: after DENY and RSTR never again, after each RATE less often. */
  #obey(code: string): void {
    if (code === "DENY" || code === "RSTR") this.#notBefore = Infinity;
    if (code !== "RATE") return;
    this.#pause *= 2;
    this.#notBefore = this.#ports.steady.now() + this.#pause;
  }
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}
