/**
 * One conversation with clamd: a request, which may be long, and one answer.
 *
 * @module
 */
import { connect, type Socket } from "node:net";
import { type Patience, within } from "./patience.ts";
import { ScannerUnavailable } from "./scanner.ts";

/** Where clamd listens: on TCP, or on a Unix socket. */
export type ClamdServer =
  | { readonly host: string; readonly port: number }
  | { readonly path: string };

/** What clamd said. */
export interface Answer {
  /** Without the NUL at its end; each octet a character. */
  readonly text: string;
  /** Whether the whole request had been sent by then. */
  readonly complete: boolean;
}

/** The longest answer taken, in octets. The longest that clamd gives is a few hundred. */
const LONGEST_ANSWER = 4096;

/**
 * Sends a request piece by piece, no faster than clamd takes it, and resolves with its answer,
 * even if that comes before the end of the request. Each sign of clamd is waited for anew.
 *
 * @throws {ScannerUnavailable} when there is no answer; what `request` throws passes unchanged.
 */
export async function exchange(
  server: ClamdServer,
  request: AsyncIterable<Uint8Array>,
  patience: Patience,
): Promise<Answer> {
  const place = nameOf(server);
  const socket = connect(server);
  const answer = answerOn(socket, place);
  const limit = `within ${patience.timeout} ms`;
  try {
    const complete = await send(socket, request, {
      answered: answer.then(() => undefined),
      wait: (sign) => within(patience, sign, `Cannot scan: ${place} took no bytes ${limit}`),
    });
    const text = await within(patience, answer, `Cannot scan: ${place} did not answer ${limit}`);
    return { text, complete };
  } finally {
    socket.destroy();
  }
}

/** The server as messages name it. */
function nameOf(server: ClamdServer): string {
  if ("path" in server) return `clamd at ${server.path}`;
  const host = server.host.includes(":") ? `[${server.host}]` : server.host;
  return `clamd at ${host}:${server.port}`;
}

/** What {@linkcode send} minds while it sends. */
interface Watch {
  /** Settles with the answer. */
  readonly answered: Promise<void>;
  /** Waits for a sign of clamd, within limits. */
  readonly wait: <T>(sign: Promise<T>) => Promise<T>;
}

/** Whether all was sent; clamd's answer ends it early. */
async function send(
  socket: Socket,
  request: AsyncIterable<Uint8Array>,
  { answered, wait }: Watch,
): Promise<boolean> {
  let over = false;
  const end = () => void (over = true);
  answered.then(end, end);
  for await (const piece of request) {
    if (over) return false;
    if (socket.write(piece)) continue;
    const drained = new Promise<void>((resolve) => socket.once("drain", resolve));
    await wait(Promise.race([drained, answered]));
  }
  return true;
}

/** What clamd says until its NUL. */
function answerOn(socket: Socket, place: string): Promise<string> {
  const answer = new Promise<string>((resolve, reject) => {
    const fail = (reason: string, cause?: Error) => {
      reject(new ScannerUnavailable(`Cannot scan: ${place} ${reason}`, { cause }));
    };
    let heard = "";
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      heard += text;
      const end = heard.indexOf("\0");
      if (end >= 0) return resolve(heard.slice(0, end));
      if (heard.length > LONGEST_ANSWER) fail(`answered more than ${LONGEST_ANSWER} octets`);
    });
    socket.on("error", (error) => fail(`cannot be talked to (${error.message})`, error));
    socket.on("close", () => fail("closed the connection without an answer"));
  });
  // Whoever waits hears of a failure; nobody may be waiting yet, or any more.
  answer.catch(() => undefined);
  return answer;
}
