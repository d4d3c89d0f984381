/**
 * Gets time stamps for heads of the log (RFC 3161), from one of several authorities.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { LOG_KEY, logDays } from "../../actors/log.ts";
import type { HeadStamped } from "../../events/log.ts";
import type { StoredHead } from "../storage/log.ts";
import { smallBlob } from "../storage/small_blob.ts";
import {
  type AuthorityFailure,
  NoTimeStampError,
  type ObtainedTimeStamp,
  obtainTimeStamp,
} from "../timestamp/client.ts";
import type { DayPorts } from "./ports.ts";

/** What stamping needs. */
export type StampPorts = Pick<
  DayPorts,
  "runtime" | "authorities" | "clock" | "random" | "log" | "signal"
>;

/**
 * A time stamp over bytes. Each authority that fails is an alarm.
 *
 * @throws {NoTimeStampError} when all of them do.
 */
export async function stampBytes(
  ports: StampPorts,
  bytes: Uint8Array,
): Promise<ObtainedTimeStamp> {
  const digest = createHash("sha256").update(bytes).digest();
  try {
    const stamp = await obtainTimeStamp(digest, ports.authorities, ports, ports.signal);
    alarm(ports, stamp.failures);
    return stamp;
  } catch (error) {
    if (error instanceof NoTimeStampError) alarm(ports, error.failures);
    throw error;
  }
}

/**
 * Gets a time stamp for a signed head and puts it into the log.
 *
 * @throws {NoTimeStampError} when no authority gives one.
 */
export async function stampHead(
  ports: StampPorts,
  { size, note }: StoredHead,
): Promise<Omit<HeadStamped, "type" | "at">> {
  const { url, token, stamp } = await stampBytes(ports, note);
  const blobs = [smallBlob(note), smallBlob(token)] as const;
  const stamped = {
    size,
    head: blobs[0].sha256,
    authority: url,
    token: blobs[1].sha256,
    instant: stamp.instant,
  };
  await ports.runtime.send(logDays, LOG_KEY, { type: "stamped", ...stamped }, blobs);
  return stamped;
}

function alarm({ log }: StampPorts, failures: readonly AuthorityFailure[]): void {
  for (const { url, error } of failures) {
    log("log.stamp-failed", { authority: url, reason: error.message });
  }
}
