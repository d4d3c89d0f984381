/**
 * Follows the feed by many connections, each with an open stream of events.
 *
 * Called with a JSON text; writes `open` when all streams are, and `told N` when each of N streams
 * has told of an event. Ends when its standard input does.
 *
 * @module
 */
import { connect } from "node:tls";

/** What to follow. */
export interface Following {
  readonly port: number;
  readonly key: string;
  /** PEM. */
  readonly authority: string;
  readonly followers: number;
}

/** Connections that are made at a time. */
const AT_ONCE = 20;

const { port, key, authority, followers }: Following = JSON.parse(Deno.args[0]!);
const told = new Set<number>();

/** Resolves when the stream has begun. */
function follow(number: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      { port, host: "127.0.0.1", servername: "localhost", ca: authority },
      () =>
        socket.write(
          "GET /v1/events/stream HTTP/1.1\r\nHost: localhost\r\n" +
            `Authorization: Bearer ${key}\r\n\r\n`,
        ),
    );
    socket.once("error", reject);
    socket.on("data", (chunk: Uint8Array) => {
      const text = new TextDecoder().decode(chunk);
      if (text.startsWith("HTTP/1.1") && !text.startsWith("HTTP/1.1 200")) {
        return reject(new Error(`Cannot follow: ${text.slice(0, 500)}`));
      }
      resolve();
      if (!/^event: /m.test(text)) return;
      told.add(number);
      if (told.size === followers) console.log(`told ${told.size}`);
    });
  });
}

let next = 0;
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  while (next < followers) await follow(next++);
}));
console.log("open");
await Deno.stdin.readable.pipeTo(new WritableStream());
Deno.exit();
