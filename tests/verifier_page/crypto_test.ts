import { Buffer } from "node:buffer";
import * as node from "node:crypto";
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { expect } from "expect";
import fc from "fast-check";
import * as page from "../../adapters/verifier_page/browser/crypto.ts";
import { derElement, derInteger, derSequence } from "../../adapters/documents/smime/der_writer.ts";

// The page must say what the engine says: everything here is asked of both.

const DIGESTS = ["sha1", "sha256", "sha384", "sha512"] as const;
const CURVES = { prime256v1: p256, secp384r1: p384, secp521r1: p521 };
const DATA = new TextEncoder().encode("il messaggio");

/** A key as both see it. */
interface Key {
  readonly spki: Uint8Array;
  readonly private: node.KeyObject;
}

function newKey(pair: { publicKey: node.KeyObject; privateKey: node.KeyObject }): Key {
  return {
    spki: Uint8Array.from(pair.publicKey.export({ format: "der", type: "spki" })),
    private: pair.privateKey,
  };
}

const curveKeys = Object.keys(CURVES).map((namedCurve) =>
  newKey(node.generateKeyPairSync("ec", { namedCurve }))
);

function engineKey(spki: Uint8Array): node.KeyObject {
  return node.createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
}

/** What the engine and the page say, as algorithms.ts asks them: what throws is no signature. */
function verdicts(
  { spki }: Pick<Key, "spki">,
  digest: string,
  data: Uint8Array,
  signature: Uint8Array,
): readonly [boolean, boolean] {
  return [
    attempt(() => node.verify(digest, data, engineKey(spki), signature)),
    attempt(() => page.verify(digest, data, page.createPublicKey({ key: spki }), signature)),
  ];
}

function attempt(verify: () => boolean): boolean {
  try {
    return verify();
  } catch {
    return false;
  }
}

function flipped(octets: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(octets);
  copy[(bit >> 3) % copy.length]! ^= 1 << (bit & 7);
  return copy;
}

for (const name of DIGESTS) {
  Deno.test(`the page digests as the engine does: ${name}`, () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (pieces) => {
      const [theirs, ours] = [node.createHash(name), page.createHash(name)];
      for (const piece of pieces) {
        theirs.update(piece);
        ours.update(piece);
      }
      expect(Uint8Array.from(ours.digest())).toEqual(Uint8Array.from(theirs.digest()));
    }));
    expect(page.createHash(name).update("però").digest("hex"))
      .toBe(node.createHash(name).update("però").digest("hex"));
    expect(page.createHash(name).update(DATA).digest("base64"))
      .toBe(node.createHash(name).update(DATA).digest("base64"));
  });
}

for (const [index, [name, curve]] of Object.entries(CURVES).entries()) {
  const key = curveKeys[index]!;
  const secret = Uint8Array.from(
    Buffer.from(key.private.export({ format: "jwk" }).d ?? "", "base64url"),
  );
  for (const digest of DIGESTS) {
    Deno.test(`ECDSA as the engine has it: ${name}, ${digest}`, () => {
      const hashed = Uint8Array.from(node.createHash(digest).update(DATA).digest());
      const options = { prehash: false, lowS: false, format: "der" } as const;
      const signature = curve.sign(hashed, secret, options);
      const [theirs, ours] = verdicts(key, digest, DATA, signature);
      expect(ours).toBe(theirs);
      // The engine takes no digest that is short beside the curve.
      expect(theirs).toBe(2 * hashed.length >= curve.Point.Fn.BYTES);
      expect(verdicts(key, digest, DATA.subarray(1), signature)).toEqual([false, false]);
      for (let bit = 0; bit < 8 * signature.length; bit += 11) {
        const [theirs, ours] = verdicts(key, digest, DATA, flipped(signature, bit));
        expect([bit, ours]).toEqual([bit, theirs]);
      }
    });
  }

  Deno.test(`ECDSA as the engine has it: forms of signatures on ${name}`, () => {
    const signature = Uint8Array.from(node.sign("sha512", DATA, key.private));
    const { r, s } = curve.Signature.fromBytes(signature, "der");
    const order = curve.Point.Fn.ORDER;
    const octets = (number: bigint) => {
      const hex = number.toString(16);
      return Uint8Array.fromHex(hex.padStart(hex.length + hex.length % 2, "0"));
    };
    const pair = (r: bigint, s: bigint) =>
      derSequence(derInteger(octets(r)), derInteger(octets(s)));
    const forms: readonly [string, Uint8Array, boolean][] = [
      ["as made", pair(r, s), true],
      ["the other s", pair(r, order - s), true],
      ["trailing octet", Uint8Array.of(...signature, 0), false],
      ["cut", signature.subarray(0, -1), false],
      ["empty", new Uint8Array(0), false],
      ["r of 0", pair(0n, s), false],
      ["s of 0", pair(r, 0n), false],
      ["r beyond the order", pair(r + order, s), false],
      ["s beyond the order", pair(r, s + order), false],
      ["s of the order", pair(r, order), false],
      [
        "padded r",
        derSequence(derElement(2, Uint8Array.of(0, 0), octets(r)), derInteger(octets(s))),
        false,
      ],
      [
        "third integer",
        derSequence(derInteger(octets(r)), derInteger(octets(s)), derInteger(octets(1n))),
        false,
      ],
      ["wrong tag", derElement(0x31, derInteger(octets(r)), derInteger(octets(s))), false],
      ["bare numbers", curve.Signature.fromBytes(signature, "der").toBytes("compact"), false],
    ];
    for (const [form, octets, holds] of forms) {
      expect([form, ...verdicts(key, "sha512", DATA, octets)]).toEqual([form, holds, holds]);
    }
  });
}
