/**
 * What the API says where it cannot do what it was asked (RFC 9457).
 *
 * @module
 */

/** One thing that is wrong with a request. */
export interface ProblemFault {
  /** A field of the body (RFC 6901). */
  readonly pointer?: string;
  readonly parameter?: string;
  readonly header?: string;
  readonly detail: string;
}

/** Thrown for every answer that is a problem. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  /** The last part of its type: `invalid-content`, `not-found` … */
  readonly type: string;
  readonly status: number;
  readonly faults: readonly ProblemFault[];
  /** `urn:uuid:…`: what the provider finds the request by. */
  readonly instance: string;
  /** Seconds after which another try may succeed; null where the API did not say. */
  readonly retryAfter: number | null;

  /** @param document the body of the answer; whatever it is, an error comes of it. */
  constructor(document: unknown, { status, headers }: Response) {
    const said = (typeof document === "object" ? document : null) as Record<string, unknown> | null;
    const text = (name: string) => typeof said?.[name] === "string" ? said[name] : "";
    const faults = Array.isArray(said?.["errors"]) ? said["errors"] as ProblemFault[] : [];
    super([text("detail") || `the server answered ${status}`, ...faults.map(shown)].join("\n  "));
    this.type = text("type").split("/").at(-1) || "unknown";
    this.status = status;
    this.faults = faults;
    this.instance = text("instance");
    this.retryAfter = retryAfterOf(headers);
  }
}

/** Seconds after which another try may succeed; null where an answer does not say. */
export function retryAfterOf(headers: Headers): number | null {
  const seconds = Number(headers.get("retry-after") ?? NaN);
  return Number.isFinite(seconds) ? seconds : null;
}

/** Whether the server's certificate is why nothing was asked: another try will not do either. */
export function isUntrusted(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // The address that was asked for stands there, too, and without a blank before it.
  return /(?:^| )certificate/i.test(error.message) || isUntrusted(error.cause);
}

function shown({ pointer, parameter, header, detail }: ProblemFault): string {
  const place = pointer ?? parameter ?? header;
  return place ? `${place}: ${detail}` : detail;
}
