/** @module */
import { expect } from "expect";
import fc from "fast-check";
import { DerError } from "../../adapters/documents/smime/der.ts";
import {
  DER_NULL,
  derElement,
  derOid,
  derSequence,
  derTime,
} from "../../adapters/documents/smime/der_writer.ts";
import { SignatureFault } from "../../adapters/documents/smime/fault.ts";
import { OID } from "../../adapters/documents/smime/oids.ts";
import { toPem } from "../../adapters/documents/smime/pem.ts";
import {
  criticalExtension,
  extendedKeyUsageValue,
  extension,
  keyUsageValue,
} from "../../adapters/keys/certificate_builder.ts";
import { identifierOf, ocspRequest } from "../../adapters/documents/smime/ocsp_request.ts";
import {
  OcspError,
  readKeptOcspResponse,
  readOcspResponse,
} from "../../adapters/documents/smime/ocsp_response.ts";
import { HOUR, SECOND } from "../../events/instant.ts";
import { opensslAvailable, Workshop } from "../documents/smime/openssl.ts";
import {
  authorityExtensions,
  certify,
  type Entity,
  newKeys,
  NOW,
  signerExtensions,
} from "../documents/smime/support.ts";
import {
  type AnswerRequest,
  ocspAnswer,
  responseWith,
  revokedAt,
  UNKNOWN,
} from "./ocsp_answers.ts";
import { namesList, namesResponder } from "./support.ts";

const [rootKeys, otherKeys, signerKeys, delegateKeys] = await Promise.all([
  newKeys(),
  newKeys(),
  newKeys(),
  newKeys(),
]);
const root = await certify("Root", rootKeys, null, authorityExtensions());
const other = await certify("Other", otherKeys, null, authorityExtensions());
const signer = await certify("Signer", signerKeys, root, [
  ...signerExtensions(),
  namesResponder("http://ocsp.alfa.example/"),
  namesList("http://ca.alfa.example/crl"),
]);
const subject = { certificate: signer.certificate, issuer: root.certificate };

const DELEGATED = extension(OID.extendedKeyUsage, extendedKeyUsageValue(OID.ocspSigning));
const delegate = await certify("Responder", delegateKeys, root, [DELEGATED]);

async function answer(request: AnswerRequest = {}): Promise<Uint8Array<ArrayBuffer>> {
  return await ocspAnswer({ about: signer, issuer: root, by: root, ...request });
}

async function refusal(request: AnswerRequest, at = NOW): Promise<string> {
  const der = await answer(request);
  try {
    return `accepted: ${JSON.stringify(readOcspResponse(der, subject, at))}`;
  } catch (error) {
    expect(error).toBeInstanceOf(OcspError);
    return (error as Error).message.replace("Cannot accept the OCSP answer: ", "");
  }
}

Deno.test("OCSP: the certificate's responders and lists are read", () => {
  expect(signer.certificate.extensions.ocspResponders).toEqual(["http://ocsp.alfa.example/"]);
  expect(root.certificate.extensions.ocspResponders).toEqual([]);
});

Deno.test("OCSP: an answer of the issuer says good, or revoked and when", async () => {
  expect(readOcspResponse(await answer(), subject, NOW))
    .toEqual({ revoked: null, thisUpdate: NOW - HOUR, nextUpdate: NOW + HOUR });
  const revoked = await answer({ status: revokedAt(NOW - 2 * HOUR), nextUpdate: null });
  expect(readOcspResponse(revoked, subject, NOW))
    .toEqual({ revoked: NOW - 2 * HOUR, thisUpdate: NOW - HOUR, nextUpdate: null });
});

Deno.test("OCSP: a delegate may answer, named by its name or its key", async () => {
  for (const byKey of [false, true]) {
    const der = await answer({ by: delegate, enclosed: [delegate], byKey });
    expect(readOcspResponse(der, subject, NOW).revoked).toBe(null);
  }
  expect(await refusal({ by: delegate })).toBe("the responder's certificate is not enclosed");
});

Deno.test("OCSP: nobody else may answer", async () => {
  const by = async (issuer: Entity | null, ...extensions: Uint8Array[]) => {
    const stranger = await certify("Stranger", otherKeys, issuer, extensions);
    return await refusal({ by: stranger, enclosed: [stranger] });
  };
  expect(await by(root)).toContain("has not delegated");
  const anyPurpose = extendedKeyUsageValue(OID.anyExtendedKeyUsage);
  expect(await by(root, extension(OID.extendedKeyUsage, anyPurpose))).toContain("not delegated");
  expect(await by(other, DELEGATED)).toContain("of another authority");
  expect(await by(null, DELEGATED)).toContain("of another authority");
  const forCertificates = criticalExtension(OID.keyUsage, keyUsageValue("keyCertSign"));
  expect(await by(root, DELEGATED, forCertificates)).toContain("not meant to sign");
  expect(await by(root, DELEGATED, criticalExtension("2.999.7", DER_NULL)))
    .toContain("not meant to sign");
  // Another key under the issuer's own name.
  const impostor = { ...root, keys: otherKeys };
  expect(await refusal({ by: impostor })).toContain("not signed with the responder's key");
});

Deno.test("OCSP: a delegate's certificate must be valid", async () => {
  const life = { notBefore: NOW - 2 * HOUR, notAfter: NOW - HOUR };
  const expired = await certify("Expired", delegateKeys, root, [DELEGATED], life);
  expect(await refusal({ by: expired, enclosed: [expired] })).toContain("not valid now");
  const der = await answer({
    by: expired,
    enclosed: [expired],
    thisUpdate: NOW - 2 * HOUR,
  });
  expect(readOcspResponse(der, subject, NOW - HOUR).revoked).toBe(null);
});

Deno.test("OCSP: of an answer that was kept, the delegate must have been valid when it was given", async () => {
  const life = { notBefore: NOW - 2 * HOUR, notAfter: NOW - HOUR };
  const expired = await certify("Expired", delegateKeys, root, [DELEGATED], life);
  const request = { by: expired, enclosed: [expired] };
  const then = await answer({ ...request, thisUpdate: NOW - 2 * HOUR });
  expect(readKeptOcspResponse(then, subject).thisUpdate).toBe(NOW - 2 * HOUR);
  const later = await answer({ ...request, thisUpdate: NOW - HOUR + 2 * SECOND });
  expect(() => readKeptOcspResponse(later, subject)).toThrow("not valid now");
});

Deno.test("OCSP: an answer about another certificate does not count", async () => {
  const second = await certify("Second", otherKeys, root, signerExtensions());
  expect(await refusal({ about: second })).toBe("it speaks of other certificates");
  expect(await refusal({ issuer: other })).toBe("it speaks of other certificates");
  // Another authority's key under the issuer's name.
  expect(await refusal({ issuer: { ...root, keys: otherKeys } }))
    .toBe("it speaks of other certificates");
  expect(await refusal({ digest: OID.sha256 })).toBe("it speaks of other certificates");
});

Deno.test("OCSP: unknown, future, weak and critical answers do not count", async () => {
  expect(await refusal({ status: UNKNOWN })).toBe("the responder does not know the certificate");
  expect(await refusal({ thisUpdate: NOW + SECOND })).toContain("from the future");
  expect(await refusal({ algorithm: derSequence(derOid(OID.sha1WithRsa), DER_NULL) }))
    .toBe("it is signed with SHA-1");
  expect(await refusal({ extensions: [criticalExtension("2.999.7", DER_NULL)] }))
    .toContain("unknown critical extension 2.999.7");
  expect(await refusal({ extensions: [extension("2.999.7", DER_NULL)] })).toContain("accepted");
});

Deno.test("OCSP: what a responder refuses is told in its words", () => {
  const status = (number: number) => derSequence(derElement(0x0a, Uint8Array.of(number)));
  const read = (der: Uint8Array) => () => readOcspResponse(der, subject, NOW);
  expect(read(status(3))).toThrow("the responder says tryLater");
  expect(read(status(6))).toThrow("the responder says unauthorized");
  expect(read(status(9))).toThrow("the responder says 09");
  expect(read(responseWith(derOid("2.999.7"), DER_NULL))).toThrow("of the type 2.999.7");
  expect(read(new Uint8Array(100_001))).toThrow(DerError);
});

Deno.test("OCSP: an answer with a changed byte never says something else (fuzz)", async () => {
  const der = await answer({ by: delegate, enclosed: [delegate], status: revokedAt(NOW - HOUR) });
  const genuine = readOcspResponse(der, subject, NOW);
  fc.assert(
    fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
      const changed = Uint8Array.from(der);
      changed[index]! ^= change;
      try {
        expect(readOcspResponse(changed, subject, NOW)).toEqual(genuine);
      } catch (error) {
        const expected = [DerError, OcspError, SignatureFault];
        if (!expected.some((type) => error instanceof type)) throw error;
      }
    }),
    { numRuns: 500, seed: 6960 },
  );
});

Deno.test("OCSP: any bytes are an answer or a fault (fuzz)", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(() => readOcspResponse(bytes, subject, NOW)).toThrow(/^Cannot /);
    }),
    { numRuns: 200, seed: 6960 },
  );
});

Deno.test({
  name: "OCSP: openssl reads our request, and we its answer",
  ignore: !opensslAvailable,
  fn: async () => {
    // openssl stamps its answers with the system's time.
    const now = Date.now();
    const life = { notBefore: now - HOUR, notAfter: now + 24 * HOUR };
    const authority = await certify("Root", rootKeys, null, authorityExtensions(), life);
    const holder = await certify("Signer", signerKeys, authority, signerExtensions(), life);
    const one = { certificate: holder.certificate, issuer: authority.certificate };
    const request = ocspRequest(identifierOf(one.certificate, one.issuer));
    const expiry = new TextDecoder().decode(derTime(life.notAfter).subarray(2));
    const entry = (status: string) =>
      `${status}\t${one.certificate.serial.toUpperCase()}\tunknown\t/CN=Signer\n`;
    await using shop = await Workshop.open({
      "root.pem": toPem("CERTIFICATE", authority.certificate.raw),
      "root.key": toPem("PRIVATE KEY", rootKeys.pkcs8),
      "request": request,
      "index": entry(`V\t${expiry}\t`),
    });
    const dump = await shop.openssl("ocsp -reqin request -req_text");
    expect(dump.output).toContain("Hash Algorithm: sha1");
    expect(dump.output.toLowerCase()).toContain(`serial number: ${one.certificate.serial}`);
    const ask = async () => {
      const made = await shop.openssl(
        "ocsp -index index -CA root.pem -rsigner root.pem -rkey root.key -reqin request " +
          "-respout response -nmin 5",
      );
      expect(made).toMatchObject({ success: true });
      return readOcspResponse(await shop.read("response"), one, now + 5 * SECOND);
    };
    expect(await ask()).toMatchObject({ revoked: null });
    const date = new TextDecoder().decode(derTime(now - HOUR).subarray(2));
    await shop.write("index", entry(`R\t${expiry}\t${date},keyCompromise`));
    expect((await ask()).revoked).toBe(Math.floor((now - HOUR) / SECOND) * SECOND);
    await shop.write("index", "");
    await expect(ask()).rejects.toThrow("does not know the certificate");
  },
});
