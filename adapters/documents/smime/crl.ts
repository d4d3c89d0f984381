/**
 * Certificate revocation lists, walked by offset: 100,000 entries in some milliseconds
 * (RFC 5280 §5).
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import { schemeOf, verifies } from "./algorithms.ts";
import { type AlgorithmIdentifier, type Certificate, parseAlgorithm } from "./certificate.ts";
import {
  bitStringBytes,
  booleanOf,
  constructedTag,
  DerError,
  DerReader,
  type Element,
  elementAt,
  primitiveTag,
  rawBytes,
  readSequence,
  TAG,
  timeOf,
} from "./der.ts";
import {
  authorityKeyIdentifier,
  distributionPointUris,
  parseRawExtensions,
  type RawExtension,
} from "./extensions.ts";
import { type Name, parseName, sameName } from "./name.ts";
import { OID } from "./oids.ts";

/** Bytes of the largest list that is read: about three million entries. */
export const LARGEST_LIST: number = 100_000_000;

/** Which certificates a list speaks of: issuingDistributionPoint (RFC 5280 §5.2.5). */
interface Scope {
  /** Only certificates that name one of these; empty for all. */
  readonly distributionPoints: readonly string[];
  readonly kinds: "all" | "users" | "authorities";
}

const EVERYTHING: Scope = { distributionPoints: [], kinds: "all" };

/** A complete certificate revocation list. */
export class RevocationList {
  /** The list as it was published. */
  readonly der: Uint8Array;
  readonly issuer: Name;
  readonly thisUpdate: Instant;
  /** When the next list is due at the latest; `thisUpdate` where the list does not say. */
  readonly nextUpdate: Instant;
  /** Number of revoked certificates. */
  readonly size: number;
  /** Hex; null where absent. */
  readonly authorityKeyIdentifier: string | null;
  readonly #tbs: Uint8Array;
  readonly #entries: Element | null;
  readonly #scope: Scope;
  readonly #signatureAlgorithm: AlgorithmIdentifier;
  readonly #signature: Uint8Array;
  /** Whether the signature is the issuer's, computed once: lists are large to hash. */
  readonly #genuine = new WeakMap<Certificate, boolean>();

  /**
   * Reads a list and walks all its entries once.
   *
   * @throws {DerError} if `der` is no CRL, or an indirect, delta or reason-bound one.
   */
  constructor(der: Uint8Array) {
    if (der.length > LARGEST_LIST) {
      throw new DerError(`Cannot read a CRL: ${der.length} bytes are too many`);
    }
    const outer = readSequence(der);
    const tbs = outer.expect(TAG.sequence);
    this.der = der;
    this.#tbs = rawBytes(tbs);
    this.#signatureAlgorithm = parseAlgorithm(outer.expect(TAG.sequence));
    this.#signature = bitStringBytes(outer.expect(TAG.bitString));
    outer.finish();

    const fields = DerReader.inside(tbs);
    fields.optional(TAG.integer);
    fields.expect(TAG.sequence);
    this.issuer = parseName(fields.expect(TAG.sequence));
    this.thisUpdate = timeOf(fields.any());
    const due = isTime(fields.nextTag) ? timeOf(fields.any()) : null;
    this.nextUpdate = due ?? this.thisUpdate;
    this.#entries = fields.optional(TAG.sequence);
    const extensions = fields.optional(constructedTag(0));
    fields.finish();
    const raw = extensions === null
      ? new Map<string, RawExtension>()
      : parseRawExtensions(DerReader.inside(extensions).enter(TAG.sequence));
    const identifier = raw.get(OID.authorityKeyIdentifier);
    this.authorityKeyIdentifier = identifier === undefined
      ? null
      : authorityKeyIdentifier(new DerReader(identifier.value));
    this.#scope = scopeOf(raw);
    this.size = this.#walk(() => false);
  }

  /** Whether this list is the one of `issuer`, by name, key, permission and signature. */
  isFrom(issuer: Certificate): boolean {
    const { keyUsage, subjectKeyIdentifier } = issuer.extensions;
    if (!sameName(this.issuer, issuer.subject)) return false;
    if (keyUsage !== null && !keyUsage.has("cRLSign")) return false;
    const identifier = this.authorityKeyIdentifier;
    if (
      identifier !== null && subjectKeyIdentifier !== null && identifier !== subjectKeyIdentifier
    ) {
      return false;
    }
    const known = this.#genuine.get(issuer);
    if (known !== undefined) return known;
    const scheme = schemeOf(this.#signatureAlgorithm);
    const genuine = verifies(scheme, issuer, this.#tbs, this.#signature);
    this.#genuine.set(issuer, genuine);
    return genuine;
  }

  /** Whether the list would name `certificate` if it were revoked. */
  covers(certificate: Certificate): boolean {
    const { crlDistributionPoints, basicConstraints } = certificate.extensions;
    const kind = basicConstraints?.ca ? "authorities" : "users";
    const { kinds, distributionPoints } = this.#scope;
    if (kinds !== "all" && kinds !== kind) return false;
    return distributionPoints.length === 0 ||
      distributionPoints.some((point) => crlDistributionPoints.includes(point));
  }

  /** When `certificate` was revoked; null where it is not in the list. */
  revokedAt(certificate: Certificate): Instant | null {
    const serial = Uint8Array.fromHex(certificate.serial);
    let date: Instant | null = null;
    this.#walk((start, length, entryEnd) => {
      if (length !== serial.length) return false;
      for (let index = 0; index < length; index++) {
        if (this.der[start + index] !== serial[index]) return false;
      }
      date = timeOf(elementAt(this.der, start + length, entryEnd));
      return true;
    });
    return date;
  }

  /**
   * Calls `visit` with offset and length of each entry's serial number, and the entry's end, until
   * it answers true. Returns how many entries were seen. Allocates nothing per entry.
   */
  #walk(visit: (start: number, length: number, entryEnd: number) => boolean): number {
    if (this.#entries === null) return 0;
    const source = this.der;
    let seen = 0;
    let position = this.#entries.contentStart;
    while (position < this.#entries.end) {
      const inner = this.#shortHeader(position, TAG.sequence);
      const end = inner + source[inner - 1]!;
      const serial = this.#shortHeader(inner, TAG.integer);
      const length = source[serial - 1]!;
      if (end > this.#entries.end || serial + length + 2 > end) {
        throw new DerError(`Cannot read a CRL: entry at ${position} is cut short`);
      }
      if (!isTime(source[serial + length]!)) {
        throw new DerError(`Cannot read a CRL: entry at ${position} has no date`);
      }
      seen++;
      if (visit(serial, length, end)) break;
      position = end;
    }
    return seen;
  }

  /** Offset after an identifier byte and a length of one byte, which the caller finds before it. */
  #shortHeader(position: number, tag: number): number {
    if (this.der[position] !== tag || !(this.der[position + 1]! < 0x80)) {
      // An entry of 128 bytes or more would carry a certificateIssuer: an indirect CRL (§5.3.3).
      throw new DerError(`Cannot read a CRL: unexpected entry at ${position}`);
    }
    return position + 2;
  }
}

function isTime(tag: number): boolean {
  return tag === TAG.utcTime || tag === TAG.generalizedTime;
}

function scopeOf(extensions: ReadonlyMap<string, RawExtension>): Scope {
  for (const { oid, critical } of extensions.values()) {
    if (oid === OID.deltaCrlIndicator || (critical && oid !== OID.issuingDistributionPoint)) {
      throw new DerError(`Cannot read a CRL: extension ${oid} narrows it`);
    }
  }
  const point = extensions.get(OID.issuingDistributionPoint);
  if (point === undefined) return EVERYTHING;
  const fields = readSequence(point.value);
  const name = fields.optional(constructedTag(0));
  const users = flag(fields.optional(primitiveTag(1)));
  const authorities = flag(fields.optional(primitiveTag(2)));
  // onlySomeReasons, indirectCRL and onlyContainsAttributeCerts follow: none of them is complete.
  fields.finish();
  const distributionPoints = name === null ? [] : distributionPointUris(DerReader.inside(name));
  if (name !== null && distributionPoints.length === 0) {
    throw new DerError("Cannot read a CRL: its distribution point has no URI");
  }
  return { distributionPoints, kinds: users ? "users" : authorities ? "authorities" : "all" };
}

function flag(element: Element | null): boolean {
  return element !== null && booleanOf(element);
}
