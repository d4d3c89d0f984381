/**
 * Certificates for tests: an authority, and servers' certificates under it.
 *
 * @module
 */
import { Integer, PrintableString } from "asn1js";
import {
  AltName,
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  CryptoEngine,
  Extension,
  GeneralName,
} from "pkijs";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const engine = new CryptoEngine({ name: "webcrypto", crypto });

/** An authority that issues certificates. */
export interface TestAuthority {
  readonly pem: string;
  issue(hostName: string): Promise<{ readonly key: string; readonly cert: string }>;
}

export async function testAuthority(): Promise<TestAuthority> {
  const keys = await newKeys();
  const ca = template("Test authority", "Test authority", 1);
  ca.extensions = [
    new Extension({
      extnID: "2.5.29.19",
      critical: true,
      extnValue: new BasicConstraints({ cA: true }).toSchema().toBER(false),
    }),
  ];
  await sign(ca, keys.publicKey, keys.privateKey);
  return {
    pem: pem("CERTIFICATE", ca.toSchema().toBER(false)),
    async issue(hostName) {
      const own = await newKeys();
      const certificate = template(hostName, "Test authority", 2);
      const names = new AltName({ altNames: [new GeneralName({ type: 2, value: hostName })] });
      certificate.extensions = [
        new Extension({ extnID: "2.5.29.17", extnValue: names.toSchema().toBER(false) }),
      ];
      await sign(certificate, own.publicKey, keys.privateKey);
      return {
        key: pem("PRIVATE KEY", await crypto.subtle.exportKey("pkcs8", own.privateKey)),
        cert: pem("CERTIFICATE", certificate.toSchema().toBER(false)),
      };
    },
  };
}

async function newKeys(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]) as CryptoKeyPair;
}

function template(subject: string, issuer: string, serial: number): Certificate {
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new Integer({ value: serial });
  const name = (value: string) =>
    new AttributeTypeAndValue({ type: "2.5.4.3", value: new PrintableString({ value }) });
  certificate.subject.typesAndValues.push(name(subject));
  certificate.issuer.typesAndValues.push(name(issuer));
  certificate.notBefore.value = new Date(Date.UTC(2020, 0, 1));
  certificate.notAfter.value = new Date(Date.UTC(2049, 0, 1));
  return certificate;
}

async function sign(
  certificate: Certificate,
  publicKey: CryptoKey,
  issuerKey: CryptoKey,
): Promise<void> {
  await certificate.subjectPublicKeyInfo.importKey(publicKey, engine);
  await certificate.sign(issuerKey, "SHA-256", engine);
}

function pem(label: string, der: ArrayBuffer): string {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(der)));
  return `-----BEGIN ${label}-----\n${base64.replace(/.{64}/g, "$&\n")}\n-----END ${label}-----\n`;
}
