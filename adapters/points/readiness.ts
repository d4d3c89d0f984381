/**
 * What a provider checks before it opens its doors: settings that are each right may not fit
 * together, and documents sealed meanwhile could never be mended.
 *
 * @module
 */
import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import type { Configuration } from "../config/configuration.ts";
import { ConfigurationError, type Problem } from "../config/problems.ts";
import type { ProviderDirectory } from "../directory/directory.ts";
import { Certificate } from "../documents/smime/certificate.ts";
import { requireTrusted } from "../documents/smime/chain.ts";
import { SignatureFault } from "../documents/smime/fault.ts";
import type { TrustStore } from "../documents/smime/trust_store.ts";
import {
  requireValid,
  type ScheduledSigner,
  signerAt,
  SigningCertificateError,
} from "../trust/rolling_signer.ts";
import type { Instant } from "../../events/instant.ts";

/** A signing key and its certificate's issuers, in DER. */
export interface ChainedSigner extends ScheduledSigner {
  readonly chain: readonly Uint8Array[];
}

/** What the settings led to. */
export interface Readiness {
  readonly configuration: Configuration;
  readonly directory: ProviderDirectory;
  readonly trust: TrustStore;
  /** In the order in which they take over; who signs today must please everybody else today. */
  readonly signers: readonly ChainedSigner[];
  /** PEM texts. */
  readonly tls: { readonly certificate: string; readonly key: string };
  readonly now: Instant;
}

/**
 * Checks that the settings fit together.
 *
 * @throws {ConfigurationError} with everything that does not.
 */
export function requireReadiness(readiness: Readiness): void {
  const problems = [
    ...directoryProblems(readiness),
    ...signerProblems(readiness),
    ...successionProblems(readiness),
    ...tlsProblems(readiness),
  ];
  if (problems.length > 0) throw new ConfigurationError("", problems);
}

/** RFC 6109 §4.5: other providers know this one by the directory alone. */
function directoryProblems({ configuration, directory, signers, now }: Readiness): Problem[] {
  const { signer: { certificate: signer } } = signerAt(signers, now);
  const { provider, directory: { file } } = configuration;
  const problems: Problem[] = [];
  const sha1 = createHash("sha1").update(signer.raw).digest("hex");
  if (directory.providerOfCertificate(sha1)?.provider.name !== provider.name) {
    problems.push({
      key: "signing.certificate",
      text: `${file} does not list this certificate under the name "${provider.name}". ` +
        "Publish it there, or correct provider.name.",
    });
  }
  for (const domain of provider.domains) {
    if (directory.providerOfDomain(domain)?.name === provider.name) continue;
    problems.push({
      key: "provider.domains",
      text: `${file} does not list ${domain} under the name "${provider.name}". ` +
        "Publish it there, or take it out of provider.domains.",
    });
  }
  return problems;
}

function signerProblems({ configuration, signers, trust, now }: Readiness): Problem[] {
  const { provider } = configuration;
  const { signer: { certificate: signer }, chain: issuers } = signerAt(signers, now);
  const chain = issuers.map((der) => new Certificate(der));
  // RFC 6109 §5.5.1: the name in the directory stands in the subject.
  if (![signer.organization, signer.commonName].includes(provider.name)) {
    return [{
      key: "signing.certificate",
      text: `neither O nor CN of its subject is "${provider.name}". ` +
        "Name the certificate that was issued under provider.name, or correct that.",
    }];
  }
  try {
    requireTrusted(signer, chain, trust, now);
    return [];
  } catch (error) {
    if (!(error instanceof SignatureFault)) throw error;
    return [{
      key: "signing.certificate",
      text: `other providers would refuse it: ${error.message}. ` +
        "Name a certificate that is valid today and stands under trust.roots.",
    }];
  }
}

/** A key that takes over later must not do so before its certificate is valid, or after. */
function successionProblems({ signers, now }: Readiness): Problem[] {
  try {
    requireValid(signers, now);
    return [];
  } catch (error) {
    if (!(error instanceof SigningCertificateError)) throw error;
    return [{ key: "signing", text: error.message }];
  }
}

function tlsProblems({ tls }: Readiness): Problem[] {
  const fits = new X509Certificate(tls.certificate).checkPrivateKey(createPrivateKey(tls.key));
  return fits ? [] : [{
    key: "tls.key",
    text: "it does not belong to tls.certificate. Name the key for which it was issued.",
  }];
}
