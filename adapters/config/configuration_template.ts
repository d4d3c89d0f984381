/**
 * The configuration file that `init` writes: every setting with what it means.
 *
 * @module
 */

/** The ports of all servers. */
export interface ServerPorts {
  readonly submissionTls: number;
  readonly submissionStarttls: number;
  readonly reception: number;
  readonly imapTls: number | "off";
  readonly imapStarttls: number | "off";
  readonly pop3Tls: number | "off";
  readonly pop3Starttls: number | "off";
  readonly http: number | "off";
  readonly api: number | "off";
}

/** What a new provider's configuration is made of; paths as they shall stand in the file. */
export interface TemplateValues {
  /** providerName. */
  readonly name: string;
  /** The provider's mail domain; also its first managed domain. */
  readonly domain: string;
  /** The name of the servers. */
  readonly hostname: string;
  readonly storageFolder: string;
  readonly directoryFile: string;
  readonly signing: { readonly certificate: string; readonly key: string; readonly chain: string };
  readonly roots: string;
  /** Roots for TLS to other providers; absent: the system's. */
  readonly tlsRoots?: string;
  readonly tls: { readonly certificate: string; readonly key: string };
  /** The IP address that all servers listen on. */
  readonly address: string;
  readonly ports: ServerPorts;
  /** What looks for viruses; an address as `host:port`. */
  readonly scanner:
    | { readonly engine: "none" }
    | { readonly engine: "clamd"; readonly address: string }
    | { readonly engine: "clamd"; readonly socket: string };
  /** Fixed next hops, `domain` to `host:port`. */
  readonly routes?: Readonly<Record<string, string>>;
  /** Name servers by IP address and port; absent: the system's. */
  readonly dnsServers?: readonly string[];
  /** Where partners reach the API; absent: at the host name. */
  readonly publicUrl?: string;
  /** Whether webhooks may go to private and loopback addresses; absent: they may not. */
  readonly webhooksToPrivateAddresses?: true;
}

/** The text of the file. */
export function renderConfiguration(values: TemplateValues): string {
  return [
    HEADING,
    identity(values),
    directory(values),
    keysAndTrust(values),
    proof(values),
    submission(values),
    reception(values),
    mailAccess(values),
    http(values),
    api(values),
    MAILBOXES,
    scanner(values),
    relay(values),
    WATCHES,
    LIMITS,
  ].join("\n");
}

const HEADING = `\
# Configuration of a PEC provider (gestore di posta elettronica certificata).
# Relative paths count from the folder of this file. Settings behind a # have the value shown.
`;

function identity(values: TemplateValues): string {
  return `\
[provider]
# The provider's name (providerName in the index, gestore-emittente in daticert.xml).
name = ${quoted(values.name)}
# The mail domain: message identifiers (identificativo) end in it.
domain = ${quoted(values.domain)}
# The sender of receipts and envelopes (ricevute e buste); it stands in the signing certificate.
# address = ${quoted(`posta-certificata@${values.domain}`)}
# The service mailbox for take-charge receipts (ricevute di presa in carico): mailReceipt.
# service_mailbox = ${quoted(`ricevute@${values.domain}`)}
# The certified domains (domini di PEC): managedDomains.
# domains = [${quoted(values.domain)}]
# The name of the servers, as in their TLS certificate.
hostname = ${quoted(values.hostname)}

[storage]
# The folder of the event log and the messages.
folder = ${quoted(values.storageFolder)}
`;
}

function directory(values: TemplateValues): string {
  return `\
[directory]
# The index of providers (indice dei gestori, IGPEC): a file of LDIF, or, in its place, a url where
# the signed file (.p7m) is fetched.
file = ${quoted(values.directoryFile)}
# The URL that the authority gives out.
# url = "https://igpec.example/directory.p7m"
# The certificate that the server asks for, and its private key (mode 600). PEM.
# client_certificate = "directory-client.pem"
# client_key = "directory-client.key"
# The roots (PEM) for the server's certificate. Absent: the system's.
# tls_roots = "directory-tls-roots.pem"
# The roots (PEM) under which the certificate of the index's signer stands, and the SHA-256 of that
# certificate. Without it every certificate under these roots may sign the index.
# signer_roots = "directory-signer-roots.pem"
# signer_fingerprint = "${"00:".repeat(31)}00"
# Where the last good copy is kept.
# cache = "directory.p7m"
# Hours between two fetches; 24 at most.
# every_hours = 6
# The providers or domains, in per cent, that a new edition may lack; with more it is refused.
# max_shrink_percent = 20
# Hours since the last good fetch after which an alarm (directory.stale) is raised.
# alarm_age_hours = 24

[publication]
# The provider's own entry in the index, signed, for the authority to fetch over HTTPS
# (LDIFLocationURL). It is published where a port is given; 0 for any free one.
# address = "0.0.0.0"
# port = 443
# The path of the file.
# path = "/directory.p7m"
`;
}

function keysAndTrust(values: TemplateValues): string {
  return `\
[signing]
# The certificate that signs receipts and envelopes, its private key (mode 600), its issuers. PEM.
certificate = ${quoted(values.signing.certificate)}
key = ${quoted(values.signing.key)}
chain = ${quoted(values.signing.chain)}
# Keys that take over without a stop, in their order, each in a section [[signing.next]] of its own
# with certificate, key and from = 2027-01-31T22:00:00Z, the instant from which on it signs; chain
# where its issuers are others. All certificates are published. Leave those of the past in place:
# the documents of their time are rendered with them.
# next = []
# What computes the signatures: "webcrypto", or "libcrypto" (faster) with the library's path.
# engine = "webcrypto"
# library = "/usr/lib/x86_64-linux-gnu/libcrypto.so.3"

[trust]
# The roots (PEM) under which other providers' signing certificates stand.
roots = ${quoted(values.roots)}
# The authorities (PEM) between these certificates and the roots.
# intermediates = "intermediates.pem"
# Whether a signer of whose revocation nothing current is known is believed, with an alarm
# ("when-known"), or put off ("required").
# revocation = "when-known"
# Hours past its due date for which a revocation list or an OCSP answer still counts as current.
# revocation_grace_hours = 24
# Hours after which lists and answers are fetched again, earlier where they run out before.
# revocation_refresh_hours = 6
# When OCSP is asked: where no list is current ("fallback"), before the lists ("prefer"), or "off".
# ocsp = "fallback"
# Files of revocation lists (CRL), beside those that the certificates name and that are fetched.
# crls = []
# The roots (PEM) for TLS to other providers. Absent: the system's.
${values.tlsRoots === undefined ? "# " : ""}tls_roots = ${quoted(values.tlsRoots ?? values.roots)}

[tls]
# The certificate of the servers with its issuers, and its private key (mode 600). PEM.
certificate = ${quoted(values.tls.certificate)}
key = ${quoted(values.tls.key)}
`;
}

function proof({ domain }: TemplateValues): string {
  return `\
[proof]
# The key that signs the heads of the log of events (Ed25519, PEM, mode 600): \`ceralacca log key\`
# makes one. Whoever holds it can sign another past, and without it the log cannot go on: keep a
# copy in a safe place.
# key = "keys/log.key"
# What the log is called in its heads: the address, without https://, where it may be published.
# origin = ${quoted(`${domain}/log`)}
# Authorities that stamp the heads (marche temporali, RFC 3161), in the order in which they are
# asked, each in a section [[proof.authorities]] of its own with url, roots (PEM) under which its
# certificate stands, and policy where one is wanted.
# authorities = []
`;
}

function submission(values: TemplateValues): string {
  return `\
[submission]
# The Access Point (punto di accesso): where holders (titolari) hand in their messages.
address = ${quoted(values.address)}
# Implicit TLS (SMTPS) and STARTTLS; 0 for any free port.
tls_port = ${values.ports.submissionTls}
starttls_port = ${values.ports.submissionStarttls}
# Recipients (destinatari) of one message; never below 50.
# max_recipients = 500
# Size times recipients, in bytes, above which a non-acceptance notice (avviso di non accettazione)
# is issued; never below 30 MB.
# max_total_bytes = 100000000
# The size above which the message is refused with 552 and no notice.
# max_message_bytes = 150000000
`;
}

function reception(values: TemplateValues): string {
  return `\
[reception]
# The Incoming Point (punto di ricezione): where other providers and ordinary mail arrive.
address = ${quoted(values.address)}
port = ${values.ports.reception}
# max_message_bytes = 200000000
# The longest line of a message, in octets.
# max_line_octets = 100000
`;
}

function mailAccess({ address, ports }: TemplateValues): string {
  return `\
[imap]
# Where holders read their mail with IMAP.
address = ${quoted(address)}
# Implicit TLS and STARTTLS; 0 for any free port, "off" for none.
tls_port = ${port(ports.imapTls)}
starttls_port = ${port(ports.imapStarttls)}

[pop3]
# Where holders fetch their mail with POP3.
address = ${quoted(address)}
# Implicit TLS (POP3S) and STLS; 0 for any free port, "off" for none.
tls_port = ${port(ports.pop3Tls)}
starttls_port = ${port(ports.pop3Starttls)}
`;
}

function http({ address, ports }: TemplateValues): string {
  return `\
[http]
# Where mail programs are told how to be set up, over HTTPS: they look for it at port 443.
address = ${quoted(address)}
# 0 for any free port, "off" for none.
port = ${port(ports.http)}
`;
}

function api(values: TemplateValues): string {
  const { address, hostname, ports, publicUrl } = values;
  const { webhooksToPrivateAddresses: allowed = false } = values;
  const { origin } = new URL(`https://${hostname}:${ports.api === "off" ? 443 : ports.api}`);
  return `\
[api]
# The API for integration partners, over HTTPS.
address = ${quoted(address)}
# 0 for any free port, "off" for none.
port = ${port(ports.api)}
# Where partners reach it; name another address where something stands before it.
${publicUrl ? "" : "# "}public_url = ${quoted(publicUrl ?? origin)}
# The file from which secrets of webhooks are derived (mode 600); made where it is missing. Whoever
# changes it gives every webhook new secrets.
# key = "keys/api.key"
# Whether keys that begin with test_ lead to a sandbox: a second world where nothing is certified.
# sandbox = true
# The longest body of a request, in bytes.
# max_body_bytes = 250000000
# Requests with one credential in a minute.
# requests_per_minute = 6000
# Whether webhooks may go to private and loopback addresses: for trying out and no more.
${allowed ? "" : "# "}webhooks_to_private_addresses = ${allowed}
`;
}

const MAILBOXES = `\
[mailboxes]
# What a mailbox may hold, in bytes, where its account says nothing else (account quota).
# quota_bytes = 1000000000
# Days for which a message that its holder has deleted can be brought back.
# keep_deleted_days = 30
# The longest message, in bytes, that a mail program may put into a folder.
# max_append_bytes = 200000000
`;

function port(value: number | "off"): string {
  return value === "off" ? quoted(value) : String(value);
}

function scanner({ scanner }: TemplateValues): string {
  const address = "address" in scanner ? scanner.address : undefined;
  const socket = "socket" in scanner ? scanner.socket : undefined;
  return `\
[scanner]
# What looks for viruses (virus informatici) in every message: "clamd", the daemon of ClamAV, or
# "none": messages are accepted and delivered unscanned, which is for trying out and no more.
engine = ${quoted(scanner.engine)}
# Where clamd listens: one of the two. Its StreamMaxLength, MaxFileSize and MaxScanSize must be
# above max_message_bytes of [submission] and [reception]: it takes no longer stream, and calls
# clean what it did not look at, unless AlertExceedsMax is set.
${address === undefined ? "# " : ""}address = ${quoted(address ?? "127.0.0.1:3310")}
${socket === undefined ? "# " : ""}socket = ${quoted(socket ?? "/run/clamav/clamd.ctl")}
# Seconds without a sign of clamd after which a scan is given up; above its MaxScanTime (120 s).
# timeout_seconds = 180
# Messages that are scanned at the same time; clamd's MaxThreads.
# connections = 10
`;
}

function relay(values: TemplateValues): string {
  const routes = Object.entries(values.routes ?? {})
    .map(([domain, server]) => `${quoted(domain)} = ${quoted(server)}\n`);
  const dnsServers = values.dnsServers === undefined
    ? "# dns_servers = []"
    : `dns_servers = [${values.dnsServers.map(quoted).join(", ")}]`;
  return `\
[relay]
# Connections to one server of another provider at the same time.
# connections_per_host = 4
# Name servers instead of the system's, by IP address.
${dnsServers}

# Domains that go to a fixed server instead of their MX: "beta.example" = "127.0.0.1:2525"
[relay.routes]
${routes.join("")}`;
}

const WATCHES = `\
[dkim]
# What leaves for ordinary recipients is signed (DKIM) where both are given: a label, and a key (PEM,
# mode 600) whose public half the DNS has under SELECTOR._domainkey.
# selector = "pec2026"
# key = "keys/dkim.key"

[clock]
# Time servers (NTP), such as "ntp1.inrim.it:123", against which the clock is watched: beyond the
# offset nothing is accepted.
# servers = []
# max_offset_ms = 1000
# every_seconds = 300
`;

const LIMITS = `\
[limits]
# Of SMTP, IMAP and POP3. Connections to one server at the same time, and of these from one address:
# a mail program may keep several to IMAP open.
# connections = 10000
# connections_per_address = 200
# Refused commands after which a session is closed.
# errors = 10
# Wrong passwords after which a session is closed, and after which an address has to wait.
# authentication_failures = 3
# authentication_failures_per_address = 30
# Of SMTP alone. Messages in one connection.
# messages = 1000
# Seconds without a byte after which a session is closed. (IMAP: 31 minutes. POP3: 10 minutes.)
# idle_seconds = 300
# The longest command line, in octets.
# command_octets = 512

[log]
# What is written about the operation: "debug", "info", "warn" or "error", and what is above it.
# level = "info"

[retention]
# Months after which the command retention run may erase what the log says of a message. The law
# wants 30 at least; nothing is erased without the command.
# months = 30
`;

/** JSON's strings are TOML's basic strings (TOML 1.0), but for DEL, which JSON leaves bare. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("\x7f", "\\u007f");
}
