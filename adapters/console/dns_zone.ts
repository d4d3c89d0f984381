/**
 * The DNS records by which mail programs and other servers find the provider, as a zone file
 * (RFC 1035 §5).
 *
 * @module
 */
import type { ClientServices, Offer } from "../http/client_setup/services.ts";

/** What the records are made of. */
export interface ZoneOptions {
  readonly services: ClientServices;
  /** The port of the web server; null where it is off. */
  readonly httpPort: number | null;
}

/** The port at which mail programs look for the web server where the DNS says no other. */
const HTTPS = 443;

/** The records of every managed domain. */
export function zoneRecords({ services, httpPort }: ZoneOptions): string {
  return [
    `; ${services.hostname} needs A and AAAA records of its own.`,
    "$TTL 3600",
    ...services.domains.flatMap((domain) => [
      "",
      `$ORIGIN ${domain}.`,
      `@ IN MX 10 ${services.hostname}.`,
      ...mailServices(services),
      ...webServer(services.hostname, httpPort),
    ]),
  ].join("\n");
}

/** RFC 6186 §3.4, RFC 8314 §5.1: the smaller the priority, the more it is to be used. */
function mailServices({ hostname, imap, pop3, submission }: ClientServices): string[] {
  const of = (name: string, priority: number, offers: readonly Offer[], wanted: string) =>
    service(name, priority, hostname, offers.find(({ security }) => security === wanted)?.port);
  return [
    of("_imaps", 0, imap, "tls"),
    of("_imap", 10, imap, "starttls"),
    of("_pop3s", 20, pop3, "tls"),
    of("_pop3", 30, pop3, "starttls"),
    of("_submissions", 0, submission, "tls"),
    of("_submission", 10, submission, "starttls"),
  ];
}

/** RFC 2782: the target "." says that there is no such service in the domain. */
function service(name: string, priority: number, hostname: string, port?: number): string {
  const data = port === undefined ? "0 0 0 ." : `${priority} 1 ${port} ${hostname}.`;
  return `${name}._tcp IN SRV ${data}`;
}

/** The names at which Thunderbird and Outlook ask, on port 443; Outlook reads a SRV record, too. */
function webServer(hostname: string, port: number | null): string[] {
  if (port === null || port === 0) return [service("_autodiscover", 0, hostname)];
  return [
    service("_autodiscover", 0, hostname, port),
    ...(port === HTTPS
      ? []
      : [`; These two are asked on port ${HTTPS}: something there must pass it on to ${port}.`]),
    `autoconfig IN CNAME ${hostname}.`,
    `autodiscover IN CNAME ${hostname}.`,
  ];
}
