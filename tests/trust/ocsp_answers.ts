/**
 * OCSP answers of every kind, good and bad, put together apart from the code under test.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { constructedTag, primitiveTag } from "../../adapters/documents/smime/der.ts";
import {
  DER_NULL,
  derBitString,
  derElement,
  derOctetString,
  derOid,
  derSequence,
} from "../../adapters/documents/smime/der_writer.ts";
import { OID } from "../../adapters/documents/smime/oids.ts";
import { HOUR, type Instant } from "../../events/instant.ts";
import { type Entity, NOW, serialOf, signWith } from "../documents/smime/support.ts";

/** CertStatus. */
export const GOOD = derElement(primitiveTag(0));
export const UNKNOWN = derElement(primitiveTag(2));
const SHA256_WITH_RSA = derSequence(derOid(OID.sha256WithRsa), DER_NULL);

function generalized(instant: Instant): Uint8Array {
  const digits = new Date(instant).toISOString().slice(0, 19).replace(/\D/g, "") + "Z";
  return derElement(0x18, new TextEncoder().encode(digits));
}

/** CertStatus of what was revoked. */
export function revokedAt(instant: Instant): Uint8Array {
  const reason = derElement(constructedTag(0), derElement(0x0a, Uint8Array.of(1)));
  return derElement(constructedTag(1), generalized(instant), reason);
}

/** How an answer departs from a good one that the issuer signs itself. */
export interface AnswerRequest {
  readonly status?: Uint8Array;
  readonly about?: Entity;
  readonly issuer?: Entity;
  readonly digest?: string;
  readonly thisUpdate?: Instant;
  readonly nextUpdate?: Instant | null;
  readonly by?: Entity;
  readonly byKey?: boolean;
  readonly enclosed?: readonly Entity[];
  readonly extensions?: readonly Uint8Array[];
  readonly algorithm?: Uint8Array;
}

/** An OCSPResponse about a certificate. */
export async function ocspAnswer(
  request: AnswerRequest & { readonly about: Entity; readonly issuer: Entity },
): Promise<Uint8Array<ArrayBuffer>> {
  const { about, issuer, by = issuer, nextUpdate = NOW + HOUR } = request;
  const certId = derSequence(
    derSequence(derOid(request.digest ?? OID.sha1)),
    derOctetString(createHash("sha1").update(issuer.certificate.subject.der).digest()),
    derOctetString(keyHash(issuer)),
    derElement(0x02, serialOf(about)),
  );
  const single = derSequence(
    certId,
    request.status ?? GOOD,
    generalized(request.thisUpdate ?? NOW - HOUR),
    ...(nextUpdate === null ? [] : [derElement(constructedTag(0), generalized(nextUpdate))]),
  );
  const tbs = derSequence(
    request.byKey
      ? derElement(constructedTag(2), derOctetString(keyHash(by)))
      : derElement(constructedTag(1), by.certificate.subject.der),
    generalized(NOW - HOUR),
    derSequence(single),
    ...(request.extensions
      ? [derElement(constructedTag(1), derSequence(...request.extensions))]
      : []),
  );
  const enclosed = (request.enclosed ?? []).map(({ certificate }) => certificate.raw);
  const basic = derSequence(
    tbs,
    request.algorithm ?? SHA256_WITH_RSA,
    derBitString(await signWith(by.keys, tbs)),
    ...(enclosed.length > 0 ? [derElement(constructedTag(0), derSequence(...enclosed))] : []),
  );
  return responseWith(derOid(OID.ocspBasic), basic);
}

/** An OCSPResponse of a type around its octets. */
export function responseWith(type: Uint8Array, basic: Uint8Array): Uint8Array<ArrayBuffer> {
  return derSequence(
    derElement(0x0a, Uint8Array.of(0)),
    derElement(constructedTag(0), derSequence(type, derOctetString(basic))),
  );
}

/** SHA-1 of the key's bits: the last 270 bytes of an RSA-2048 SubjectPublicKeyInfo. */
function keyHash(entity: Entity): Uint8Array {
  return createHash("sha1").update(entity.keys.spki.subarray(24)).digest();
}
