/**
 * Which servers are asked.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";

/** A name server. */
export interface NameServer {
  /** IPv4 or IPv6 address. */
  readonly address: string;
  readonly port: number;
}

/** The port of DNS: RFC 1035 §4.2. */
const DNS_PORT = 53;
/** As many servers as the C library's resolver reads from the file. */
const MOST_SERVERS = 3;

/** The name servers of a resolv.conf; the local host's where it names none. */
export function parseResolvConf(text: string): readonly NameServer[] {
  const servers = text.split(/\r?\n/).flatMap((line): NameServer[] => {
    const [keyword, address] = line.trim().split(/\s+/);
    return keyword === "nameserver" && address !== undefined && isIP(address)
      ? [{ address, port: DNS_PORT }]
      : [];
  });
  return servers.length > 0
    ? servers.slice(0, MOST_SERVERS)
    : [{ address: "127.0.0.1", port: DNS_PORT }];
}

/** The name servers of the system. Rejects when the file cannot be read. */
export async function systemServers(path = "/etc/resolv.conf"): Promise<readonly NameServer[]> {
  return parseResolvConf(await readFile(path, "utf8"));
}
