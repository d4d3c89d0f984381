import { expect } from "expect";
import { Certificate, signerNames } from "../../../adapters/documents/smime/certificate.ts";
import { DerError } from "../../../adapters/documents/smime/der.ts";
import { derElement, derOid, derSequence } from "../../../adapters/documents/smime/der_writer.ts";
import { OID } from "../../../adapters/documents/smime/oids.ts";
import { certificateProfileFaults } from "../../../adapters/documents/smime/profile.ts";
import {
  authorityConstraints,
  criticalExtension,
  extension,
  keyUsageValue,
} from "../../../adapters/keys/certificate_builder.ts";
import { ADDRESS, certify, LIFE, newKeys, signerExtensions } from "./support.ts";

const keys = await newKeys();

Deno.test("certificate: every field is read", async () => {
  const { certificate } = await certify("Alfa", keys, null, [
    ...signerExtensions(ADDRESS, "anna@alfa.example"),
    extension(OID.basicConstraints, authorityConstraints(3)),
    criticalExtension("2.999.1", derElement(0x05)),
  ]);
  expect(certificate.commonName).toBe("Alfa");
  expect(certificate.organization).toBe("Alfa S.p.A.");
  expect([certificate.notBefore, certificate.notAfter]).toEqual([LIFE.notBefore, LIFE.notAfter]);
  expect(certificate.rfc822Names).toEqual([ADDRESS, "anna@alfa.example"]);
  expect(certificate.extensions.basicConstraints).toEqual({ ca: true, pathLength: 3 });
  expect(certificate.extensions.subjectKeyIdentifier).toBe(keys.identifier.toHex());
  expect(certificate.extensions.unknownCritical).toEqual(["2.999.1"]);
  expect(certificate.fingerprintSha1).toMatch(/^[0-9a-f]{40}$/);
});

Deno.test("certificate: an extension that occurs twice makes it unreadable", async () => {
  await expect(certify("Alfa", keys, null, [...signerExtensions(), ...signerExtensions()]))
    .rejects.toThrow("occurs twice");
});

Deno.test("certificate: bytes after it, or too many, make it unreadable", async () => {
  const { certificate: { raw } } = await certify("Alfa", keys, null, []);
  expect(() => new Certificate(Uint8Array.of(...raw, 0))).toThrow(DerError);
  expect(() => new Certificate(derSequence(new Uint8Array(70_000)))).toThrow("too many");
});

Deno.test("certificate: its two signature algorithms must be the same", async () => {
  const { certificate: { raw } } = await certify("Alfa", keys, null, []);
  const text = raw.toHex();
  const at = text.lastIndexOf(derOid(OID.sha256WithRsa).toHex());
  const other = derOid(OID.sha512WithRsa).toHex();
  const changed = text.slice(0, at) + other + text.slice(at + other.length);
  expect(() => new Certificate(Uint8Array.fromHex(changed))).toThrow("algorithms differ");
});

Deno.test("certificate: names an address without case, and only that", async () => {
  const { certificate } = await certify("Alfa", keys, null, signerExtensions());
  expect(signerNames("Posta-Certificata@ALFA.example", certificate)).toBe(true);
  expect(signerNames("posta-certificata@beta.example", certificate)).toBe(false);
  expect(signerNames("", certificate)).toBe(false);
});

Deno.test("profile: a provider's certificate keeps every rule, others are told which they break", async () => {
  const good = await certify("Alfa", keys, null, signerExtensions());
  expect(certificateProfileFaults(good.certificate, ADDRESS)).toEqual([]);
  expect(certificateProfileFaults(good.certificate, "posta-certificata@beta.example")).toEqual([
    "subjectAltName lacks the rfc822Name posta-certificata@beta.example",
  ]);
  const bad = await certify("Alfa", await newKeys(1024), null, [
    extension(OID.keyUsage, keyUsageValue("keyEncipherment")),
    extension(OID.basicConstraints, authorityConstraints(null)),
  ]);
  expect(certificateProfileFaults(bad.certificate, ADDRESS)).toEqual([
    "the key is not RSA of 2048 bits or more",
    "keyUsage lacks digitalSignature",
    "keyUsage is not critical",
    `subjectAltName lacks the rfc822Name ${ADDRESS}`,
    "basicConstraints is present",
    "extendedKeyUsage lacks emailProtection",
  ]);
});
