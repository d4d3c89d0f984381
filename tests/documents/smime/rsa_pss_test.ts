import { Buffer } from "node:buffer";
import { constants, createHash, generateKeyPairSync, sign, verify } from "node:crypto";
import { expect } from "expect";
import { verifiesRsaPss } from "../../../adapters/documents/smime/rsa_pss.ts";
import { rsaPublicKey } from "../../../adapters/documents/smime/rsa_verification.ts";

const DIGESTS = ["sha1", "sha256", "sha384", "sha512"] as const;
const DATA = new TextEncoder().encode("il messaggio");
const PADDING = { padding: constants.RSA_PKCS1_PSS_PADDING };

function flipped(octets: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(octets);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = result * result % modulus;
    if (bit === "1") result = result * base % modulus;
  }
  return result;
}

// 2049 bits: the encoded message is an octet shorter than the modulus.
for (const modulusLength of [2048, 2049, 3072, 4096]) {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength });
  const key = rsaPublicKey(publicKey)!;

  /** What node:crypto says, and what is said here. */
  const verdicts = (
    digest: string,
    saltLength: number,
    signature: Uint8Array,
    data = DATA,
  ): readonly boolean[] => [
    verify(digest, data, { key: publicKey, ...PADDING, saltLength }, signature),
    verifiesRsaPss(key, digest, saltLength, data, signature),
  ];

  for (const digest of DIGESTS) {
    Deno.test(`RSASSA-PSS: agrees with node:crypto, ${modulusLength} bits, ${digest}`, () => {
      const digestLength = createHash(digest).digest().length;
      const most = Math.ceil((modulusLength - 1) / 8) - digestLength - 2;
      for (const saltLength of [0, 1, 20, digestLength, most]) {
        const options = { key: privateKey, ...PADDING, saltLength };
        const signature = Uint8Array.from(sign(digest, DATA, options));
        expect(verdicts(digest, saltLength, signature)).toEqual([true, true]);
        const other = digest === "sha1" ? "sha256" : "sha1";
        for (
          const refused of [
            verdicts(digest, saltLength + 1, signature),
            verdicts(digest, most + 1, signature),
            verdicts(digest, saltLength, signature, DATA.subarray(1)),
            verdicts(other, saltLength, signature),
            ...[0, 7, 500, 1001, 2047].map((bit) =>
              verdicts(digest, saltLength, flipped(signature, bit))
            ),
          ]
        ) expect(refused).toEqual([false, false]);
      }
    });
  }

  Deno.test(`RSASSA-PSS: forms that no signature has are refused, ${modulusLength} bits`, () => {
    const signature = Uint8Array.from(
      sign("sha256", DATA, { key: privateKey, ...PADDING, saltLength: 32 }),
    );
    const forms = [
      new Uint8Array(0),
      signature.subarray(1),
      Uint8Array.of(0, ...signature),
      Uint8Array.of(...signature, 0),
      new Uint8Array(signature.length),
      new Uint8Array(signature.length).fill(0xff),
    ];
    for (const form of forms) expect(verdicts("sha256", 32, form)).toEqual([false, false]);
    // RFC 8017 §5.2.2: where the same signature plus the modulus still fits, node:crypto takes it.
    const raised = (BigInt(`0x${signature.toHex()}`) + key.modulus).toString(16);
    const octets = Uint8Array.fromHex(raised.padStart(raised.length + raised.length % 2, "0"));
    expect(verifiesRsaPss(key, "sha256", 32, DATA, octets)).toBe(false);
  });

  Deno.test(`RSASSA-PSS: a fault in what is signed is found, ${modulusLength} bits`, () => {
    const signature = sign("sha256", DATA, { key: privateKey, ...PADDING, saltLength: 32 });
    const { d = "" } = privateKey.export({ format: "jwk" });
    const secret = BigInt(`0x${Buffer.from(d, "base64url").toHex()}`);
    const message = power(BigInt(`0x${signature.toHex()}`), key.exponent, key.modulus);
    const again = (encoded: bigint) => {
      const hex = power(encoded, secret, key.modulus).toString(16);
      return Uint8Array.fromHex(hex.padStart(2 * key.octets, "0"));
    };
    expect(verdicts("sha256", 32, again(message))).toEqual([true, true]);
    // Trailer, digest, salt, the 01 before it, padding up to the last bit: the arithmetic holds.
    const bits = [0, 7, 8, 200, 264, 400, 519, 520, 527, 528, 1200, modulusLength - 2];
    for (const bit of bits) {
      const octets = again(message ^ (1n << BigInt(bit)));
      expect([bit, ...verdicts("sha256", 32, octets)]).toEqual([bit, false, false]);
    }
  });
}
