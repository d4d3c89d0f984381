/**
 * An authority of the tests and its time stamps, good and bad, put together apart from the code
 * under test; and a server that gives them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { constructedTag, primitiveTag, TAG } from "../../adapters/documents/smime/der.ts";
import {
  DER_NULL,
  derElement,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSet,
} from "../../adapters/documents/smime/der_writer.ts";
import { OID } from "../../adapters/documents/smime/oids.ts";
import {
  criticalExtension,
  extendedKeyUsageValue,
  extension,
  keyUsageValue,
} from "../../adapters/keys/certificate_builder.ts";
import { TimeStampFault, type TimeStampFaultCode } from "../../adapters/timestamp/fault.ts";
import { timeStampTrust } from "../../adapters/timestamp/verify.ts";
import {
  attribute,
  authorityExtensions,
  certify,
  type Entity,
  newKeys,
  signerInfo,
} from "../documents/smime/support.ts";

/** What is stamped. */
export const DIGEST: Uint8Array = createHash("sha256").update("the head of a day").digest();
export const NONCE: Uint8Array = Uint8Array.fromHex("00f1e2d3c4b5a697");
export const POLICY = "1.2.3.4.1";

const [rootKeys, stampKeys] = await Promise.all([newKeys(), newKeys()]);
/** The root of the authorities here. */
export const root: Entity = await certify("Root", rootKeys, null, authorityExtensions());
/** A root that issued nothing. */
export const stranger: Entity = await certify(
  "Stranger",
  await newKeys(),
  null,
  authorityExtensions(),
);
export const TRUST = timeStampTrust({ roots: [root.certificate.raw] });

/** keyUsage of an authority for time stamps. */
export const SIGNS = criticalExtension(OID.keyUsage, keyUsageValue("digitalSignature"));
/** extendedKeyUsage of one. */
export const STAMPS = criticalExtension(
  OID.extendedKeyUsage,
  extendedKeyUsageValue(OID.timeStamping),
);

/** The certificate of an authority for time stamps; issued by {@link root}. */
export function stampingEntity(
  extensions: readonly Uint8Array[] = [SIGNS, STAMPS],
  life?: Parameters<typeof certify>[4],
): Promise<Entity> {
  return certify("Time Stamps", stampKeys, root, extensions, life);
}

/** The one that signs unless a test says otherwise. */
export const tsa: Entity = await stampingEntity();

/** How a TSTInfo departs from the usual. */
export interface InfoRequest {
  readonly version?: number;
  readonly policy?: string;
  readonly digestOid?: string;
  readonly digest?: Uint8Array;
  /** What follows the digest. */
  readonly imprintTail?: readonly Uint8Array[];
  /** The INTEGER's content. */
  readonly serial?: Uint8Array;
  readonly time?: string;
  /** Content of the SEQUENCE; null for none. */
  readonly accuracy?: readonly Uint8Array[] | null;
  readonly nonce?: Uint8Array | null;
  /** What follows the nonce. */
  readonly tail?: readonly Uint8Array[];
}

/** Accuracy of 1.5001 s. */
const ACCURACY = [
  derInteger(Uint8Array.of(1)),
  derElement(primitiveTag(0), Uint8Array.of(1, 0xf4)),
  derElement(primitiveTag(1), Uint8Array.of(100)),
];

/** A TSTInfo. */
export function timeStampInfo(request: InfoRequest = {}): Uint8Array<ArrayBuffer> {
  const { accuracy = ACCURACY, nonce = NONCE, digestOid = OID.sha256 } = request;
  const time = new TextEncoder().encode(request.time ?? "20261121093000.125Z");
  return derSequence(
    derInteger(Uint8Array.of(request.version ?? 1)),
    derOid(request.policy ?? POLICY),
    derSequence(
      derSequence(derOid(digestOid), DER_NULL),
      derOctetString(request.digest ?? DIGEST),
      ...(request.imprintTail ?? []),
    ),
    derElement(TAG.integer, request.serial ?? Uint8Array.of(7)),
    derElement(TAG.generalizedTime, time),
    ...(accuracy === null ? [] : [derSequence(...accuracy)]),
    ...(nonce === null ? [] : [derInteger(nonce)]),
    ...(request.tail ?? []),
  );
}

/** The signed attributes over a TSTInfo without the one that names the certificate. */
export function bareAttributes(info: Uint8Array, type: string = OID.timeStampInfo): Uint8Array[] {
  return [
    attribute(OID.contentType, derOid(type)),
    attribute(OID.messageDigest, derOctetString(createHash("sha256").update(info).digest())),
  ];
}

/** signingCertificateV2 (RFC 5816), with SHA-256. */
export function namesCertificate({ certificate }: Entity): Uint8Array {
  const hash = createHash("sha256").update(certificate.raw).digest();
  const identifier = derSequence(derOctetString(hash));
  return attribute(OID.signingCertificateV2, derSequence(derSequence(identifier)));
}

/** How a token departs from the usual. */
export interface TokenRequest {
  readonly info?: Uint8Array;
  readonly signer?: Entity;
  readonly attributes?: readonly Uint8Array[];
  readonly signerInfos?: readonly Uint8Array[];
  readonly version?: number;
  readonly type?: string;
  readonly digestAlgorithms?: readonly Uint8Array[];
  readonly certificates?: readonly Uint8Array[];
}

/** A TimeStampToken. */
export async function timeStampToken(request: TokenRequest = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { info = timeStampInfo(), signer = tsa, type = OID.timeStampInfo } = request;
  const attributes = request.attributes ?? [...bareAttributes(info), namesCertificate(signer)];
  const signerInfos = request.signerInfos ?? [await signerInfo({ signer, attributes })];
  const digests = request.digestAlgorithms ?? [derSequence(derOid(OID.sha256))];
  const fields = derSequence(
    derInteger(Uint8Array.of(request.version ?? 3)),
    derSet(...digests),
    derSequence(derOid(type), derElement(constructedTag(0), derOctetString(info))),
    derElement(constructedTag(0), ...(request.certificates ?? [signer.certificate.raw])),
    derElement(TAG.set, ...signerInfos),
  );
  return derSequence(derOid(OID.signedData), derElement(constructedTag(0), fields));
}

/** A TimeStampResp with a status and, where there is one, a token. */
export function timeStampResponse(
  status: readonly Uint8Array[],
  ...token: Uint8Array[]
): Uint8Array<ArrayBuffer> {
  return derSequence(derSequence(...status), ...token);
}

/** PKIStatus. */
export function status(number: number): Uint8Array {
  return derInteger(Uint8Array.of(number));
}

/** An extension as TSTInfo has them. */
export { criticalExtension, extension };

/** The fault that comes out of `work`; an error where none does. */
export async function faultOf(work: () => unknown): Promise<TimeStampFault> {
  try {
    await work();
  } catch (error) {
    if (error instanceof TimeStampFault) return error;
    throw error;
  }
  throw new Error("Cannot tell the fault: there was none");
}

/** The code of {@link faultOf}. */
export async function codeOf(work: () => unknown): Promise<TimeStampFaultCode> {
  return (await faultOf(work)).code;
}

/** A server on loopback; `url` is where it answers. */
export function serve(
  handler: (request: Request) => Response | Promise<Response>,
): AsyncDisposable & { readonly url: string } {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  return {
    url: `http://127.0.0.1:${server.addr.port}/tsa`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
