/**
 * A self-signed certificate for servers under test.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";

/** A certificate and its private key as PEM texts. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Makes a certificate for `host` that is valid in this century. */
export async function selfSigned(host: string): Promise<TestCertificate> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ value: 1 });
  for (const name of [certificate.issuer, certificate.subject]) {
    name.typesAndValues.push(
      new pkijs.AttributeTypeAndValue({
        type: "2.5.4.3",
        value: new asn1js.Utf8String({ value: host }),
      }),
    );
  }
  certificate.notBefore.value = new Date("2000-01-01T00:00:00Z");
  certificate.notAfter.value = new Date("2049-12-31T00:00:00Z");
  await certificate.subjectPublicKeyInfo.importKey(pair.publicKey);
  await certificate.sign(pair.privateKey, "SHA-256");
  const key = await crypto.subtle.exportKey("pkcs8", pair.privateKey);
  return {
    certificate: pem("CERTIFICATE", certificate.toSchema().toBER()),
    key: pem("PRIVATE KEY", key),
  };
}

function pem(label: string, der: ArrayBuffer): string {
  const lines = Buffer.from(der).toString("base64").match(/.{1,64}/g)!;
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
