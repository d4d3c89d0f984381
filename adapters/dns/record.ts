/**
 * The resource records that mail routing needs (RFC 1035 §3.3.9, §3.4.1; RFC 3596 §2), and what a
 * lookup may come to.
 *
 * @module
 */

/** A mail exchanger: RFC 1035 §3.3.9. */
export interface MailExchanger {
  /** Lower values are tried first. */
  readonly preference: number;
  /** Host name without the final dot; empty for the null MX (RFC 7505 §3). */
  readonly exchange: string;
}

/** The data of a record, by its type. Addresses are in their textual form. */
export interface RecordData {
  readonly A: string;
  readonly AAAA: string;
  readonly MX: MailExchanger;
}

/** A type of record that can be looked up. */
export type RecordType = keyof RecordData;

/**
 * The outcome of a lookup. Only the first three are facts about the domain; `failed` says that
 * nobody answered or that the answer was no answer (SERVFAIL, REFUSED …), which must never count
 * as "does not exist".
 */
export type Lookup<Data> =
  | { readonly kind: "found"; readonly records: readonly Data[] }
  | { readonly kind: "no-such-domain" }
  | { readonly kind: "no-records" }
  | { readonly kind: "failed"; readonly reason: string };

/** Looks names up, as a port: routing needs no more than this. */
export interface Resolver {
  /** The records of one type; aliases (CNAME) are followed. Never rejects. */
  lookup<Type extends RecordType>(name: string, type: Type): Promise<Lookup<RecordData[Type]>>;
}
