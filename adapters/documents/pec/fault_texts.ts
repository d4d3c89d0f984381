/**
 * The words for what went wrong with a message.
 *
 * @module
 */
import type { FormalFault } from "../../../events/outgoing.ts";
import { EXTENDED_ERROR, FORMAL_FAULTS, RELAY_FAULT, RELAY_FAULTS } from "./texts.ts";

/** Why a message was not accepted. `about`: what the fault is about, an address or a limit. */
export function formalFaultText(fault: FormalFault, about: string): string {
  const shown = about === "" ? "assente" : about;
  return FORMAL_FAULTS[fault].replace("{dato}", () => shown);
}

/** errore-esteso: enhanced status code, name of the provider that noticed, description. */
export function extendedError(code: string, provider: string, description: string): string {
  const values: Record<string, string> = {
    codice: code,
    gestore: provider,
    descrizione: description,
  };
  return EXTENDED_ERROR.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Why a hand-over failed; what the other side said itself stands behind it. */
export function relayFaultText(code: string, reply: string): string {
  const words = RELAY_FAULTS[code] ?? RELAY_FAULT;
  return reply === "" ? words : `${words} (${reply})`;
}
