import { Buffer } from "node:buffer";
import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { expect } from "expect";
import fc from "fast-check";
import {
  DER_NULL,
  derBitString,
  derElement,
  derInteger,
  derOid,
  derSequence,
} from "../../adapters/documents/smime/der_writer.ts";
import { TAG } from "../../adapters/documents/smime/der.ts";
import { OID } from "../../adapters/documents/smime/oids.ts";
import { type PublicKey, readPublicKey } from "../../adapters/verifier_page/browser/public_key.ts";

/** What verification asks of a key: `none` for what it cannot use, or cannot read. */
function facts(read: () => KeyObject | PublicKey): unknown {
  try {
    const key = read();
    const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
    if (key.asymmetricKeyType === "ec") return { namedCurve };
    if (key.asymmetricKeyType !== "rsa") return "none";
    const { n, e } = key.export({ format: "jwk" });
    return { modulusLength, n, e };
  } catch {
    return "none";
  }
}

function engine(spki: Uint8Array): unknown {
  return facts(() => createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" }));
}

function page(spki: Uint8Array): unknown {
  return facts(() => readPublicKey(spki));
}

const EC = "1.2.840.10045.2.1";
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
const modulus = Uint8Array.from(Buffer.from(rsa.export({ format: "jwk" }).n ?? "", "base64url"));
const F4 = Uint8Array.of(1, 0, 1);
const RSA = derSequence(derOid(OID.rsaEncryption), DER_NULL);

function rsaSpki(n: Uint8Array, e: Uint8Array, algorithm = RSA): Uint8Array {
  const key = derSequence(derInteger(n), derInteger(e));
  return derSequence(algorithm, derBitString(key));
}

function power(bits: number): Uint8Array {
  const hex = (2n ** BigInt(bits - 1) + 1n).toString(16);
  return Uint8Array.fromHex(hex.padStart(hex.length + hex.length % 2, "0"));
}

const even = modulus.with(-1, modulus.at(-1)! & 0xfe);
const RSA_KEYS: readonly [string, Uint8Array, boolean][] = [
  ["as usual", rsaSpki(modulus, F4), true],
  ["exponent 0", rsaSpki(modulus, Uint8Array.of(0)), false],
  ["exponent 1", rsaSpki(modulus, Uint8Array.of(1)), false],
  ["exponent 2", rsaSpki(modulus, Uint8Array.of(2)), false],
  ["exponent 3", rsaSpki(modulus, Uint8Array.of(3)), true],
  ["exponent of 33 bits", rsaSpki(modulus, power(33)), true],
  ["exponent of 34 bits", rsaSpki(modulus, power(34)), false],
  ["even modulus", rsaSpki(even, F4), false],
  ["modulus of 1024 bits", rsaSpki(power(1024), F4), true],
  ["modulus of 2049 bits", rsaSpki(power(2049), F4), true],
  ["modulus of 4096 bits", rsaSpki(power(4096), F4), true],
  ["modulus of 4097 bits", rsaSpki(power(4097), F4), false],
  ["modulus of 16384 bits", rsaSpki(power(16384), F4), false],
  ["no parameters", rsaSpki(modulus, F4, derSequence(derOid(OID.rsaEncryption))), true],
  ["as for PSS", rsaSpki(modulus, F4, derSequence(derOid(OID.rsassaPss))), false],
  ["unknown algorithm", rsaSpki(modulus, F4, derSequence(derOid(OID.sha256))), false],
  [
    "negative modulus",
    derSequence(RSA, derBitString(derSequence(derElement(2, modulus), derInteger(F4)))),
    true,
  ],
  [
    "modulus with zeros before it",
    derSequence(
      RSA,
      derBitString(derSequence(derElement(2, Uint8Array.of(0, 0), modulus), derInteger(F4))),
    ),
    true,
  ],
  [
    "a third integer",
    derSequence(
      RSA,
      derBitString(derSequence(derInteger(modulus), derInteger(F4), derInteger(F4))),
    ),
    false,
  ],
  ["an octet behind it", Uint8Array.of(...rsaSpki(modulus, F4), 0), false],
  ["unused bits", derSequence(RSA, derElement(3, Uint8Array.of(1), DER_NULL)), false],
  ["nothing", new Uint8Array(0), false],
];

for (const [name, spki, usable] of RSA_KEYS) {
  Deno.test(`the page reads an RSA key as the engine does: ${name}`, () => {
    expect(page(spki)).toEqual(engine(spki));
    expect(page(spki) !== "none").toBe(usable);
  });
}

const CURVES = {
  prime256v1: { oid: "1.2.840.10045.3.1.7", length: 65 },
  secp384r1: { oid: "1.3.132.0.34", length: 97 },
  secp521r1: { oid: "1.3.132.0.35", length: 133 },
  secp224r1: { oid: "1.3.132.0.33", length: 57 },
  secp256k1: { oid: "1.3.132.0.10", length: 65 },
};
for (const [namedCurve, { oid, length }] of Object.entries(CURVES)) {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve });
  const spki = Uint8Array.from(publicKey.export({ format: "der", type: "spki" }));

  Deno.test(`the page reads a key on ${namedCurve} as the engine does`, () => {
    expect(page(spki)).toEqual(engine(spki));
    expect(page(spki)).toEqual({ namedCurve });
  });

  // Nothing verifies on the other two.
  if (!["prime256v1", "secp384r1", "secp521r1"].includes(namedCurve)) continue;

  Deno.test(`the page reads points of ${namedCurve} as the engine does`, () => {
    const point = spki.slice(-length);
    const algorithm = derSequence(derOid(EC), derOid(oid));
    const half = (length - 1) / 2;
    const parity = point.at(-1)! & 1;
    const keyOf = (point: Uint8Array, head = algorithm) => derSequence(head, derBitString(point));
    const keys: readonly [string, Uint8Array, boolean][] = [
      ["as usual", keyOf(point), true],
      ["compressed", keyOf(Uint8Array.of(2 + parity, ...point.slice(1, 1 + half))), true],
      ["hybrid", keyOf(Uint8Array.of(6 + parity, ...point.slice(1))), false],
      ["infinity", keyOf(Uint8Array.of(0)), false],
      ["beside the curve", keyOf(point.with(-1, point.at(-1)! ^ 1)), false],
      ["an octet too many", keyOf(Uint8Array.of(...point, 0)), false],
      ["no curve", keyOf(point, derSequence(derOid(EC))), false],
      ["NULL for a curve", keyOf(point, derSequence(derOid(EC), DER_NULL)), false],
      ["unknown curve", keyOf(point, derSequence(derOid(EC), derOid("1.3.132.0.1"))), false],
    ];
    for (const [name, spki, usable] of keys) {
      expect([name, page(spki)]).toEqual([name, engine(spki)]);
      expect([name, page(spki) !== "none"]).toEqual([name, usable]);
    }
  });

  Deno.test(`the page reads damaged keys as the engine does: ${namedCurve}`, () => {
    expectSameForDamage(spki);
  });
}

Deno.test("the page reads damaged keys as the engine does: RSA", () => {
  const spki = rsaSpki(modulus, F4);
  // Parameters other than NULL are refused by Certificate, before anyone reads the key.
  const parameters = spki.indexOf(TAG.null, 16);
  expectSameForDamage(spki, [parameters, parameters + 1]);
});

function expectSameForDamage(spki: Uint8Array, untouched: readonly number[] = []): void {
  // The first octets are the frame: most damage goes there.
  const place = fc.oneof(fc.nat(40), fc.nat(spki.length - 1));
  fc.assert(
    fc.property(place, fc.nat(255), (place, octet) => {
      fc.pre(!untouched.includes(place));
      const damaged = spki.with(place, octet);
      expect(page(damaged)).toEqual(engine(damaged));
    }),
    { numRuns: 400 },
  );
}
