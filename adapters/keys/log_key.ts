/**
 * The key that signs the heads of the log: Ed25519.
 *
 * @module
 */
import { createPrivateKey, createPublicKey } from "node:crypto";
import { privateKeyFromPem, toPem } from "../documents/smime/pem.ts";
import { type NoteSigner, webCryptoSigner } from "../merkle/note_key.ts";
import { ed25519Pkcs8 } from "./ed25519.ts";

const SEED_LENGTH = 32;

/** A new key, PKCS#8 in PEM. */
export function newLogKey(random: (length: number) => Uint8Array): string {
  return toPem("PRIVATE KEY", ed25519Pkcs8(random(SEED_LENGTH)));
}

/**
 * Opens the key of the log that is called `origin`: PKCS#8 in PEM, not encrypted.
 *
 * @throws {Error} when it is no such key
 */
export async function openLogKey(pem: string, origin: string): Promise<NoteSigner> {
  const pkcs8 = privateKeyFromPem(pem);
  const key = createPrivateKey({ key: toPem("PRIVATE KEY", pkcs8), format: "pem" });
  if (key.asymmetricKeyType !== "ed25519") {
    throw new Error(
      `Cannot use the log's key: it is of type ${key.asymmetricKeyType}, not ed25519. ` +
        "Make one with ceralacca log key",
    );
  }
  const spki = new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" }));
  return await webCryptoSigner(origin, {
    privateKey: await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]),
    publicKey: await crypto.subtle.importKey("spki", spki, "Ed25519", true, ["verify"]),
  });
}
