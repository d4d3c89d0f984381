/**
 * Verifies files of callers on a thread of its own: hostile bytes cost that thread its time, and
 * mail goes on.
 *
 * @module
 */
import { type Clock, MINUTE } from "../../../events/instant.ts";
import { Gate } from "../../gate.ts";
import type { Report, Trust } from "../../verifier/report.ts";
import { Problem } from "../problem.ts";

/** How long one file may take. */
const LONGEST = MINUTE;

/** What the thread is asked. Plain data. */
export interface VerificationRequest {
  /** Where the file lies. */
  readonly path: string;
  /** What the report calls it. */
  readonly name: string;
  readonly trust: Trust;
}

/**
 * What the thread answers: first that it is ready, since what it is asked while its modules are
 * still being loaded is lost.
 */
export type VerificationReply = "ready" | Report;

/** Files that are verified at once, of all worlds: each is held in memory. */
const gate = new Gate(2, 20);

/**
 * The report on a file.
 *
 * @param clock of the process: its time goes on by itself.
 * @throws {GateFull} where too many files wait.
 * @throws {Problem} invalid-content where it takes too long.
 */
export async function verifyApart(request: VerificationRequest, clock: Clock): Promise<Report> {
  return await gate.run(async () => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    const { promise, resolve, reject } = Promise.withResolvers<Report>();
    worker.onmessage = ({ data }: MessageEvent<VerificationReply>) => {
      if (data === "ready") worker.postMessage(request);
      else resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot verify a file: ${event.message}`));
    };
    const done = new AbortController();
    clock.until(clock.now() + LONGEST, done.signal).then(() => reject(tooLong()), () => {});
    try {
      return await promise;
    } finally {
      done.abort();
      worker.terminate();
    }
  });
}

function tooLong(): Problem {
  return new Problem("invalid-content", {
    detail: {
      en: "The file takes longer than a minute to verify. Verify it offline: ceralacca verify",
      it: "La verifica del file dura più di un minuto. Verificalo in locale: ceralacca verify",
    },
  });
}
