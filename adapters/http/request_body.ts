/**
 * The body of a request of node:http, read as it is asked for.
 *
 * @module
 */
import type { IncomingMessage } from "node:http";
import type { GatedSocket } from "../net/gated_socket.ts";

/** What happens to a body beside being read. */
export interface BodyEvents {
  /** It is read for the first time: the client may wait for that. */
  wanted(): void;
  /** It has more octets than the limit; no more of it is read. */
  tooLarge(): void;
}

/**
 * The body as a stream that takes no more from the socket than is read. It breaks off with an error
 * where the client goes, and where there is more than the limit.
 */
export function requestBody(
  incoming: IncomingMessage,
  gate: GatedSocket,
  limit: number,
  { wanted, tooLarge }: BodyEvents,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let octets = 0;
  let cancelled = false;
  const hold = () => {
    incoming.pause();
    gate.shut();
  };
  hold();
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      incoming.on("data", (chunk: Uint8Array) => {
        octets += chunk.length;
        if (cancelled) return;
        if (octets > limit) {
          cancelled = true;
          controller.error(new Error("Cannot read the body: it is too large"));
          return tooLarge();
        }
        controller.enqueue(Uint8Array.from(chunk));
        if (controller.desiredSize! <= 0) hold();
      });
      incoming.once("end", () => {
        if (!cancelled) controller.close();
        cancelled = true;
        gate.open();
      });
      incoming.once("close", () => {
        if (!cancelled) controller.error(new Error("Cannot read the body: the client has gone"));
        cancelled = true;
      });
    },
    pull() {
      wanted();
      gate.open();
      incoming.resume();
    },
    cancel() {
      cancelled = true;
    },
  }, { highWaterMark: 0 });
}
