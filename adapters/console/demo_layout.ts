/**
 * The two providers of the demonstration: their folders, ports and accounts.
 *
 * @module
 */
import { join } from "node:path";
import type { ServerPorts } from "../config/configuration_template.ts";
import { loadConfiguration } from "../config/load.ts";
import { layOut, newAuthority, type Sources, writeCredential } from "../opening/layout.ts";
import { freePorts } from "./free_ports.ts";
import { namesIn } from "./folders.ts";

/** A provider of the demonstration, as `connection.json` tells it. */
export interface DemoProvider {
  readonly name: string;
  readonly domain: string;
  readonly configurationFile: string;
  readonly submission: {
    readonly host: string;
    readonly tlsPort: number;
    readonly starttlsPort: number;
  };
  readonly reception: { readonly host: string; readonly port: number };
  readonly imap: DemoMailAccess;
  readonly pop3: DemoMailAccess;
  /** The web server; a port is null where the service is off. */
  readonly http: { readonly host: string; readonly port: number | null };
  /** The API for integration partners. */
  readonly api: { readonly host: string; readonly port: number | null };
  readonly serviceMailbox: string;
  readonly accounts: readonly { readonly address: string; readonly password: string }[];
}

/** Where holders read their mail; a port is null where it is off. */
export interface DemoMailAccess {
  readonly host: string;
  readonly tlsPort: number | null;
  readonly starttlsPort: number | null;
}

/** The demonstration's folder. */
export interface DemoLayout {
  readonly authorityFile: string;
  readonly providers: readonly DemoProvider[];
}

const HOST = "127.0.0.1";
const CAST = [
  { name: "Alfa PEC S.p.A.", domain: "alfa.example", holders: ["anna", "carla"] },
  { name: "Beta PEC S.p.A.", domain: "beta.example", holders: ["bruno", "dario"] },
] as const;

/** Lays the folder out, or finds it as an earlier run left it. */
export async function layOutDemo(folder: string, sources: Sources): Promise<DemoLayout> {
  const authorityFile = join(folder, "ca.pem");
  if (!await isLaidOut(folder)) await writeAll(folder, sources);
  const providers = [];
  for (const { name, domain, holders } of CAST) {
    const configurationFile = join(folder, domain, "config.toml");
    const configuration = await loadConfiguration(configurationFile);
    const { submission, reception, imap, pop3, http, api, provider } = configuration;
    providers.push({
      name,
      domain,
      configurationFile,
      submission: {
        host: HOST,
        tlsPort: submission.tlsPort,
        starttlsPort: submission.starttlsPort,
      },
      reception: { host: HOST, port: reception.port },
      imap: { host: HOST, tlsPort: imap.tlsPort, starttlsPort: imap.starttlsPort },
      pop3: { host: HOST, tlsPort: pop3.tlsPort, starttlsPort: pop3.starttlsPort },
      http: { host: HOST, port: http.port },
      api: { host: HOST, port: api.port },
      serviceMailbox: provider.serviceMailbox,
      accounts: holders.map((holder) => ({
        address: `${holder}@${domain}`,
        password: newPassword(sources.random),
      })),
    });
  }
  return { authorityFile, providers };
}

/** Throws for a folder that holds anything else: nothing of somebody's is overwritten. */
async function isLaidOut(folder: string): Promise<boolean> {
  const names = await namesIn(folder);
  if (names.length === 0) return false;
  const own = ["directory.ldif", "ca.pem", ...CAST.map(({ domain }) => domain)];
  const lacks = own.find((name) => !names.includes(name));
  if (lacks === undefined) return true;
  throw new Error(
    `Cannot use ${folder}: it holds ${names[0]}, but no ${lacks} of a demonstration. ` +
      "Name a new folder, or an empty one",
  );
}

/** The directory is written last: it says that the folder is complete. */
async function writeAll(folder: string, sources: Sources): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const authority = await newAuthority(sources);
  await writeCredential(join(folder, "ca"), authority);
  const ports = await demoPorts(sources.random);
  let directory = "version: 1\n";
  for (const [index, { name, domain }] of CAST.entries()) {
    const other = 1 - index;
    const entry = await layOut(
      {
        name,
        domain,
        hostname: `mail.${domain}`,
        address: HOST,
        ports: ports[index]!,
        // Nothing leaves this machine: who writes to anybody else sees the message wait.
        dnsServers: [`${HOST}:9`],
        // Nobody finds the names of the demonstration by the DNS.
        publicUrl: `https://${HOST}:${ports[index]!.api}`,
        webhooksToPrivateAddresses: true,
        routes: { [CAST[other]!.domain]: `${HOST}:${ports[other]!.reception}` },
      },
      {
        folder: join(folder, domain),
        directoryFile: join(folder, "directory.ldif"),
        authorityFile: join(folder, "ca.pem"),
      },
      authority,
      sources,
    );
    directory += `\n${entry}`;
  }
  await Deno.writeTextFile(join(folder, "directory.ldif"), directory);
}

/** Ports for the whole cast, drawn at once: no two are the same. */
async function demoPorts(random: Sources["random"]): Promise<ServerPorts[]> {
  const drawn = (await freePorts(HOST, 9 * CAST.length, random)).values();
  const next = () => drawn.next().value!;
  return CAST.map(() => ({
    reception: next(),
    submissionTls: next(),
    submissionStarttls: next(),
    imapTls: next(),
    imapStarttls: next(),
    pop3Tls: next(),
    pop3Starttls: next(),
    http: next(),
    api: next(),
  }));
}

/** 16 characters of 32: 80 bits. */
export function newPassword(random: (length: number) => Uint8Array): string {
  return Array.from(random(16), (byte) => "abcdefghijkmnpqrstuvwxyz23456789"[byte % 32]).join("");
}
