/**
 * Lays out everything that a new provider needs, with certificates of a development authority.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import { z } from "zod";
import type { Instant } from "../../events/instant.ts";
import { renderConfiguration, type ServerPorts } from "../config/configuration_template.ts";
import { ConfigurationError } from "../config/problems.ts";
import { domain, ipAddress, line } from "../config/values.ts";
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
import { namesIn, textOf } from "./folders.ts";

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
}

const DAY = 24 * 60 * 60 * 1000;

/** A new authority for development; never trusted by anyone who was not told to. */
export async function newAuthority({ now, random }: Sources): Promise<Credential> {
  const lifetime = { notBefore: now - DAY, notAfter: now + 3650 * DAY };
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
  const lifetime = { notBefore: sources.now - DAY, notAfter: sources.now + 365 * DAY };
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
export async function writePrivateKey(path: string, pem: string): Promise<void> {
  await Deno.writeTextFile(path, pem, { createNew: true, mode: 0o600 });
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

/** What `init` is asked for. */
export interface InitOptions {
  readonly domain: string;
  readonly name: string;
  readonly hostname?: string;
  readonly address: string;
  /** A folder with the ca.pem and ca.key of an earlier `init`. */
  readonly authority?: string;
}

/**
 * Sets up one provider in a new folder; resolves with what the user is told.
 *
 * @throws {ConfigurationError} for options that make no provider, before anything is written.
 */
export async function initProvider(
  folder: string,
  options: InitOptions,
  sources: Sources,
): Promise<string[]> {
  requireUsable(options);
  const [found] = await namesIn(folder);
  if (found !== undefined) {
    throw new Error(`Cannot set up a provider in ${folder}: it holds ${found}. Name a new folder`);
  }
  const authority = options.authority === undefined
    ? await newAuthority(sources)
    : await readAuthority(options.authority);
  await Deno.mkdir(folder, { recursive: true });
  await writeCredential(join(folder, "ca"), authority);
  const { domain, address } = options;
  const name = options.name.trim();
  const hostname = options.hostname ?? `mail.${domain}`;
  const directoryFile = join(folder, "directory.ldif");
  const layout = { folder, directoryFile, authorityFile: join(folder, "ca.pem") };
  const provider = { name, domain, hostname, address, ports: PORTS, routes: {} };
  const entry = await layOut(provider, layout, authority, sources);
  await Deno.writeTextFile(directoryFile, `version: 1\n\n${entry}`, { createNew: true });
  return [
    `Wrote ${join(folder, "config.toml")} with keys, certificates and a directory of one provider.`,
    "The authority is for development: no other provider trusts it.",
    "No message is scanned for viruses until [scanner] names a clamd.",
    `Next: ceralacca account add NAME@${domain} --config ${join(folder, "config.toml")}`,
  ];
}

const PORTS: ServerPorts = {
  submissionTls: 465,
  submissionStarttls: 587,
  reception: 25,
  imapTls: 993,
  imapStarttls: 143,
  pop3Tls: 995,
  pop3Starttls: 110,
  http: 443,
};

/** The options are settings to be: the same rules hold for them. */
const OPTIONS = { domain, name: line, hostname: domain.optional(), address: ipAddress };

function requireUsable(options: InitOptions): void {
  const { error } = z.object(OPTIONS).safeParse(options);
  if (!error) return;
  const problems = error.issues.map(({ path, message }) => ({
    key: `--${path.join(".")}`,
    text: message,
  }));
  throw new ConfigurationError("", problems);
}

async function readAuthority(folder: string): Promise<Credential> {
  const read = async (name: string, what: string) => {
    const text = await textOf(join(folder, name));
    if (text?.includes(`${what}-----`)) return text;
    throw new Error(
      `Cannot use the authority in ${folder}: ${name} ` +
        (text === null ? "does not exist" : "is no such PEM file") +
        ". Name a folder with the ca.pem and ca.key that an earlier init wrote",
    );
  };
  return {
    certificatePem: await read("ca.pem", "CERTIFICATE"),
    privateKeyPem: await read("ca.key", "PRIVATE KEY"),
  };
}
