import { expect } from "expect";
import { createHash } from "node:crypto";
import { derOctetString } from "../../../adapters/documents/smime/der_writer.ts";
import { toPem } from "../../../adapters/documents/smime/pem.ts";
import { CmsSigner } from "../../../adapters/documents/smime/template_signer.ts";
import { type TrustMaterial, TrustStore } from "../../../adapters/documents/smime/trust_store.ts";
import { verifySignature } from "../../../adapters/documents/smime/verifier.ts";
import { opensslAvailable, Workshop } from "./openssl.ts";
import {
  authorityExtensions,
  certify,
  CONTENT,
  digestOf,
  faultOf,
  newKeys,
  NOW,
  revocationList,
  serialOf,
  signerExtensions,
  signWith,
} from "./support.ts";

const [rootKeys, signerKeys] = await Promise.all([newKeys(), newKeys()]);
const root = await certify("Root", rootKeys, null, authorityExtensions());
const signer = await certify("Alfa S.p.A.", signerKeys, root, signerExtensions());
const ROOT_PEM = toPem("CERTIFICATE", root.certificate.raw);
const SIGNER_PEM = toPem("CERTIFICATE", signer.certificate.raw);
const ATTIME = `-attime ${NOW / 1000}`;

function workshop(files: Readonly<Record<string, Uint8Array | string>> = {}): Promise<Workshop> {
  return Workshop.open({
    "root.pem": ROOT_PEM,
    "signer.pem": SIGNER_PEM,
    "signer.key": toPem("PRIVATE KEY", signerKeys.pkcs8),
    "content": CONTENT,
    ...files,
  });
}

/** What becomes of a signature that openssl makes with these options. */
async function signedBy(options: string, material: Partial<TrustMaterial> = {}) {
  await using shop = await workshop();
  const made = await shop.openssl(
    `cms -sign -binary -in content -signer signer.pem -inkey signer.key -outform DER -out p7s ${options}`,
  );
  expect(made).toMatchObject({ success: true });
  const p7s = await shop.read("p7s");
  // openssl stamps its signatures with the system's time: SHA-1 is to be refused at any.
  const trust = new TrustStore({ roots: [root.certificate.raw], sha1Until: 0, ...material });
  return { p7s, fault: await faultOf(verifySignature(p7s, digestOf(CONTENT), trust, NOW)) };
}

Deno.test({
  name: "openssl verifies what CmsSigner signs, and refuses it after one changed byte",
  ignore: !opensslAvailable,
  fn: async () => {
    const cms = await CmsSigner.create({
      certificate: signer.certificate.raw,
      sign: (data) => signWith(signerKeys, Uint8Array.from(data)),
    }, [root.certificate.raw]);
    const { signedData: p7s } = await cms.sign(
      createHash("sha256").update(CONTENT).digest(),
      NOW,
    );
    await using shop = await workshop({ p7s });
    const verify = `cms -verify -binary -inform DER -in p7s -content content -CAfile root.pem ` +
      `-purpose smimesign -x509_strict ${ATTIME}`;
    expect((await shop.openssl(verify)).output).toContain("CMS Verification successful");
    const altered = Uint8Array.from(CONTENT);
    altered[0]! ^= 1;
    await shop.write("content", altered);
    expect((await shop.openssl(verify)).success).toBe(false);
    await shop.write("content", CONTENT);
    const forged = Uint8Array.from(p7s);
    forged[forged.length - 1]! ^= 1;
    await shop.write("p7s", forged);
    expect((await shop.openssl(verify)).success).toBe(false);
  },
});

for (
  const [options, expected] of [
    ["-md sha256", "none"],
    ["-md sha384", "none"],
    ["-md sha512", "none"],
    ["-md sha256 -keyid", "none"],
    ["-md sha256 -cades", "none"],
    ["-md sha256 -keyopt rsa_padding_mode:pss", "none"],
    ["-md sha256 -noattr", "missing-attribute"],
    ["-md sha256 -nodetach", "embedded-content"],
    ["-md sha256 -nodetach -stream", "embedded-content"],
    ["-md sha256 -nocerts", "certificate-missing"],
    ["-md sha1", "weak-algorithm"],
    ["-md md5", "unsupported-algorithm"],
  ] as const
) {
  Deno.test({
    name: `openssl cms -sign ${options}: ${expected}`,
    ignore: !opensslAvailable,
    fn: async () => {
      expect((await signedBy(options)).fault).toBe(expected);
    },
  });
}

Deno.test({
  name: "openssl cms -sign -md sha1 is accepted while SHA-1 is",
  ignore: !opensslAvailable,
  fn: async () => {
    const { fault } = await signedBy("-md sha1", { sha1Until: Date.UTC(2100, 0, 1) });
    expect(fault).toBe("none");
  },
});

Deno.test({
  name: "openssl's indefinite lengths are accepted",
  ignore: !opensslAvailable,
  fn: async () => {
    const { p7s } = await signedBy("-md sha256 -nodetach -stream");
    // openssl streams only with the content inside; other senders stream detached: cut it out.
    const content = `a0802480${derOctetString(CONTENT).toHex()}00000000`;
    const text = p7s.toHex();
    expect(text.slice(0, 4)).toBe("3080");
    expect(text).toContain(content);
    const detached = Uint8Array.fromHex(text.replace(content, ""));
    const trust = new TrustStore({ roots: [root.certificate.raw] });
    const verification = verifySignature(detached, digestOf(CONTENT), trust, NOW);
    expect(await faultOf(verification)).toBe("none");
  },
});

Deno.test({
  name: "openssl and the verifier agree on ECDSA",
  ignore: !opensslAvailable,
  fn: async () => {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
    const elliptic = await certify("Beta", { ...signerKeys, spki }, root, signerExtensions());
    await using shop = await workshop({
      "signer.pem": toPem("CERTIFICATE", elliptic.certificate.raw),
      "signer.key": toPem("PRIVATE KEY", pkcs8),
    });
    const sign = "cms -sign -binary -in content -signer signer.pem -inkey signer.key";
    const made = await shop.openssl(`${sign} -md sha256 -outform DER -out p7s`);
    expect(made).toMatchObject({ success: true });
    const trust = new TrustStore({ roots: [root.certificate.raw] });
    const p7s = await shop.read("p7s");
    expect(await faultOf(verifySignature(p7s, digestOf(CONTENT), trust, NOW))).toBe("none");
  },
});

Deno.test({
  name: "openssl finds in a revocation list of the tests what it should",
  ignore: !opensslAvailable,
  fn: async () => {
    const list = await revocationList(root, { revoked: [[serialOf(signer), NOW - 1000]] });
    await using shop = await workshop({ "root.crl": toPem("X509 CRL", list) });
    const { output } = await shop.openssl(
      `verify -crl_check -CRLfile root.crl -CAfile root.pem ${ATTIME} signer.pem`,
    );
    expect(output).toContain("certificate revoked");
  },
});
