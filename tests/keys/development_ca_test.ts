import { expect } from "expect";
import { Certificate } from "../../adapters/documents/smime/certificate.ts";
import { certificatesFromPem } from "../../adapters/documents/smime/pem.ts";
import { certificateProfileFaults } from "../../adapters/documents/smime/profile.ts";
import {
  createAuthority,
  issueProviderCertificate,
  issueTlsCertificate,
} from "../../adapters/keys/development_ca.ts";
import { opensslAvailable, Workshop } from "../documents/smime/openssl.ts";
import { ADDRESS, LIFE, NOW } from "../documents/smime/support.ts";

let drawn = 0;
/** Serial numbers that start with zeros or with the sign bit are the hard ones. */
function random(length: number): Uint8Array {
  drawn++;
  return new Uint8Array(length).fill(drawn % 2 ? 0xff : 0x00);
}

const authority = await createAuthority({ name: "Autorità di prova", ...LIFE }, random);
const provider = await issueProviderCertificate(
  authority,
  { providerName: "Alfa S.p.A.", address: ADDRESS, ...LIFE },
  random,
);
const hosts = ["mx.alfa.example", "127.0.0.1", "::1"];

function certificateOf(pem: string): Certificate {
  return new Certificate(certificatesFromPem(pem)[0]!);
}

Deno.test("development CA: a provider's certificate keeps the profile and names the provider", () => {
  const certificate = certificateOf(provider.certificatePem);
  expect(certificateProfileFaults(certificate, ADDRESS)).toEqual([]);
  expect(certificate.organization).toBe("Alfa S.p.A.");
  expect(certificate.commonName).toBe("Alfa S.p.A.");
  expect(certificate.notAfter).toBe(LIFE.notAfter);
});

Deno.test("development CA: serial numbers are positive and at most 20 bytes", () => {
  for (const { certificatePem } of [authority, provider]) {
    const serial = Uint8Array.fromHex(certificateOf(certificatePem).serial);
    expect(serial.length).toBeLessThanOrEqual(20);
    expect(serial[0]).toBeGreaterThan(0);
    expect(serial[0]).toBeLessThan(0x80);
  }
});

Deno.test("development CA: an authority without its certificate is refused", async () => {
  const request = { providerName: "Alfa", address: ADDRESS, ...LIFE };
  await expect(issueProviderCertificate({ ...authority, certificatePem: "" }, request, random))
    .rejects.toThrow("holds no certificate");
});

Deno.test({
  name: "development CA: openssl accepts all its certificates, strictly, for their purposes",
  ignore: !opensslAvailable,
  fn: async () => {
    const tls = { hosts, ...LIFE };
    const rsa = await issueTlsCertificate(authority, { ...tls, keyType: "rsa" }, random);
    const p256 = await issueTlsCertificate(authority, { ...tls, keyType: "p256" }, random);
    await using shop = await Workshop.open({
      "ca.pem": authority.certificatePem,
      "provider.pem": provider.certificatePem,
      "rsa.pem": rsa.certificatePem,
      "p256.pem": p256.certificatePem,
      "p256.key": p256.privateKeyPem,
    });
    const verify = `verify -x509_strict -attime ${NOW / 1000} -CAfile ca.pem`;
    for (
      const args of [
        "ca.pem",
        "-purpose smimesign provider.pem",
        "-purpose sslserver -verify_hostname mx.alfa.example rsa.pem",
        "-purpose sslserver -verify_ip 127.0.0.1 p256.pem",
        "-purpose sslserver -verify_ip ::1 p256.pem",
      ]
    ) {
      expect(await shop.openssl(`${verify} ${args}`)).toMatchObject({ success: true });
    }
    const wrong = await shop.openssl(`${verify} -purpose smimesign rsa.pem`);
    expect(wrong.success).toBe(false);
    expect(await shop.openssl("pkey -in p256.key -noout -check")).toMatchObject({ success: true });
  },
});
