/**
 * One delivery: a POST to an address that has been checked, within bounds of time and size.
 *
 * @module
 */
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { type Clock, HOUR, type Instant, SECOND } from "../../events/instant.ts";
import { hostOf, resolveTarget, type TargetRules, targetUrl } from "./target.ts";

/** Deliveries to one endpoint that are under way at the same time. */
export const IN_FLIGHT = 16;
/** Milliseconds that an endpoint has for its whole answer. */
const PATIENCE = 15 * SECOND;
/** Octets that are read of an answer. */
const MOST_READ = 64 * 1024;
/** The longest time for which an endpoint can ask to be left alone. */
const LONGEST_RETRY_AFTER = 24 * HOUR;

/** What came of a delivery. */
export interface Outcome {
  /** Of the answer; null where there was none. */
  readonly status: number | null;
  /** Why there was none; null where there was. */
  readonly error: string | null;
  /** Milliseconds that the endpoint wants to be left alone for. */
  readonly retryAfter: number | null;
  /** Milliseconds. */
  readonly duration: number;
}

/** The head of an answer, as far as it matters. */
interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/** What deliveries are made with. */
export interface PostParts extends TargetRules {
  readonly clock: Clock;
  /** Certificates (PEM) that are trusted beside the usual ones. */
  readonly authorities?: readonly string[];
}

/** The connections to one endpoint. They stay open from one delivery to the next. */
export class Line {
  readonly #parts: PostParts;
  readonly #url: URL;
  readonly #agent: HttpAgent;

  /** @throws {TargetFault} where the URL is not allowed. */
  constructor(url: string, parts: PostParts) {
    this.#parts = parts;
    this.#url = targetUrl(url, parts);
    // Neither agent knows of proxies, nor follows where an answer points to.
    const options = { keepAlive: true, maxSockets: IN_FLIGHT };
    this.#agent = this.#url.protocol === "http:"
      ? new HttpAgent(options)
      : new HttpsAgent({ ...options, ...this.#trust() });
  }

  /**
   * Delivers. Never rejects.
   *
   * @param headers what is said of this body beside what is said of each.
   * @param body an event as JSON.
   */
  async post(
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { clock } = this.#parts;
    const start = clock.now();
    const over = new AbortController();
    const stop = () => over.abort(new Error("the delivery was given up"));
    signal.addEventListener("abort", stop);
    const done = new AbortController();
    clock.until(start + PATIENCE, done.signal)
      .then(() => over.abort(new Error(`no answer within ${PATIENCE / SECOND} seconds`)), () => {});
    try {
      if (signal.aborted) stop();
      const { status, retryAfter } = await this.#exchange(headers, body, over.signal);
      const pause = retryAfterOf(retryAfter, clock.now());
      return { status, error: null, retryAfter: pause, duration: clock.now() - start };
    } catch (error) {
      const duration = clock.now() - start;
      return { status: null, error: describe(error), retryAfter: null, duration };
    } finally {
      done.abort();
      signal.removeEventListener("abort", stop);
    }
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.destroy();
  }

  #trust(): { readonly ca?: string[] } {
    const { authorities } = this.#parts;
    return authorities ? { ca: [...authorities] } : {};
  }

  #exchange(
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
    signal: AbortSignal,
  ): Promise<Answer> {
    const host = hostOf(this.#url);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const request = (this.#url.protocol === "http:" ? httpRequest : httpsRequest)({
      agent: this.#agent,
      method: "POST",
      host,
      port: this.#url.port === "" ? undefined : Number(this.#url.port),
      path: this.#url.pathname + this.#url.search,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      headers: {
        ...headers,
        "content-type": "application/json",
        "user-agent": "Ceralacca-Webhooks",
        host: this.#url.host,
        "content-length": body.length,
      },
      // Each connection goes to the address that was checked for it: a name that leads elsewhere
      // a moment later (DNS rebinding) leads nowhere here.
      lookup: lookupOf(this.#parts) as never,
    });
    const cut = () => request.destroy(signal.reason);
    signal.addEventListener("abort", cut);
    if (signal.aborted) cut();
    let answer: Answer | null = null;
    request.on("error", (error) => {
      // What comes after the status changes nothing about it.
      if (answer) resolve(answer);
      else reject(signal.aborted ? signal.reason : error);
    });
    request.on("response", (response: IncomingMessage) => {
      const { statusCode: status = 0, headers: { "retry-after": retryAfter } } = response;
      const seen = answer = { status, retryAfter };
      drain(response, () => request.destroy(), () => resolve(seen));
    });
    request.end(body);
    return promise.finally(() => signal.removeEventListener("abort", cut));
  }
}

/** The status is the answer; what comes behind it is read so that the connection can stay. */
function drain(response: IncomingMessage, cut: () => void, ended: () => void): void {
  let octets = 0;
  response.on("data", (chunk: Uint8Array) => {
    octets += chunk.length;
    if (octets > MOST_READ) cut();
  });
  response.on("error", () => {});
  response.once("close", ended);
  response.once("end", ended);
}

type LookupCallback = (
  error: Error | null,
  address?: string | readonly { readonly address: string; readonly family: number }[],
  family?: number,
) => void;

function lookupOf(rules: TargetRules) {
  return (host: string, options: { readonly all?: boolean }, callback: LookupCallback) => {
    resolveTarget(host, rules).then(
      (target) =>
        options.all ? callback(null, [target]) : callback(null, target.address, target.family),
      callback,
    );
  };
}

/** Milliseconds (RFC 9110 §10.2.3). */
function retryAfterOf(field: string | undefined, now: Instant): number | null {
  if (field === undefined) return null;
  const pause = /^\d{1,9}$/.test(field) ? Number(field) * SECOND : Date.parse(field) - now;
  return pause > 0 ? Math.min(pause, LONGEST_RETRY_AFTER) : null;
}

/** Long texts of a foreign server are cut. */
function describe(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
