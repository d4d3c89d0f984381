import { expect } from "expect";
import {
  createAuthority,
  type Credential,
  issueProviderCertificate,
} from "../../adapters/keys/development_ca.ts";
import { openLibcryptoKey } from "../../adapters/keys/libcrypto_key.ts";
import { openWebCryptoKey } from "../../adapters/keys/webcrypto_key.ts";
import { random } from "../../adapters/opening/random.ts";
import { ADDRESS, LIFE } from "../documents/smime/support.ts";

const authority = await createAuthority({ name: "Autorità di prova", ...LIFE }, random);
const request = { providerName: "Alfa S.p.A.", address: ADDRESS, ...LIFE };
const alfa = await issueProviderCertificate(authority, request, random);
const beta = await issueProviderCertificate(authority, request, random);
const LIBRARY = await firstExisting([
  "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
  "/usr/lib/aarch64-linux-gnu/libcrypto.so.3",
  "/usr/lib64/libcrypto.so.3",
  "/usr/lib/libcrypto.so.3",
]);
const DATA = new TextEncoder().encode("ciao");

async function firstExisting(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    try {
      await Deno.stat(path);
      return path;
    } catch {
      continue;
    }
  }
  return null;
}

function material(credential: Credential, address = ADDRESS) {
  return { ...credential, address };
}

Deno.test("WebCrypto key: signs with RSASSA-PKCS1-v1_5, the same bytes each time", async () => {
  const key = await openWebCryptoKey(material(alfa));
  const signature = await key.sign(DATA);
  expect(signature.length).toBe(256);
  expect(await key.sign(DATA)).toEqual(signature);
});

Deno.test("WebCrypto key: another key's certificate is refused", async () => {
  const mixed = { ...alfa, certificatePem: beta.certificatePem };
  await expect(openWebCryptoKey(material(mixed))).rejects.toThrow("belongs to another key");
});

Deno.test("WebCrypto key: a certificate that breaks the profile is refused with its rules", async () => {
  await expect(openWebCryptoKey(material(alfa, "posta-certificata@beta.example"))).rejects.toThrow(
    "subjectAltName lacks the rfc822Name posta-certificata@beta.example",
  );
  await expect(openWebCryptoKey(material(authority))).rejects.toThrow(
    "basicConstraints is present",
  );
  await expect(openWebCryptoKey({ ...material(alfa), certificatePem: "" })).rejects.toThrow(
    "the PEM holds none",
  );
});

Deno.test({
  name:
    "libcrypto key: gives the signatures of WebCrypto, many under way at a time (needs libcrypto)",
  ignore: LIBRARY === null,
  fn: async () => {
    const web = await openWebCryptoKey(material(alfa));
    await using key = await openLibcryptoKey(material(alfa), LIBRARY!);
    const inputs = Array.from({ length: 24 }, (_, index) => new Uint8Array(index * 50).fill(index));
    const signatures = await Promise.all(inputs.map((data) => key.sign(data)));
    for (const [index, data] of inputs.entries()) {
      expect(signatures[index]).toEqual(await web.sign(data));
    }
  },
});

Deno.test({
  name:
    "libcrypto key: waits for what is under way before it frees, and signs no more then (needs libcrypto)",
  ignore: LIBRARY === null,
  fn: async () => {
    const key = await openLibcryptoKey(material(alfa), LIBRARY!);
    const underWay = key.sign(DATA);
    await key[Symbol.asyncDispose]();
    expect((await underWay).length).toBe(256);
    await expect(key.sign(DATA)).rejects.toThrow("the key is closed");
    await key[Symbol.asyncDispose]();
  },
});

Deno.test({
  name:
    "libcrypto key: another key's certificate is refused, and so is a broken key (needs libcrypto)",
  ignore: LIBRARY === null,
  fn: async () => {
    const mixed = { ...alfa, certificatePem: beta.certificatePem };
    await expect(openLibcryptoKey(material(mixed), LIBRARY!)).rejects.toThrow("another key");
    const broken = {
      ...alfa,
      privateKeyPem: "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
    };
    await expect(openLibcryptoKey(material(broken), LIBRARY!)).rejects.toThrow("does not read it");
  },
});

Deno.test("libcrypto key: a missing library is told with the remedy", async () => {
  await expect(openLibcryptoKey(material(alfa), "/nowhere/libcrypto.so.3")).rejects.toThrow(
    "--allow-ffi=/nowhere/libcrypto.so.3",
  );
});
