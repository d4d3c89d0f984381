/**
 * Idempotency: the identificativo follows from the key, and the stream of that name remembers which
 * request came first.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { Problem } from "../problem.ts";
import { scheduledEventsOf } from "../scheduling/stream.ts";
import { useOf } from "../scheduling/used_key.ts";
import type { World } from "../world.ts";

/** The header field that holds the key. */
export const IDEMPOTENCY_HEADER = "Idempotency-Key";

/** The SHA-256 of all that makes a request what it is, in whatever order its members came. */
export function fingerprintOf(...request: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(request, inOrder)).digest("hex");
}

function inOrder(_: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => one < other ? -1 : 1));
}

/**
 * Whether the same request came before: to be answered as it was then.
 *
 * @throws {Problem} idempotency-key-reused where another one did.
 */
export async function isRepeated(
  { storage: { events } }: World,
  pecId: string,
  fingerprint: string,
): Promise<boolean> {
  const [plan] = await scheduledEventsOf(events, pecId);
  if (plan?.type === "scheduled.planned") {
    if (plan.fingerprint !== fingerprint) throw keyReused();
    return true;
  }
  const use = await useOf(events, pecId, fingerprint);
  if (use === "another") throw keyReused();
  return use === "this";
}

/**
 * The key of a request.
 *
 * @throws {Problem} invalid-request where there is none.
 */
export function requireKey(key: string | undefined): string {
  if (key !== undefined) return key;
  const detail = {
    en:
      `Sending needs the header ${IDEMPOTENCY_HEADER}: a name for this request, so that it can be ` +
      "repeated safely. Choose one, and keep it until you have seen the answer",
    it:
      `Per inviare serve l'header ${IDEMPOTENCY_HEADER}: un nome per questa richiesta, perché si ` +
      "possa ripetere senza rischi. Sceglilo, e conservalo finché non hai visto la risposta",
  };
  throw new Problem("invalid-request", {
    detail,
    faults: [{ header: IDEMPOTENCY_HEADER, detail }],
  });
}

/** Another request has the key. */
export function keyReused(): Problem {
  const detail = {
    en:
      `This ${IDEMPOTENCY_HEADER} was used for another request of this mailbox, and nothing was ` +
      "sent now. Repeat that request as it was, or choose a new key",
    it:
      `Questa ${IDEMPOTENCY_HEADER} è già servita a un'altra richiesta di questa casella, e ora non ` +
      "è stato inviato nulla. Ripeti quella richiesta com'era, o scegli una nuova chiave",
  };
  return new Problem("idempotency-key-reused", {
    detail,
    faults: [{ header: IDEMPOTENCY_HEADER, detail }],
  });
}
