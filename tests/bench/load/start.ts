/**
 * Starts the load generator in a process of its own.
 *
 * @module
 */
import type { LoadResult, Plan, Report } from "./plan.ts";

/** A load under way. */
export interface Load {
  readonly pid: number;
  /** Resolves when the measured time begins. */
  readonly measuring: Promise<void>;
  /** Resolves when the measured time ends. */
  readonly draining: Promise<void>;
  /** Rejects when the generator fails. */
  readonly result: Promise<LoadResult>;
}

/** Puts a load on a provider. */
export function startLoad(plan: Plan): Load {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-net",
      "--allow-read",
      "--allow-write",
      new URL("generator.ts", import.meta.url).href,
      JSON.stringify(plan),
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const phases = {
    measuring: Promise.withResolvers<void>(),
    draining: Promise.withResolvers<void>(),
    done: Promise.withResolvers<LoadResult>(),
  };
  // A failure concerns all phases, and nobody may be waiting for one of them.
  for (const { promise } of Object.values(phases)) promise.catch(() => {});
  void (async () => {
    for await (const line of linesOf(child.stdout)) {
      const report = JSON.parse(line) as Report;
      if (report.phase === "done") phases.done.resolve(report.result);
      else if (report.phase !== "warming") phases[report.phase].resolve();
    }
    const failure = new Error("Cannot measure: the load generator has failed");
    for (const phase of Object.values(phases)) phase.reject(failure);
  })();
  return {
    pid: child.pid,
    measuring: phases.measuring.promise,
    draining: phases.draining.promise,
    result: phases.done.promise,
  };
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let unread = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    unread += text;
    for (let end; (end = unread.indexOf("\n")) >= 0; unread = unread.slice(end + 1)) {
      yield unread.slice(0, end);
    }
  }
}
