/**
 * The engine as it is served: one process, with the rights that production gives it.
 *
 * @module
 */
import { join } from "node:path";
import { systemClock } from "../../../adapters/clock.ts";
import { freePorts } from "../../../adapters/console/free_ports.ts";
import { layOut, newAuthority, writeCredential } from "../../../adapters/opening/layout.ts";
import { adjustConfiguration, openHolders, serveFolder } from "../provider.ts";
import type { MailServer } from "./server.ts";

const HOST = "127.0.0.1";
const DOMAIN = "alfa.example";
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** Lays a provider with one holder out in a folder, and serves it. */
export async function startCeralacca(
  folder: string,
  denoFlags: readonly string[],
): Promise<MailServer> {
  const sources = { now: systemClock.now(), random };
  const authority = await newAuthority(sources);
  await Deno.mkdir(folder, { recursive: true });
  await writeCredential(join(folder, "ca"), authority);
  const [reception, submissionTls, submissionStarttls, imapTls, pop3Tls, pop3Starttls] =
    await freePorts(HOST, 6, random) as [number, number, number, number, number, number];
  const files = {
    directoryFile: join(folder, "directory.ldif"),
    authorityFile: join(folder, "ca.pem"),
  };
  const entry = await layOut(
    {
      name: "Provider under measurement",
      domain: DOMAIN,
      hostname: `mail.${DOMAIN}`,
      address: HOST,
      ports: {
        reception,
        submissionTls,
        submissionStarttls,
        imapTls,
        imapStarttls: "off",
        pop3Tls,
        pop3Starttls,
        http: "off",
        api: "off",
      },
      routes: {},
    },
    { folder, ...files },
    authority,
    sources,
  );
  await Deno.writeTextFile(files.directoryFile, `version: 1\n\n${entry}`);
  await adjustConfiguration(join(folder, "config.toml"), "webcrypto");
  const { senders: [holder] } = await openHolders(join(folder, "data"), DOMAIN, {
    senders: 1,
    recipients: 0,
  });
  const ports = [imapTls, pop3Tls, pop3Starttls];
  const { pid, stop } = await serveFolder({ folder, engine: "webcrypto", ports }, denoFlags);
  const at = (port: number) => ({ port, authority: authority.certificatePem });
  return {
    name: "Ceralacca",
    user: { name: holder!.address, password: holder!.password },
    imaps: at(imapTls),
    pop3s: at(pop3Tls),
    pop3: at(pop3Starttls),
    pid,
    stop,
  };
}
