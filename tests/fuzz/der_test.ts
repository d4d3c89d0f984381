import { expect } from "expect";
import fc from "fast-check";
import { Certificate } from "../../adapters/documents/smime/certificate.ts";
import { RevocationList } from "../../adapters/documents/smime/crl.ts";
import { berToDer } from "../../adapters/documents/smime/ber.ts";
import { DerError, elementAt } from "../../adapters/documents/smime/der.ts";
import { SignatureFault } from "../../adapters/documents/smime/fault.ts";
import { TrustStore } from "../../adapters/documents/smime/trust_store.ts";
import { verifySignature } from "../../adapters/documents/smime/verifier.ts";
import {
  authorityExtensions,
  certify,
  CONTENT,
  digestOf,
  newKeys,
  NOW,
  revocationList,
  serialOf,
  signedData,
  signerExtensions,
  signerInfo,
} from "../documents/smime/support.ts";
import { MADE, realEnvelope } from "../documents/smime/real_envelope.ts";

const SEED = 6109;
const keys = await newKeys();
const root = await certify("Root", keys, null, authorityExtensions());
const signer = await certify("Signer", keys, root, signerExtensions());
const trust = new TrustStore({ roots: [root.certificate.raw] });
const own = signedData([signer.certificate], [await signerInfo({ signer })]);
const list = await revocationList(root, { revoked: [[serialOf(signer), NOW]] });
const real = await realEnvelope();

/** A few bytes changed, a piece cut out, or a piece doubled. */
function mutated(original: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat(original.length - 1);
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x00, 0x30, 0x80, 0x82, 0x84, 0xa0, 0xff));
  const changes = fc.array(fc.tuple(place, byte), { minLength: 1, maxLength: 4 }).map((edits) => {
    const bytes = Uint8Array.from(original);
    for (const [at, value] of edits) bytes[at] = value;
    return bytes;
  });
  const cuts = fc.tuple(place, fc.nat(64)).map(([at, length]) =>
    Uint8Array.of(...original.subarray(0, at), ...original.subarray(at + length))
  );
  const doubles = fc.tuple(place, fc.nat(64)).map(([at, length]) =>
    Uint8Array.of(...original.subarray(0, at + length), ...original.subarray(at))
  );
  return fc.oneof(changes, cuts, doubles);
}

/** Runs `read` on what `bytes` yields; only errors of class `Allowed` may come out. */
function onlyThrows(
  bytes: fc.Arbitrary<Uint8Array>,
  read: (bytes: Uint8Array) => unknown,
  Allowed: new (...args: never[]) => Error,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(bytes, async (input) => {
      try {
        await read(input);
      } catch (error) {
        expect(error).toBeInstanceOf(Allowed);
      }
    }),
    { seed: SEED, numRuns: 300 },
  ) as Promise<void>;
}

const garbage = fc.uint8Array({ maxLength: 400 });
const nested = fc.uint8Array({ maxLength: 400, max: 0x82, min: 0x80 }).map((bytes) =>
  bytes.map((byte, index) => index % 2 === 0 ? 0x30 : byte)
);

Deno.test("fuzz: a verifier fed with garbage throws nothing but SignatureFault", async () => {
  const bytes = fc.oneof(garbage, nested);
  await onlyThrows(
    bytes,
    (p7s) => verifySignature(p7s, digestOf(CONTENT), trust, NOW),
    SignatureFault,
  );
});

Deno.test("fuzz: a verifier fed with damaged signatures throws nothing but SignatureFault", async () => {
  const verify = (p7s: Uint8Array) => verifySignature(p7s, digestOf(CONTENT), trust, NOW);
  await onlyThrows(mutated(own), verify, SignatureFault);
  const nobody = new TrustStore({ roots: [] });
  const verifyReal = (p7s: Uint8Array) =>
    verifySignature(p7s, digestOf(real.content), nobody, MADE);
  await onlyThrows(mutated(real.p7s), verifyReal, SignatureFault);
});

Deno.test("fuzz: a damaged signature that is accepted still says what was signed", async () => {
  await fc.assert(
    fc.asyncProperty(mutated(own), async (p7s) => {
      try {
        const verified = await verifySignature(p7s, digestOf(CONTENT), trust, NOW);
        expect(verified.signer.raw).toEqual(signer.certificate.raw);
        expect(verified.signingTime).toBe(NOW);
      } catch (error) {
        expect(error).toBeInstanceOf(SignatureFault);
      }
    }),
    { seed: SEED + 1, numRuns: 300 },
  );
});

Deno.test("fuzz: certificates, lists and BER fed with damage throw nothing but DerError", async () => {
  await onlyThrows(mutated(signer.certificate.raw), (der) => new Certificate(der), DerError);
  await onlyThrows(mutated(list), (der) => new RevocationList(der), DerError);
  await onlyThrows(fc.oneof(garbage, nested, mutated(own)), berToDer, DerError);
});

/** A value in BER, and the same in DER. */
interface Twofold {
  readonly ber: readonly number[];
  readonly der: readonly number[];
}

/** An identifier, a length in the long form with zeros in front where `zeros` says so, content. */
function definite(tag: number, content: readonly number[], zeros: number | null): number[] {
  const { length } = content;
  const octets = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  if (zeros === null && length < 0x80) return [tag, length, ...content];
  const padded = [...Array<number>(zeros ?? 0).fill(0), ...octets];
  return [tag, 0x80 | padded.length, ...padded, ...content];
}

const zeros = fc.option(fc.nat(3));
const octetString = fc.tuple(fc.array(fc.nat(255), { maxLength: 140 }), zeros)
  .map(([content, form]) => ({
    ber: definite(0x04, content, form),
    der: definite(0x04, content, null),
    content,
  }));
/** X.690 §8.7.3: an octet string in pieces. */
const inPieces = fc.array(octetString, { maxLength: 3 }).map((pieces): Twofold => ({
  ber: [0x24, 0x80, ...pieces.flatMap(({ ber }) => ber), 0, 0],
  der: definite(0x04, pieces.flatMap(({ content }) => content), null),
}));
const { value } = fc.letrec<{ value: Twofold }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    octetString,
    inPieces,
    fc.tuple(
      fc.constantFrom(0x30, 0x31, 0xa0),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.option(zeros, { nil: "indefinite" as const }),
    ).map(([tag, children, form]): Twofold => {
      const content = children.flatMap(({ ber }) => ber);
      return {
        ber: form === "indefinite" ? [tag, 0x80, ...content, 0, 0] : definite(tag, content, form),
        der: definite(tag, children.flatMap(({ der }) => der), null),
      };
    }),
  ),
}));

Deno.test("fuzz: BER in any of its forms becomes the one DER", () => {
  fc.assert(
    fc.property(value, ({ ber, der }) => {
      expect([...berToDer(Uint8Array.from(ber))]).toEqual(der);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

Deno.test("fuzz: what comes of damaged BER is DER, or DerError", () => {
  let read = 0;
  const damaged = value.chain(({ ber }) => mutated(Uint8Array.from(ber)));
  fc.assert(
    fc.property(fc.oneof(garbage, nested, mutated(own), damaged), (bytes) => {
      let der: Uint8Array;
      try {
        der = berToDer(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(DerError);
        return;
      }
      read++;
      expectStrict(der, 0, der.length);
    }),
    { seed: SEED, numRuns: 600 },
  );
  expect(read).toBeGreaterThan(50);
});

/** Throws where a range is not DER, at any depth. */
function expectStrict(source: Uint8Array, start: number, end: number): void {
  for (let position = start; position < end;) {
    const element = elementAt(source, position, end);
    if ((element.tag & 0x20) !== 0) expectStrict(source, element.contentStart, element.end);
    position = element.end;
  }
}
