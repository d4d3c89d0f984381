/**
 * The command `init`: a new provider in a folder of its own.
 *
 * @module
 */
import { join } from "node:path";
import { z } from "zod";
import type { ServerPorts } from "../config/configuration_template.ts";
import { ConfigurationError } from "../config/problems.ts";
import { domain, ipAddress, line } from "../config/values.ts";
import type { Credential } from "../keys/development_ca.ts";
import { layOut, newAuthority, type Sources, writeCredential } from "../opening/layout.ts";
import { namesIn, textOf } from "./folders.ts";

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
  api: 8443,
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
