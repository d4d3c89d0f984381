/**
 * Which delivery receipt the sender asks for.
 *
 * @module
 */
import type { ReceiptType } from "../../../events/outgoing.ts";
import type { HeaderField } from "../mime/part.ts";

/**
 * The value of X-TipoRicevuta in a message's header, without regard to case; completa where it is
 * absent or unknown (RFC 6109 §3.3.2.1).
 */
export function requestedReceipt(header: readonly HeaderField[]): ReceiptType {
  const field = header.find(({ name }) => name.toLowerCase() === "x-tiporicevuta");
  const value = field?.raw.trim().toLowerCase();
  return value === "breve" || value === "sintetica" ? value : "completa";
}
