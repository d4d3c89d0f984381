/**
 * The feed of events, without end.
 *
 * @module
 */
import type { PartnerApi } from "./client.ts";
import { readEventStream } from "./event_stream.ts";
import type { components } from "./openapi.ts";
import { type Pause, pause } from "./pause.ts";
import { ApiProblem } from "./problem.ts";

/** An event of the feed. */
export type FeedEvent = components["schemas"]["Event"];

/** Which events. */
export interface Following {
  /** The id of the last event that was dealt with; absent: from now on. */
  readonly after?: string;
  readonly types?: readonly FeedEvent["type"][];
  readonly mailbox?: string;
  readonly message?: string;
  readonly signal?: AbortSignal;
  /** Told of each connection that was lost; it is made again. */
  readonly lost?: (error: unknown) => void;
  /** Waits between two connections. Absent: the system's timer. */
  readonly wait?: Pause;
}

/** The longest pause before a lost connection is made again, in seconds. */
const LONGEST_PAUSE = 60;

/**
 * Every event, once each, as it happens; ends when the signal aborts. Where the connection is lost
 * it goes on behind the last event.
 *
 * @throws {ApiProblem} where the API will not have it.
 */
export async function* followEvents(
  api: PartnerApi,
  { after, types, mailbox, message, signal, lost, wait = pause }: Following,
): AsyncGenerator<FeedEvent, void, void> {
  const query = {
    ...(types ? { types: types.join(",") } : {}),
    ...(mailbox ? { mailbox } : {}),
    ...(message ? { message } : {}),
  };
  const ending = signal ? { signal } : {};
  let last = after;
  for (let failures = 0; !signal?.aborted; failures++) {
    try {
      // What happens before the first event comes is not lost with the connection, either.
      last ??= await latest(api, ending);
      const { data: body } = await api.GET("/v1/events/stream", {
        params: { query: { ...query, after: last } },
        parseAs: "stream",
        ...ending,
      });
      for await (const { id, data } of readEventStream(body as ReadableStream<Uint8Array>)) {
        failures = 0;
        if (data !== "") yield JSON.parse(data) as FeedEvent;
        if (id !== "") last = id;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof ApiProblem && error.status < 500 && error.status !== 429) throw error;
      lost?.(error);
    }
    await wait(1000 * Math.min(2 ** failures, LONGEST_PAUSE), signal);
  }
}

/** The place behind all that has happened. */
async function latest(
  api: PartnerApi,
  ending: { readonly signal?: AbortSignal },
): Promise<string> {
  const query = { after: "latest", limit: 1 } as const;
  return (await api.GET("/v1/events", { params: { query }, ...ending })).data!.next;
}
