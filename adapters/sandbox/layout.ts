/**
 * The folder of the sandbox: its own authority, and two providers who know nobody but each other.
 *
 * @module
 */
import { join } from "node:path";
import type { Configuration } from "../config/configuration.ts";
import { loadConfiguration } from "../config/load.ts";
import { layOut, newAuthority, type Sources, writeCredential } from "../opening/layout.ts";

/** The domain of the provider whose mailboxes partners use. RFC 6761 §6.2: nobody else has it. */
export const OWN_DOMAIN = "ceralacca.test";
/** The domain of the other provider. */
export const OTHER_DOMAIN = "altro.test";

/** Twenty years: the clock of the sandbox runs ahead. */
const VALID_DAYS = 20 * 365;

const CAST = [
  { name: "Ceralacca Sandbox", domain: OWN_DOMAIN },
  { name: "Altro Gestore (simulato)", domain: OTHER_DOMAIN },
] as const;

/** The two providers. */
export interface SandboxLayout {
  readonly own: Configuration;
  readonly other: Configuration;
}

/** Finds the folder laid out, or lays it out. */
export async function layOutSandbox(folder: string, sources: Sources): Promise<SandboxLayout> {
  if (!await exists(folder)) await writeAll(folder, { ...sources, validDays: VALID_DAYS });
  const load = (domain: string) => loadConfiguration(join(folder, domain, "config.toml"));
  return { own: await load(OWN_DOMAIN), other: await load(OTHER_DOMAIN) };
}

async function exists(folder: string): Promise<boolean> {
  return await Deno.stat(folder).then(() => true, (error) => {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  });
}

/** In another folder, that gets its name when it is complete: a crash leaves nothing half done. */
async function writeAll(folder: string, sources: Sources): Promise<void> {
  const draft = `${folder}.new`;
  await Deno.remove(draft, { recursive: true }).catch(() => {});
  await Deno.mkdir(draft, { recursive: true, mode: 0o700 });
  const authority = await newAuthority(sources);
  await writeCredential(join(draft, "ca"), authority);
  const directoryFile = join(draft, "directory.ldif");
  const authorityFile = join(draft, "ca.pem");
  let directory = "version: 1\n";
  for (const { name, domain } of CAST) {
    const hostname = `mail.${domain}`;
    const provider = { name, domain, hostname, address: "127.0.0.1", ports: NO_PORTS, routes: {} };
    const layout = { folder: join(draft, domain), directoryFile, authorityFile };
    directory += `\n${await layOut(provider, layout, authority, sources)}`;
  }
  await Deno.writeTextFile(directoryFile, directory);
  await Deno.rename(draft, folder);
}

/** Nobody listens: the file is written as any provider's. */
const NO_PORTS = {
  submissionTls: 0,
  submissionStarttls: 0,
  reception: 0,
  imapTls: "off",
  imapStarttls: "off",
  pop3Tls: "off",
  pop3Starttls: "off",
  http: "off",
  api: "off",
} as const;
