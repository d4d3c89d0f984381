import { expect } from "expect";
import { Certificate, signerNames } from "../../../adapters/documents/smime/certificate.ts";
import { certificateProfileFaults } from "../../../adapters/documents/smime/profile.ts";
import { parseSignedData } from "../../../adapters/documents/smime/signed_data.ts";
import { TrustStore } from "../../../adapters/documents/smime/trust_store.ts";
import { verifySignature } from "../../../adapters/documents/smime/verifier.ts";
import { MADE, realEnvelope } from "./real_envelope.ts";
import { digestOf, faultOf } from "./support.ts";

const { content, p7s } = await realEnvelope();
const [signerDer, issuerDer] = parseSignedData(p7s).certificates as [Uint8Array, Uint8Array];
const ADDRESS = "posta-certificata@pec.aruba.it";

function verify(settings: { readonly sha1Until?: number } = {}, bytes = content, at = MADE) {
  const trust = new TrustStore({ roots: [issuerDer], ...settings });
  return verifySignature(p7s, digestOf(bytes), trust, at);
}

Deno.test("real envelope: holds at its time, with its issuer as the trusted root", async () => {
  const verified = await verify();
  expect(verified.digestAlgorithm).toBe("sha1");
  expect(verified.signingTime).toBe(MADE);
  expect(verified.certificateSha1).toBe("06b2539d100fef15bbcc875739385bcafb07e85d");
  expect(signerNames("Posta-Certificata@PEC.aruba.it", verified.signer)).toBe(true);
  expect(signerNames("posta-certificata@alfa.example", verified.signer)).toBe(false);
});

Deno.test("real envelope: falls with one changed byte, without its root, past its lifetime", async () => {
  const altered = Uint8Array.from(content);
  altered[1000]! ^= 1;
  expect(await faultOf(verify({}, altered))).toBe("digest-mismatch");
  const nobody = new TrustStore({ roots: [] });
  expect(await faultOf(verifySignature(p7s, digestOf(content), nobody, MADE))).toBe("untrusted");
  expect(await faultOf(verify({}, content, Date.UTC(2023, 9, 9)))).toBe("expired");
});

Deno.test("real envelope: its SHA-1 falls where SHA-1 is accepted only until then", async () => {
  expect(await faultOf(verify({ sha1Until: MADE }))).toBe("weak-algorithm");
  expect(await faultOf(verify({ sha1Until: MADE + 1 }))).toBe("none");
  // Its signingTime is its signer's own word: what counts is when it is verified.
  const aDayLater = MADE + 24 * 3_600_000;
  expect(await faultOf(verify({ sha1Until: aDayLater }, content, aDayLater - 1))).toBe("none");
  expect(await faultOf(verify({ sha1Until: aDayLater }, content, aDayLater))).toBe(
    "weak-algorithm",
  );
});

Deno.test("real envelope: its certificate reads as it was issued", () => {
  const signer = new Certificate(signerDer);
  expect(signer.serial).toBe("774df1484cb7911870ad8cf4554f6480");
  expect(signer.organization).toBe("Aruba PEC S.p.A.");
  expect(signer.commonName).toBe("Posta Certificata ARUBA PEC");
  expect(signer.notBefore).toBe(Date.UTC(2020, 9, 8, 10, 38, 9));
  expect(signer.notAfter).toBe(Date.UTC(2023, 9, 8, 10, 38, 9));
  expect([...signer.extensions.keyUsage ?? []]).toEqual(["digitalSignature"]);
  expect(signer.extensions.crlDistributionPoints.at(-1)).toBe("http://ca1.agid.gov.it/CRL");
  expect(certificateProfileFaults(signer, ADDRESS)).toEqual([]);
});

Deno.test("real envelope: its issuer reads with its long list of permitted domains", () => {
  const issuer = new Certificate(issuerDer);
  expect(issuer.extensions.basicConstraints).toEqual({ ca: true, pathLength: 0 });
  expect(issuer.extensions.subjectKeyIdentifier).toBe(
    new Certificate(signerDer).extensions.authorityKeyIdentifier,
  );
  const permitted = issuer.extensions.nameConstraints?.permitted ?? [];
  expect(permitted).toContainEqual({ kind: "rfc822Name", value: "agid.gov.it" });
  expect(permitted).toContainEqual({ kind: "rfc822Name", value: "pec.aruba.it" });
  expect(permitted.length).toBeGreaterThan(50);
});
