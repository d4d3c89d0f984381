/**
 * Opens what the provider signs with, and whom it believes, as the configuration says.
 *
 * @module
 */
import { join } from "node:path";
import { type Clock, HOUR, type Instant } from "../../events/instant.ts";
import type { Configuration, SigningKeyConfiguration } from "../config/configuration.ts";
import type { ProviderDirectory } from "../directory/directory.ts";
import { certificatesFromPem, revocationListsFromPem } from "../documents/smime/pem.ts";
import type { SigningKey } from "../documents/smime/signing_key.ts";
import { CmsSigner } from "../documents/smime/template_signer.ts";
import { openLibcryptoKey } from "../keys/libcrypto_key.ts";
import { pacedKey } from "../keys/paced_key.ts";
import { openWebCryptoKey } from "../keys/webcrypto_key.ts";
import { RevocationKeeper } from "../trust/revocation_keeper.ts";
import type { ScheduledSigner } from "../trust/rolling_signer.ts";
import type { Log } from "./log.ts";

/** The roots, and what is known of revocation. */
export async function openTrust(
  { trust, storage }: Configuration,
  directory: ProviderDirectory,
  clock: Clock,
  log: Log,
): Promise<RevocationKeeper> {
  const pem = (file: string | null) => file === null ? "" : Deno.readTextFile(file);
  const crls = await Promise.all(trust.crls.map((crl) => Deno.readTextFile(crl)));
  return await RevocationKeeper.open({
    material: {
      roots: certificatesFromPem(await pem(trust.roots)),
      intermediates: certificatesFromPem(await pem(trust.intermediates)),
      crls: crls.flatMap(revocationListsFromPem),
      revocation: trust.revocation,
      crlGrace: trust.revocationGraceHours * HOUR,
    },
    certificates: () =>
      directory.providers.flatMap(({ certificates }) => certificates.map(({ der }) => der)),
    folder: join(storage.folder, "revocation"),
    ocsp: trust.ocsp,
    refresh: trust.revocationRefreshHours * HOUR,
    clock,
    log,
  });
}

/** A key of the provider's, and from when on it signs. */
export interface OwnSigner extends ScheduledSigner {
  readonly key: SigningKey;
  /** Its issuers, in DER. */
  readonly chain: readonly Uint8Array[];
}

/** The key of today, and those that take over from it, in the order in which they do. */
export async function signersOf(
  { signing, provider: { address } }: Configuration,
): Promise<[OwnSigner, ...OwnSigner[]]> {
  const open = async (files: SigningKeyConfiguration, from: Instant): Promise<OwnSigner> => {
    const material = {
      certificatePem: await Deno.readTextFile(files.certificate),
      privateKeyPem: await Deno.readTextFile(files.key),
      address,
    };
    const opened: SigningKey = signing.library === null
      ? await openWebCryptoKey(material)
      : await openLibcryptoKey(material, signing.library);
    const key = pacedKey(opened);
    const chain = certificatesFromPem(await Deno.readTextFile(files.chain));
    return { from, key, chain, signer: await CmsSigner.create(key, chain) };
  };
  return [
    await open(signing, -Infinity),
    ...await Promise.all(signing.next.map((next) => open(next, next.from))),
  ];
}

/** What the servers show to their clients, as PEM texts. */
export async function tlsOf({ tls }: Configuration): Promise<{ certificate: string; key: string }> {
  return {
    certificate: await Deno.readTextFile(tls.certificate),
    key: await Deno.readTextFile(tls.key),
  };
}
