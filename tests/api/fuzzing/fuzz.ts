/**
 * Every operation is asked whatever its schemas allow, nearly allow, and do not allow at all.
 *
 * @module
 */
import fc from "fast-check";
import { committedDocument } from "../../../adapters/api/openapi/committed.ts";
import { advanceUntil } from "../../support/advance_until.ts";
import { requireConforming } from "../support/conformance.ts";
import type { TestApi } from "../support/application.ts";
import { type Document, knownAs, operationsOf, type Request, requestsFor } from "./requests.ts";

/** How long a round goes. */
export interface RoundOptions {
  readonly seed: number;
  /** Requests for each operation. */
  readonly requests: number;
}

/** What a round has found. */
export interface Round {
  /** How many answers there were of each status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** What should not be: the request, and what came of it. */
  readonly faults: readonly string[];
}

/** Faults of one operation that are told. */
const MOST_FAULTS = 3;
/** Values of each name that are remembered. */
const MOST_KNOWN = 20;

/** Asks every operation. */
export async function fuzzRound(api: TestApi, { seed, requests }: RoundOptions): Promise<Round> {
  const document: Document = JSON.parse(committedDocument());
  const statuses = new Map<number, number>();
  const faults: string[] = [];
  const known = new Map([
    ["address", ["anna@alfa.example", "bruno@beta.example"]],
    [knownAs("/v1/mailboxes", "address"), ["anna@alfa.example", "carla@alfa.example"]],
  ]);
  await sendOne(api);
  // Those that make things come before those that need and remove them.
  const order = ["POST", "PUT", "GET", "HEAD", "PATCH", "DELETE"];
  const operations = operationsOf(document)
    .sort((one, other) => order.indexOf(one.method) - order.indexOf(other.method));
  for (const [index, operation] of operations.entries()) {
    const own: string[] = [];
    const arbitrary = requestsFor(operation, document.components.schemas, known);
    for (const request of fc.sample(arbitrary, { seed: seed + index, numRuns: requests })) {
      const status = await ask(api, request, known).catch((error) => {
        own.push(`${told(request)}\n  ${String(error).slice(0, 500)}`);
        return 0;
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 500) own.push(`${told(request)}\n  ${api.log.at(-1)?.slice(0, 500)}`);
    }
    faults.push(...own.slice(0, MOST_FAULTS));
  }
  return { statuses, faults };
}

/** So that there is something to ask for. */
async function sendOne({ open, clock, provider }: TestApi): Promise<void> {
  const message = { from: "anna@alfa.example", to: ["carla@alfa.example"], subject: "Prova" };
  const headers = { "idempotency-key": "the first one" };
  const sent = open("POST", "/v1/messages", { json: { ...message, text: "Ecco" }, headers });
  await (await advanceUntil(sent, () => clock.advance(1_000))).body?.cancel();
  await provider.runtime.settled();
}

async function ask(
  { open, application, clock }: TestApi,
  { template, method, path, asked }: Request,
  known: Map<string, string[]>,
): Promise<number> {
  // Some answers wait until something happens, or for a time.
  const answer = await advanceUntil(open(method, path, asked), () => clock.advance(1_000));
  const { status, headers } = answer;
  if (headers.get("content-type")?.startsWith("text/event-stream")) {
    await answer.body?.cancel();
    return status;
  }
  const bytes = new Uint8Array(await answer.arrayBuffer());
  requireConforming(application, method, path, { status, headers, bytes });
  if (status < 300 && headers.get("content-type")?.includes("json") && bytes.length > 0) {
    remember(JSON.parse(new TextDecoder().decode(bytes)), template, known);
  }
  return status;
}

function remember(value: unknown, collection: string, known: Map<string, string[]>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === "object") remember(inner, collection, known);
    else if (inner !== null && !name.match(/^\d+$/)) {
      for (const key of [name, knownAs(collection, name)]) {
        const values = known.get(key) ?? [];
        known.set(key, [...new Set([String(inner), ...values])].slice(0, MOST_KNOWN));
      }
    }
  }
}

function told({ method, path, asked }: Request): string {
  const { body } = asked;
  const text = body instanceof Uint8Array ? `base64 ${body.toBase64()}` : String(body ?? "");
  return `${method} ${path.slice(0, 300)} ${JSON.stringify(asked.headers)} ${text.slice(0, 600)}`;
}
