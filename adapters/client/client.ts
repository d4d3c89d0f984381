/**
 * The client for partners' programs in TypeScript: every operation of the API, typed from its
 * OpenAPI document.
 *
 * @module
 */
import createFetchClient, { type Client, type Middleware } from "openapi-fetch";
import type { paths } from "./openapi.ts";
import { type Pause, pause } from "./pause.ts";
import { ApiProblem, isUntrusted, retryAfterOf } from "./problem.ts";

/** How the API is reached. */
export interface ClientOptions {
  /** `https://pec.example:8443`, without a path. */
  readonly url: string;
  /** `live_…` or `test_…`, or a token of the token endpoint. */
  readonly key: string;
  /** Of the texts in problems. */
  readonly language?: "en" | "it";
  /** Where certificates of an authority of one's own are to be trusted, or for tests. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Waits between two attempts. Absent: the system's timer. */
  readonly wait?: Pause;
}

/**
 * The API: `api.GET("/v1/messages/{id}", { params: { path: { id } } })`.
 *
 * Whatever is not a success is thrown as {@linkcode ApiProblem}. What may be asked twice (it reads,
 * or bears an Idempotency-Key) is asked again where the server is busy or the network fails.
 */
export type PartnerApi = Client<paths>;

/** Attempts of one request, the first one included. */
const ATTEMPTS = 5;
/** The longest pause between two attempts that a server may ask for, in seconds. */
const LONGEST_PAUSE = 60;

/** A client. It keeps no connection of its own and need not be closed. */
export function createClient(options: ClientOptions): PartnerApi {
  const { url, key, language = "en", fetch: ask = fetch } = options;
  const client = createFetchClient<paths>({
    baseUrl: url,
    headers: { authorization: `Bearer ${key}`, "accept-language": language },
    fetch: (request) => patiently(request, ask, options.wait ?? pause),
  });
  client.use(throwing);
  return client;
}

const throwing: Middleware = {
  async onResponse({ response }) {
    if (response.ok || response.status === 304) return;
    throw new ApiProblem(await response.json().catch(() => null), response);
  },
};

async function patiently(
  request: Request,
  ask: (request: Request) => Promise<Response>,
  wait: Pause,
): Promise<Response> {
  const harmless = ["GET", "HEAD", "PUT", "DELETE"].includes(request.method) ||
    request.headers.has("idempotency-key");
  for (let attempt = 1;; attempt++) {
    const last = !harmless || attempt === ATTEMPTS;
    const outcome = await ask(last ? request : request.clone()).then(
      (response) => last || !isPassing(response) ? response : secondsOf(response, attempt),
      (error) => {
        if (last || request.signal.aborted || isUntrusted(error)) throw error;
        return 2 ** (attempt - 1);
      },
    );
    if (typeof outcome !== "number") return outcome;
    await wait(1000 * outcome, request.signal);
  }
}

function isPassing({ status }: Response): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

function secondsOf(response: Response, attempt: number): number {
  void response.body?.cancel();
  return Math.min(retryAfterOf(response.headers) ?? 2 ** (attempt - 1), LONGEST_PAUSE);
}
