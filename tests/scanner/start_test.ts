/** @module */
import { expect } from "expect";
import { startScanner } from "../../adapters/scanner/start.ts";
import { ScannerUnavailable } from "../../adapters/scanner/scanner.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { chunks } from "./content.ts";
import { startOddClamd } from "./odd_clamd.ts";

const LIMITS = { timeout: 180_000, connections: 2 };

function ports() {
  const lines: unknown[][] = [];
  const log = {
    info: (...line: unknown[]) => void lines.push(["info", ...line]),
    warn: (...line: unknown[]) => void lines.push(["warn", ...line]),
  };
  return { lines, log, clock: new SimulatedClock() };
}

Deno.test("a provider without a scanner says so at its start", async () => {
  const world = ports();
  expect((await startScanner({ server: null, ...LIMITS }, world)).name).toBe("none");
  expect(world.lines).toEqual([
    ["warn", "scanner.none", { meaning: "messages are accepted and delivered unscanned" }],
  ]);
});

Deno.test("a start names the clamd that answers", async () => {
  await using odd = await startOddClamd(({ socket }) => void socket.end("ClamAV 1.4.6/27450\0"));
  const world = ports();
  expect((await startScanner({ server: odd.server, ...LIMITS }, world)).name).toBe("clamd");
  expect(world.lines).toEqual([
    ["info", "scanner.ready", { engine: "clamd", ...odd.server, version: "ClamAV 1.4.6/27450" }],
  ]);
});

Deno.test("a clamd that is not there does not hinder a start, and calls nothing clean", async () => {
  const world = ports();
  const server = { path: "/absent/clamd.ctl" };
  const scanner = await startScanner({ server, ...LIMITS }, world);
  const error = expect.any(ScannerUnavailable);
  expect(world.lines)
    .toEqual([["warn", "scanner.unavailable", { engine: "clamd", ...server, error }]]);
  await expect(scanner.scan(chunks("fine"))).rejects.toThrow(
    /^Cannot scan: clamd at \/absent\/clamd\.ctl cannot be talked to \(.*ENOENT/,
  );
});
