/**
 * The thread on which a file is verified: one request, one answer.
 *
 * @module
 */
import type { Report } from "../../verifier/report.ts";
import { verifyFile } from "../../verifier/verify.ts";
import type { VerificationRequest } from "./verify.ts";

/** The worker's own end of its channel; the compiler sees this module as one of the main thread. */
const channel = globalThis as unknown as {
  onmessage: ((message: { data: unknown }) => void) | null;
  postMessage(report: Report): void;
};

channel.onmessage = async ({ data }) => {
  const { path, name, trust } = data as VerificationRequest;
  channel.postMessage(await verifyFile(name, await Deno.readFile(path), trust));
};
