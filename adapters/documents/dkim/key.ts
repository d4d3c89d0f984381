/**
 * Keys for DKIM, and what the domain publishes of them.
 *
 * @module
 */
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { privateKeyFromPem, toPem } from "../smime/pem.ts";

/** How a signature is made (RFC 6376 §3.3, RFC 8463 §3). */
export type DkimAlgorithm = "rsa-sha256" | "ed25519-sha256";

/** A private key for DKIM. */
export interface DkimKey {
  readonly algorithm: DkimAlgorithm;
  /** What `p=` of the published record holds, in base64. */
  readonly publicKey: string;
  /** Signs octets; the same octets give the same signature. */
  sign(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

const RSA: RsaHashedImportParams = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const LEAST_MODULUS = 2048;

/** RFC 1035 §3.3: octets of one string in a TXT record; RFC 6376 §3.6.2.2 joins them again. */
const LONGEST_STRING = 255;

/**
 * Opens a private key: PKCS#8 in PEM, not encrypted; RSA or Ed25519.
 *
 * @throws {Error} when it is no such key, or too short (RFC 8301 §3.2).
 */
export async function openDkimKey(pem: string): Promise<DkimKey> {
  const pkcs8 = privateKeyFromPem(pem);
  const key = createPrivateKey({ key: toPem("PRIVATE KEY", pkcs8), format: "pem" });
  const algorithm = algorithmOf(key);
  const parameters = algorithm === "rsa-sha256" ? RSA : { name: "Ed25519" };
  const signing = await crypto.subtle.importKey("pkcs8", pkcs8, parameters, false, ["sign"]);
  return {
    algorithm,
    publicKey: publicKeyOf(key, algorithm),
    async sign(data) {
      if (algorithm === "rsa-sha256") {
        return new Uint8Array(await crypto.subtle.sign(RSA.name, signing, data));
      }
      // RFC 8463 §3: Ed25519 signs the digest of the header fields, not the fields themselves.
      const digest = await crypto.subtle.digest("SHA-256", data);
      return new Uint8Array(await crypto.subtle.sign("Ed25519", signing, digest));
    },
  };
}

/** A new RSA key of 2048 bits, PKCS#8 in PEM: every receiver knows the algorithm. */
export async function newDkimKey(): Promise<string> {
  const parameters = {
    ...RSA,
    modulusLength: LEAST_MODULUS,
    publicExponent: Uint8Array.of(1, 0, 1),
  };
  const { privateKey } = await crypto.subtle.generateKey(parameters, true, ["sign", "verify"]);
  return toPem("PRIVATE KEY", new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey)));
}

/** The text that the domain publishes (RFC 6376 §3.6.1). */
export function dkimRecordText({ algorithm, publicKey }: DkimKey): string {
  return `v=DKIM1; k=${algorithm === "rsa-sha256" ? "rsa" : "ed25519"}; p=${publicKey}`;
}

/** The record as a line of a zone file, for the operator to publish (RFC 6376 §3.6.2.1). */
export function dkimRecordLine(selector: string, domain: string, key: DkimKey): string {
  const text = dkimRecordText(key);
  const strings: string[] = [];
  for (let at = 0; at < text.length; at += LONGEST_STRING) {
    strings.push(`"${text.slice(at, at + LONGEST_STRING)}"`);
  }
  return `${selector}._domainkey.${domain}. IN TXT ( ${strings.join(" ")} )`;
}

function algorithmOf(key: KeyObject): DkimAlgorithm {
  const type = key.asymmetricKeyType;
  if (type === "ed25519") return "ed25519-sha256";
  if (type !== "rsa") {
    throw new Error(`Cannot use the DKIM key: it is of type ${type}, neither rsa nor ed25519`);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits >= LEAST_MODULUS) return "rsa-sha256";
  throw new Error(`Cannot use the DKIM key: it has ${bits} bits, and ${LEAST_MODULUS} are wanted`);
}

/** RFC 6376 §3.6.1: the SubjectPublicKeyInfo of RSA; RFC 8463 §4: the bare key of Ed25519. */
function publicKeyOf(key: KeyObject, algorithm: DkimAlgorithm): string {
  const spki = new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" }));
  const published = algorithm === "rsa-sha256" ? spki : spki.subarray(-ED25519_LENGTH);
  return published.toBase64();
}

/** Octets of a public key, which end its SubjectPublicKeyInfo (RFC 8410 §4). */
const ED25519_LENGTH = 32;
