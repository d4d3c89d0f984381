/**
 * Which delivery receipts a message asks for, under the names of the API.
 *
 * @module
 */
import type { ReceiptType } from "../../events/outgoing.ts";

/** What the API calls them. */
export type ReceiptTypeName = "complete" | "brief" | "synthetic";

/** What X-TipoRicevuta is called here (RFC 6109 §3.3.2). */
export const RECEIPT_TYPES: Readonly<Record<ReceiptType, ReceiptTypeName>> = {
  completa: "complete",
  breve: "brief",
  sintetica: "synthetic",
};

/** What is written into X-TipoRicevuta for what is said here. */
export const RECEIPT_TYPES_BY_NAME: Readonly<Record<ReceiptTypeName, ReceiptType>> = {
  complete: "completa",
  brief: "breve",
  synthetic: "sintetica",
};
