/**
 * Lays out everything that a new provider needs, with certificates of a development authority.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import { HOUR, type Instant } from "../../events/instant.ts";
import { renderConfiguration, type ServerPorts } from "../config/configuration_template.ts";
import { directoryEntry } from "../directory/provider.ts";
import { certificatesFromPem } from "../documents/smime/pem.ts";
import {
  createAuthority,
  type Credential,
  issueProviderCertificate,
  issueTlsCertificate,
  type Lifetime,
} from "../keys/development_ca.ts";
import { newLogKey } from "../keys/log_key.ts";
import { newSecret } from "../keys/secret_file.ts";

/** Who the provider is to be, and where it listens. */
export interface NewProvider {
  /** providerName of the directory. */
  readonly name: string;
  /** Mail domain. */
  readonly domain: string;
  /** Name of its servers. */
  readonly hostname: string;
  /** IP address to listen on. */
  readonly address: string;
  readonly ports: ServerPorts;
  /** Fixed next hops, `domain` to `host:port`. */
  readonly routes: Readonly<Record<string, string>>;
  /** Name servers in place of the system's. */
  readonly dnsServers?: readonly string[];
  /** Where partners reach the API; absent: at the host name. */
  readonly publicUrl?: string;
  /** Whether webhooks may go to private and loopback addresses; absent: they may not. */
  readonly webhooksToPrivateAddresses?: true;
}

/** Where the parts of a new provider lie. */
export interface Layout {
  /** The provider's own folder. */
  readonly folder: string;
  /** The LDIF file of the directory; may be shared with other providers. */
  readonly directoryFile: string;
  /** The PEM file of the authority's certificate. */
  readonly authorityFile: string;
}

/** Where randomness and time come from. */
export interface Sources {
  readonly now: Instant;
  readonly random: (length: number) => Uint8Array;
  /** Days for which certificates are valid from now on; a year unless said. */
  readonly validDays?: number;
}

const DAY = 24 * HOUR;

/** A new authority for development; never trusted by anyone who was not told to. */
export async function newAuthority(
  { now, random, validDays = 0 }: Sources,
): Promise<Credential> {
  const lifetime = { notBefore: now - DAY, notAfter: now + Math.max(3650, validDays) * DAY };
  return await createAuthority({ name: "Ceralacca development authority", ...lifetime }, random);
}

/**
 * Writes keys, certificates and the configuration of a provider; resolves with its entry for the
 * directory.
 */
export async function layOut(
  provider: NewProvider,
  layout: Layout,
  authority: Credential,
  sources: Sources,
): Promise<string> {
  const { folder } = layout;
  await Deno.mkdir(join(folder, "keys"), { recursive: true, mode: 0o700 });
  const { now, validDays = 365 } = sources;
  const lifetime = { notBefore: now - DAY, notAfter: now + validDays * DAY };
  const signing = await writeKeys(provider, layout, authority, lifetime, sources.random);
  await Deno.writeTextFile(join(folder, "config.toml"), configurationOf(provider, layout), {
    createNew: true,
  });
  const [certificate] = certificatesFromPem(signing.certificatePem);
  if (!certificate) throw new Error("Cannot publish the provider: it has no certificate");
  return directoryEntry({
    name: provider.name,
    mailReceipt: `ricevute@${provider.domain}`,
    domains: [provider.domain],
    certificates: [{
      sha1: createHash("sha1").update(certificate).digest("hex"),
      der: certificate,
    }],
  });
}

async function writeKeys(
  { name, domain, hostname }: NewProvider,
  { folder }: Layout,
  authority: Credential,
  lifetime: Lifetime,
  random: Sources["random"],
): Promise<Credential> {
  const address = `posta-certificata@${domain}`;
  const signing = await issueProviderCertificate(
    authority,
    { providerName: name, address, ...lifetime },
    random,
  );
  const tls = await issueTlsCertificate(
    authority,
    {
      hosts: [...tlsNames(hostname, domain), "127.0.0.1", "localhost"],
      keyType: "p256",
      ...lifetime,
    },
    random,
  );
  await writeCredential(join(folder, "keys", "signing"), signing);
  await writeCredential(join(folder, "keys", "tls"), tls);
  await writePrivateKey(join(folder, "keys", "log.key"), newLogKey(random));
  await writePrivateKey(join(folder, "keys", "api.key"), newSecret(random));
  return signing;
}

/** Mail programs look for their settings at names of their own, and check the certificate. */
function tlsNames(hostname: string, domain: string): string[] {
  return [hostname, `autoconfig.${domain}`, `autodiscover.${domain}`];
}

/** Writes `PATH.pem` and `PATH.key`; the key is for its owner's eyes only. */
export async function writeCredential(
  path: string,
  { certificatePem, privateKeyPem }: Credential,
): Promise<void> {
  await Deno.writeTextFile(`${path}.pem`, certificatePem, { createNew: true });
  await writePrivateKey(`${path}.key`, privateKeyPem);
}

/** Writes a new file that is for its owner's eyes only. */
export async function writePrivateKey(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text, { createNew: true, mode: 0o600 });
}

function configurationOf(provider: NewProvider, layout: Layout): string {
  const authority = relative(layout.folder, layout.authorityFile);
  return renderConfiguration({
    ...provider,
    storageFolder: "data",
    directoryFile: relative(layout.folder, layout.directoryFile),
    signing: { certificate: "keys/signing.pem", key: "keys/signing.key", chain: authority },
    roots: authority,
    tlsRoots: authority,
    tls: { certificate: "keys/tls.pem", key: "keys/tls.key" },
    scanner: { engine: "none" },
  });
}
