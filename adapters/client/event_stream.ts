/**
 * Server-sent events as the feed sends them (HTML Living Standard, §9.2).
 *
 * @module
 */

/** One event of a stream. */
export interface ServerSentEvent {
  /** The cursor behind it; empty where the server gave none. */
  readonly id: string;
  readonly event: string;
  /** Empty where nothing has happened but that the cursor has moved on. */
  readonly data: string;
}

/** Characters of one event: a server that sends more is none of ours. */
const LONGEST_EVENT = 1_000_000;

/**
 * The events in a stream of bytes. What stands for itself alone (comments, `retry`) is left out.
 *
 * @throws {Error} for an event of over a million characters.
 */
export async function* readEventStream(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, void> {
  let rest = "";
  let fields = new Map<string, string>();
  for await (const text of body.pipeThrough(new TextDecoderStream() as never)) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_EVENT) {
      throw new Error("Cannot read the stream: an event is too long");
    }
    for (const line of lines) {
      if (line !== "") {
        take(line, fields);
        continue;
      }
      const { id = "", event = "message", data = "" } = Object.fromEntries(fields);
      if (id !== "" || data !== "") yield { id, event, data };
      fields = new Map();
    }
  }
}

function take(line: string, fields: Map<string, string>): void {
  const colon = line.indexOf(":");
  if (colon === 0) return;
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  const before = name === "data" ? fields.get(name) : undefined;
  const whole = before === undefined ? value : `${before}\n${value}`;
  if (whole.length > LONGEST_EVENT) throw new Error("Cannot read the stream: an event is too long");
  fields.set(name, whole);
}
