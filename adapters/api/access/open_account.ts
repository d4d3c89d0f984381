/**
 * Mailboxes that may be used.
 *
 * @module
 */
import { Problem } from "../problem.ts";
import type { World } from "../world.ts";

/**
 * Requires that a mailbox has an account which is not disabled. Whether the caller may use it must
 * be known already.
 *
 * @throws {Problem} not-found where there is none, forbidden where it is disabled.
 */
export async function requireOpenAccount({ provider }: World, address: string): Promise<void> {
  const account = await provider.queries.accountByAddress(address);
  // RFC 6109 §2.2.5: the service mailbox is the provider's own.
  if (account === null || account.role === "service") {
    throw new Problem("not-found", {
      detail: {
        en: `There is no mailbox ${address}. Check the address, or have the provider open it`,
        it: `La casella ${address} non esiste. Controlla l'indirizzo, o falla aprire dal gestore`,
      },
    });
  }
  if (account.status === "open") return;
  throw new Problem("forbidden", {
    detail: {
      en: `The mailbox ${address} is disabled. Ask the provider to enable it again`,
      it: `La casella ${address} è disabilitata. Chiedi al gestore di riabilitarla`,
    },
  });
}
