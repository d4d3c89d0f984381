import { expect } from "expect";
import {
  certificatesFromPem,
  parsePem,
  privateKeyFromPem,
  revocationListsFromPem,
  toPem,
} from "../../../adapters/documents/smime/pem.ts";

const BYTES = Uint8Array.from({ length: 100 }, (_, index) => index);

Deno.test("PEM: several objects in one text, with CRLF and comments, in their order", () => {
  const text = `subject=CN one\n${toPem("CERTIFICATE", BYTES)}\n${toPem("X509 CRL", BYTES)}` +
    toPem("CERTIFICATE", BYTES.subarray(1)).replaceAll("\n", "\r\n");
  expect(parsePem(text).map(({ label }) => label)).toEqual([
    "CERTIFICATE",
    "X509 CRL",
    "CERTIFICATE",
  ]);
  expect(certificatesFromPem(text)).toEqual([BYTES, BYTES.subarray(1)]);
  expect(revocationListsFromPem(text)).toEqual([BYTES]);
});

Deno.test("PEM: lines have 64 characters", () => {
  expect(toPem("CERTIFICATE", BYTES).split("\n")[1]?.length).toBe(64);
});

Deno.test("PEM: a private key must be the only one, and PKCS#8", () => {
  const key = toPem("PRIVATE KEY", BYTES);
  expect(privateKeyFromPem(toPem("CERTIFICATE", BYTES) + key)).toEqual(BYTES);
  expect(() => privateKeyFromPem(key + key)).toThrow("holds 2");
  expect(() => privateKeyFromPem("")).toThrow("holds 0");
  expect(() => privateKeyFromPem(toPem("RSA PRIVATE KEY", BYTES))).toThrow("openssl pkcs8");
  expect(() => privateKeyFromPem(toPem("ENCRYPTED PRIVATE KEY", BYTES))).toThrow("openssl pkcs8");
});

Deno.test("PEM: broken base64 is named", () => {
  const text = "-----BEGIN CERTIFICATE-----\nA=B\n-----END CERTIFICATE-----";
  expect(() => parsePem(text)).toThrow("CERTIFICATE is not base64");
});
