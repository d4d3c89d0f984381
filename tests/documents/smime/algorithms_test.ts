import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { expect } from "expect";
import { verifies } from "../../../adapters/documents/smime/algorithms.ts";
import { Certificate } from "../../../adapters/documents/smime/certificate.ts";
import {
  derBitString,
  derInteger,
  derOid,
  derSequence,
} from "../../../adapters/documents/smime/der_writer.ts";
import { OID } from "../../../adapters/documents/smime/oids.ts";
import { buildCertificate, derName } from "../../../adapters/keys/certificate_builder.ts";
import { LIFE } from "./support.ts";

const DATA = new TextEncoder().encode("il messaggio");

/** A certificate of this key; nobody signed it, and nobody asks here. */
async function certificateOf(spki: Uint8Array): Promise<Certificate> {
  const name = derName([[OID.commonName, "alfa"]]);
  const fields = { serial: Uint8Array.of(1), issuer: name, subject: name, spki, extensions: [] };
  return new Certificate(
    await buildCertificate({ ...LIFE, ...fields }, () => Promise.resolve(new Uint8Array(256))),
  );
}

function spkiOf(key: KeyObject): Uint8Array {
  return Uint8Array.from(key.export({ format: "der", type: "spki" }));
}

for (const namedCurve of ["P-256", "P-384", "P-521", "P-224", "secp256k1"]) {
  Deno.test(`ECDSA: keys on ${namedCurve}`, async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
    const certificate = await certificateOf(spkiOf(publicKey));
    const scheme = { kind: "ecdsa", digest: "sha512", saltLength: 0 } as const;
    const verdict = () => verifies(scheme, certificate, DATA, sign("sha512", DATA, privateKey));
    if (["P-256", "P-384", "P-521"].includes(namedCurve)) expect(verdict()).toBe(true);
    else expect(verdict).toThrow("a key on the curve");
  });
}

for (const kind of ["rsa-pkcs1", "rsa-pss"] as const) {
  Deno.test(`${kind}: a key whose exponent only costs time verifies nothing`, async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const modulus = Uint8Array.fromBase64(publicKey.export({ format: "jwk" }).n ?? "", {
      alphabet: "base64url",
    });
    const exponent = Uint8Array.of(1, 0, 0, 0, 1);
    const algorithm = derSequence(derOid(OID.rsaEncryption));
    const certificate = await certificateOf(
      derSequence(
        algorithm,
        derBitString(derSequence(derInteger(modulus), derInteger(exponent))),
      ),
    );
    const scheme = { kind, digest: "sha256", saltLength: 32 } as const;
    expect(verifies(scheme, certificate, DATA, new Uint8Array(256))).toBe(false);
  });
}

Deno.test("RSA: a key whose algorithm has parameters is no key", async () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const spki = spkiOf(publicKey);
  const certificate = await certificateOf(spki);
  expect(certificate.publicKey().asymmetricKeyType).toBe("rsa");
  // The NULL becomes an empty OCTET STRING.
  const other = await certificateOf(spki.with(spki.indexOf(5, 16), 4));
  expect(() => other.publicKey()).toThrow("Cannot read the public key");
});
