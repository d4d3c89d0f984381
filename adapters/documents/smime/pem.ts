/**
 * PEM, the textual encoding of keys and certificates (RFC 7468); several objects per text.
 *
 * @module
 */

/** One object of a PEM text. */
export interface PemObject {
  /** What stands after BEGIN: `CERTIFICATE`, `PRIVATE KEY`, `X509 CRL`. */
  readonly label: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const OBJECT = /-----BEGIN ([A-Z0-9 ]{1,64})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;

/**
 * The objects of a PEM text in their order; text around them is a comment (RFC 7468 §5.2).
 *
 * @throws {Error} if what stands between the lines is not base64.
 */
export function parsePem(text: string): readonly PemObject[] {
  return [...text.matchAll(OBJECT)].map(([, label = "", body = ""]) => {
    try {
      return { label, bytes: Uint8Array.fromBase64(body.replace(/\s/g, "")) };
    } catch (cause) {
      throw new Error(`Cannot read PEM: ${label} is not base64`, { cause });
    }
  });
}

/** The DER of every certificate revocation list in a PEM text. */
export function revocationListsFromPem(text: string): Uint8Array<ArrayBuffer>[] {
  return parsePem(text).filter(({ label }) => label === "X509 CRL").map(({ bytes }) => bytes);
}

/** The DER of every certificate in a PEM text. */
export function certificatesFromPem(text: string): Uint8Array<ArrayBuffer>[] {
  return parsePem(text).filter(({ label }) => label === "CERTIFICATE").map(({ bytes }) => bytes);
}

/**
 * The one PKCS#8 private key in a PEM text (RFC 5958).
 *
 * @throws {Error} if there is none, or more than one, or it is in another form.
 */
export function privateKeyFromPem(text: string): Uint8Array<ArrayBuffer> {
  const keys = parsePem(text).filter(({ label }) => label.endsWith("PRIVATE KEY"));
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    throw new Error(`Cannot read a private key: the PEM text holds ${keys.length}, not one`);
  }
  if (key.label !== "PRIVATE KEY") {
    throw new Error(
      `Cannot read a private key: it is a "${key.label}"; ` +
        "convert it with `openssl pkcs8 -topk8 -nocrypt`",
    );
  }
  return key.bytes;
}

/** An object as PEM, lines of 64 characters, with a final line end. */
export function toPem(label: string, bytes: Uint8Array): string {
  const lines = bytes.toBase64().match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
