/**
 * The thread on which a file is verified: one request, one answer.
 *
 * @module
 */
import { verifyFile } from "../../verifier/verify.ts";
import type { VerificationReply, VerificationRequest } from "./verify.ts";

/** The worker's own end of its channel; the compiler sees this module as one of the main thread. */
const channel = globalThis as unknown as {
  onmessage: ((message: { data: unknown }) => void) | null;
  postMessage(reply: VerificationReply): void;
};

channel.onmessage = async ({ data }) => {
  const { path, name, trust } = data as VerificationRequest;
  channel.postMessage(await verifyFile(name, await Deno.readFile(path), trust));
};

channel.postMessage("ready");
