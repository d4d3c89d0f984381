/**
 * Server-sent events, however they are cut into pieces.
 *
 * @module
 */
import { expect } from "expect";
import { readEventStream } from "../../adapters/client/event_stream.ts";

const STREAM = ': heartbeat\n\nid: a1\nevent: message.delivered\ndata: {"è":1}\n\n' +
  "retry: 3000\n\n:\nid: a1b\n\nid: a2\r\ndata: one\r\ndata:two\r\n\r\ndata: cut off";

function bytesOf(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const chunks = Array.from(
    { length: Math.ceil(bytes.length / size) },
    (_, index) => bytes.slice(index * size, (index + 1) * size),
  );
  return ReadableStream.from(chunks);
}

for (const size of [1, 3, 17, 10_000]) {
  Deno.test(`events are read from pieces of ${size} octets, and half an event is none`, async () => {
    expect(await Array.fromAsync(readEventStream(bytesOf(STREAM, size)))).toEqual([
      { id: "a1", event: "message.delivered", data: '{"è":1}' },
      { id: "a1b", event: "message", data: "" },
      { id: "a2", event: "message", data: "one\ntwo" },
    ]);
  });
}

Deno.test("an event without end is refused", async () => {
  const endless = ReadableStream.from((function* () {
    for (;;) yield new TextEncoder().encode("x".repeat(60_000));
  })());
  await expect(Array.fromAsync(readEventStream(endless))).rejects.toThrow("too long");
});
