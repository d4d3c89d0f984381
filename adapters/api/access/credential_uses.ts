/**
 * When a credential was used last, for whoever wants to tidy up.
 *
 * @module
 */
import { type Instant, MINUTE } from "../../../events/instant.ts";
import type { Operational } from "../../storage/operational.ts";
import type { AccessParts } from "./authenticator.ts";

const lastUse = "SELECT at FROM credential_uses WHERE credential = ?";
const note = `INSERT INTO credential_uses (credential, at) VALUES (?, ?)
  ON CONFLICT (credential) DO UPDATE SET at = excluded.at`;

/** The last use of a credential, to the minute; null for none. */
export function lastUseOf({ statements }: Operational, credential: string): Instant | null {
  const row = statements.of(lastUse).get(credential);
  return row ? Number(row["at"]) : null;
}

/**
 * Notes a use: once a minute at the most, since it is written while the caller waits. Where the disk
 * is full the caller is served all the same.
 */
export function noteUse(
  { operational, log }: Pick<AccessParts, "operational" | "log">,
  credential: string,
  now: Instant,
): void {
  const last = lastUseOf(operational, credential);
  if (last !== null && last > now - MINUTE) return;
  try {
    operational.statements.of(note).run(credential, now);
  } catch (error) {
    log("api.use-not-noted", { credential, error: String(error) });
  }
}
