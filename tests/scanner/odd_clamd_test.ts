/**
 * Against servers that answer wrongly, too early, or not at all.
 *
 * @module
 */
import { expect } from "expect";
import { type ClamdScanner, createClamdScanner } from "../../adapters/scanner/clamd.ts";
import type { ClamdServer } from "../../adapters/scanner/exchange.ts";
import { ScannerUnavailable } from "../../adapters/scanner/scanner.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { chunks, padded } from "./content.ts";
import { failureInTime, isWhole, type OddClamd, startOddClamd, type Visit } from "./odd_clamd.ts";

const clock = new SimulatedClock();

function scannerAt(server: ClamdServer, connections = 2): ClamdScanner {
  return createClamdScanner({ server, clock, timeout: 180_000, connections });
}

const message = () => chunks("Subject: auguri\r\n\r\n");
const timePasses = (scan: Promise<unknown>) => failureInTime(clock, scan);

function unexpected(verdict: unknown): Error {
  return new Error(`Cannot fail: it gave ${JSON.stringify(verdict)}`);
}

/** What a scan by a server that acts so ends with. */
async function failure(
  heard: (visit: Visit) => void,
  content: AsyncIterable<Uint8Array> = message(),
  wait: (scan: Promise<unknown>) => Promise<Error> = (scan) => scan.then(unexpected, (e) => e),
): Promise<string> {
  await using odd = await startOddClamd(heard);
  const error = await wait(scannerAt(odd.server).scan(content));
  expect(error).toBeInstanceOf(ScannerUnavailable);
  return error.message;
}

/** Answers once the whole message is there. */
function answering(answer: string): (visit: Visit) => void {
  return (visit) => {
    if (isWhole(visit)) visit.socket.end(answer);
  };
}

Deno.test("a scanner that takes a message and says nothing is given up in time", async () => {
  expect(await failure(() => {}, message(), timePasses))
    .toMatch(/^Cannot scan: clamd at 127\.0\.0\.1:\d+ did not answer within 180000 ms$/);
});

Deno.test("a scanner that stops taking bytes is given up in time", async () => {
  expect(await failure(({ socket }) => void socket.pause(), padded(30_000_000), timePasses))
    .toMatch(/^Cannot scan: clamd at 127\.0\.0\.1:\d+ took no bytes within 180000 ms$/);
});

Deno.test("a scanner that closes without an answer says nothing about the message", async () => {
  expect(await failure(answering(""))).toMatch(/closed the connection without an answer$/);
  expect(await failure(answering("stream: OK"))).toMatch(/without an answer$/);
});

Deno.test("a message is not clean because the scanner says so before it has all of it", async () => {
  expect(await failure(({ socket }) => void socket.end("stream: OK\0"), padded(30_000_000)))
    .toBe("Cannot scan: clamd answered before it had the whole message");
});

Deno.test("what is found before the end is found", async () => {
  await using odd = await startOddClamd(({ socket }) => void socket.end("stream: Worm.A FOUND\0"));
  expect(await scannerAt(odd.server).scan(padded(30_000_000)))
    .toEqual({ infected: true, signature: "Worm.A" });
});

Deno.test("an answer that is none says nothing about the message", async () => {
  expect(await failure(answering("stream: Can't allocate memory ERROR\0")))
    .toBe('Cannot scan: clamd answered "stream: Can\'t allocate memory ERROR"');
  expect(await failure(answering("x".repeat(5000))))
    .toMatch(/answered more than 4096 octets$/);
});

Deno.test("an answer may come octet by octet", async () => {
  await using odd = await startOddClamd((visit) => {
    if (isWhole(visit)) { for (const octet of "stream: OK\0") visit.socket.write(octet); }
  });
  expect(await scannerAt(odd.server).scan(chunks("fine"))).toEqual({ infected: false });
});

Deno.test("a message that cannot be read fails as itself, and its connection is closed", async () => {
  const begun = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  await using odd = await startOddClamd(({ socket }) => {
    socket.once("close", () => closed.resolve());
    begun.resolve();
  });
  const unreadable = async function* () {
    yield* message();
    await begun.promise;
    throw new RangeError("Cannot read the message");
  };
  await expect(scannerAt(odd.server).scan(unreadable())).rejects.toThrow(RangeError);
  await closed.promise;
});

Deno.test("a source is told when the rest of it is not wanted", async () => {
  await using odd = await startOddClamd(({ socket }) => void socket.end("stream: Worm.A FOUND\0"));
  let released = false;
  const content = async function* () {
    try {
      yield* padded(30_000_000);
    } finally {
      released = true;
    }
  };
  await scannerAt(odd.server).scan(content());
  expect(released).toBe(true);
});

Deno.test("no more connections are open at a time than the configuration allows", async () => {
  const held: Visit[] = [];
  let [answered, most] = [0, 0];
  await using odd: OddClamd = await startOddClamd((visit) => {
    if (!isWhole(visit)) return;
    most = Math.max(most, odd.opened() - answered);
    // All that may come at a time have come: none that comes now may be one too many.
    if (held.push(visit) < 3) return;
    answered += held.length;
    for (const { socket } of held.splice(0)) socket.end("stream: OK\0");
  });
  const scanner = scannerAt(odd.server, 3);
  await Promise.all(Array.from({ length: 21 }, () => scanner.scan(chunks("fine"))));
  expect([most, odd.opened()]).toEqual([3, 21]);
});
