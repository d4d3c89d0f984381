/**
 * Signatures that wait for a processor, rather than take it from everything else.
 *
 * @module
 */
import type { SigningKey } from "../documents/smime/signing_key.ts";
import { Gate } from "../gate.ts";

/**
 * Of all keys together. Each is computed in a thread of its own: where sixty of them run at once,
 * the one thread that serves all sockets has its turn too late, and computes no more of them for
 * it. What waits is bounded by the lanes of the effects that sign.
 */
const gate = new Gate(navigator.hardwareConcurrency, Infinity);

/** The key, of whose signatures as many are computed at a time as there are processors. */
export function pacedKey(key: SigningKey): SigningKey {
  return { certificate: key.certificate, sign: (data) => gate.run(() => key.sign(data)) };
}
