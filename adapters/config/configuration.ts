/**
 * The configuration of one provider, as the parts get it: every path absolute, every default
 * filled in.
 *
 * @module
 */
import type { Instant } from "../../events/instant.ts";

/** The whole configuration. */
export interface Configuration {
  readonly provider: ProviderConfiguration;
  readonly storage: StorageConfiguration;
  readonly directory: DirectoryConfiguration;
  readonly publication: PublicationConfiguration;
  readonly signing: SigningConfiguration;
  readonly trust: TrustConfiguration;
  readonly tls: TlsConfiguration;
  readonly proof: ProofConfiguration;
  readonly submission: SubmissionConfiguration;
  readonly reception: ReceptionConfiguration;
  readonly imap: MailAccessConfiguration;
  readonly pop3: MailAccessConfiguration;
  readonly http: HttpConfiguration;
  readonly api: ApiConfiguration;
  readonly mailboxes: MailboxesConfiguration;
  readonly scanner: ScannerConfiguration;
  readonly relay: RelayConfiguration;
  readonly dkim: DkimConfiguration;
  readonly clock: ClockConfiguration;
  readonly limits: LimitsConfiguration;
  readonly log: LogConfiguration;
  readonly retention: RetentionConfiguration;
}

/** Who the provider is. */
export interface ProviderConfiguration {
  /** providerName of the directory. */
  readonly name: string;
  /** Mail domain in lower case: PEC ids and the Message-IDs of receipts end in it. */
  readonly domain: string;
  /** `posta-certificata@…`: the address in the signing certificate (RFC 6109 §2.1). */
  readonly address: string;
  /** mailReceipt of the directory: where other providers send prese in carico. */
  readonly serviceMailbox: string;
  /** managedDomains of the directory, in lower case. */
  readonly domains: readonly string[];
  /** The name under which the SMTP servers and clients present themselves (RFC 5321 §4.1.1.1). */
  readonly hostname: string;
}

/** Where the event log and the messages lie. */
export interface StorageConfiguration {
  /** A folder; made at the first start where it does not exist. */
  readonly folder: string;
}

/** The providers' index (RFC 6109 §4.5). */
export interface DirectoryConfiguration {
  /** An LDIF file; where the index is fetched, the file of the last good copy, signed LDIF. */
  readonly file: string;
  /** Where it is fetched; null where `file` is all there is. */
  readonly source: DirectorySourceConfiguration | null;
}

/** Where the index is fetched, and which editions are taken. */
export interface DirectorySourceConfiguration {
  /** An https: URL. */
  readonly url: string;
  /** PEM file of the certificate that the server asks for, with its issuers. */
  readonly clientCertificate: string;
  /** PEM file of its private key. */
  readonly clientKey: string;
  /** PEM file of the roots for the server's certificate; null for the system's. */
  readonly tlsRoots: string | null;
  /** PEM file of the roots under which the signer's certificate stands. */
  readonly signerRoots: string;
  /** SHA-256 of the signer's certificate in lower-case hexadecimal; null where any one will do. */
  readonly signerFingerprint: string | null;
  readonly everyHours: number;
  /** Of the providers or domains, how many a new edition may lack, in per cent. */
  readonly maxShrinkPercent: number;
  /** Hours since the last good fetch after which an alarm is raised. */
  readonly alarmAgeHours: number;
}

/** The provider's own directory entry, for others to fetch (RFC 6109 §4.5.6). */
export interface PublicationConfiguration {
  /** The IP address to listen on. */
  readonly address: string;
  /** 0 for any free one; null where nothing is published. */
  readonly port: number | null;
  /** The path of the signed file, from `/`. */
  readonly path: string;
}

/** A signing certificate and its key. */
export interface SigningKeyConfiguration {
  /** PEM file of the signing certificate. */
  readonly certificate: string;
  /** PEM file of its private key. */
  readonly key: string;
  /** PEM file of the issuers' certificates. */
  readonly chain: string;
}

/** The key that takes over from another. */
export interface NextSigningConfiguration extends SigningKeyConfiguration {
  /** The instant from which on it signs. */
  readonly from: Instant;
}

/** What the PEC documents are signed with. */
export interface SigningConfiguration extends SigningKeyConfiguration {
  /** In the order in which they take over. */
  readonly next: readonly NextSigningConfiguration[];
  readonly engine: SigningEngine;
  /** The library file of libcrypto; null for WebCrypto. */
  readonly library: string | null;
}

/** What computes the signatures. */
export type SigningEngine = "webcrypto" | "libcrypto";

/** Whom the provider believes. */
export interface TrustConfiguration {
  /** PEM file of the roots under which other providers' signing certificates stand. */
  readonly roots: string;
  /** PEM file of the authorities between them and the roots; null where there are none. */
  readonly intermediates: string | null;
  /** Whether a signer of whose revocation nothing current is known is believed. */
  readonly revocation: "when-known" | "required";
  /** Hours past its nextUpdate for which a list or an OCSP answer still counts. */
  readonly revocationGraceHours: number;
  /** Hours after which lists and answers are fetched again at the latest. */
  readonly revocationRefreshHours: number;
  /** When OCSP is asked: where no list is current, before the lists, or never. */
  readonly ocsp: "fallback" | "prefer" | "off";
  /** Files of certificate revocation lists. */
  readonly crls: readonly string[];
  /** PEM file of the roots for TLS to other providers; null for the system's. */
  readonly tlsRoots: string | null;
}

/** What the servers show to their clients. */
export interface TlsConfiguration {
  /** PEM file of the server's certificate and its issuers. */
  readonly certificate: string;
  /** PEM file of its private key. */
  readonly key: string;
}

/** How the log of events is made provable (docs/proof.md). */
export interface ProofConfiguration {
  /** PEM file of the key that signs the heads of the log: Ed25519. */
  readonly key: string;
  /** What the log is called in its heads: a URL without its scheme (C2SP tlog-checkpoint). */
  readonly origin: string;
  /** Who stamps the heads (RFC 3161), in the order in which they are asked. */
  readonly authorities: readonly StampingConfiguration[];
}

/** An authority that gives time stamps. */
export interface StampingConfiguration {
  /** An http: or https: URL. */
  readonly url: string;
  /** PEM file of the roots under which its certificate stands. */
  readonly roots: string;
  /** The policy to be stamped under, an object identifier; null leaves it to the authority. */
  readonly policy: string | null;
}

/** The Access Point. */
export interface SubmissionConfiguration {
  /** The IP address to listen on. */
  readonly address: string;
  /** Port for implicit TLS (RFC 8314 §3.3); 0 for any free one. */
  readonly tlsPort: number;
  /** Port for STARTTLS (RFC 6409 §3.1); 0 for any free one. */
  readonly starttlsPort: number;
  readonly maxRecipients: number;
  /** Octets above which a message is refused with 552, without an avviso. */
  readonly maxMessageBytes: number;
  /** Octets times recipients above which an avviso di non accettazione is issued (§3.1.1). */
  readonly maxTotalBytes: number;
}

/** The Incoming Point. */
export interface ReceptionConfiguration {
  /** The IP address to listen on. */
  readonly address: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly maxMessageBytes: number;
  /** The longest line of a message that is taken, in octets, without its CRLF. */
  readonly maxLineOctets: number;
}

/** A service by which holders read their mail. */
export interface MailAccessConfiguration {
  /** The IP address to listen on. */
  readonly address: string;
  /** Port for implicit TLS (RFC 8314 §3.2); 0 for any free one, null where it is off. */
  readonly tlsPort: number | null;
  /** Port for STARTTLS or STLS (RFC 8314 §4.1); 0 for any free one, null where it is off. */
  readonly starttlsPort: number | null;
}

/** The web server for holders and their programs; it speaks TLS alone. */
export interface HttpConfiguration {
  /** The IP address to listen on. */
  readonly address: string;
  /** 0 for any free one; null where it is off. */
  readonly port: number | null;
}

/** The API for integration partners; it speaks TLS alone. */
export interface ApiConfiguration {
  /** The IP address to listen on. */
  readonly address: string;
  /** 0 for any free one; null where it is off. */
  readonly port: number | null;
  /** Where partners reach it: an origin such as `https://api.alfa.example:8443`. */
  readonly publicUrl: string;
  /** File of 32 random octets from which the API derives its secrets; made where it is missing. */
  readonly key: string;
  /** Whether `test_` keys lead to a sandbox. */
  readonly sandbox: boolean;
  /** Octets of the longest body of a request. */
  readonly maxBodyBytes: number;
  /** Requests with one credential in a minute. */
  readonly requestsPerMinute: number;
  /** Whether webhooks may go to private and loopback addresses. */
  readonly webhooksToPrivateAddresses: boolean;
}

/** What every mailbox has whose account says nothing else. */
export interface MailboxesConfiguration {
  /** Octets that it may hold. */
  readonly quotaBytes: number;
  /** Days for which the operator can bring an expunged message back. */
  readonly keepDeletedDays: number;
  /** Octets of the longest message that a client may file (APPENDLIMIT, RFC 7889). */
  readonly maxAppendBytes: number;
}

/** What looks for viruses in messages. */
export interface ScannerConfiguration {
  readonly engine: ScannerEngine;
  /** Where clamd listens on TCP; null when it does not. */
  readonly address: Endpoint | null;
  /** The Unix socket on which clamd listens; null when there is none. clamd has exactly one. */
  readonly socket: string | null;
  /** Seconds without a sign of clamd after which a scan is given up. */
  readonly timeoutSeconds: number;
  /** Scans at the same time. */
  readonly connections: number;
}

/** What scans; with `none` messages pass unscanned. */
export type ScannerEngine = "clamd" | "none";

/** How messages leave for other providers. */
export interface RelayConfiguration {
  /** Domains that are relayed to a fixed server instead of their MX; names in lower case. */
  readonly routes: ReadonlyMap<string, Endpoint>;
  readonly connectionsPerHost: number;
  /** Name servers; empty for the system's. */
  readonly dnsServers: readonly NameServerAddress[];
}

/** The signature of what leaves for ordinary recipients (RFC 6376); null twice where there is none. */
export interface DkimConfiguration {
  /** The label under which the DNS has the public key. */
  readonly selector: string | null;
  /** PEM file of the private key. */
  readonly key: string | null;
}

/** How the system's clock is watched. */
export interface ClockConfiguration {
  /** Time servers (NTP); empty where nobody watches the clock. */
  readonly servers: readonly Endpoint[];
  /** Milliseconds from UTC beyond which nothing new is accepted. */
  readonly maxOffsetMs: number;
  /** Seconds from one look to the next. */
  readonly everySeconds: number;
}

/** A server. */
export interface Endpoint {
  /** A host name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** A name server. */
export interface NameServerAddress {
  /** Its IP address. */
  readonly address: string;
  readonly port: number;
}

/** What the clients of one server may take up: of SMTP, IMAP or POP3 where no other is named. */
export interface LimitsConfiguration {
  /** Connections at the same time. */
  readonly connections: number;
  /** Of these, from one IP address. */
  readonly connectionsPerAddress: number;
  /** Messages in one connection of SMTP. */
  readonly messages: number;
  /** Refused commands after which a session is closed. */
  readonly errors: number;
  /** Wrong credentials after which a session is closed. */
  readonly authenticationFailures: number;
  /** Wrong credentials after which an IP address has to wait. */
  readonly authenticationFailuresPerAddress: number;
  /** Seconds without a byte after which a session of SMTP is closed. */
  readonly idleSeconds: number;
  /** The longest command line of SMTP, in octets, with its CRLF (RFC 5321 §4.5.3.1.4). */
  readonly commandOctets: number;
}

/** What is written to the log of operation (not to the log of events). */
export interface LogConfiguration {
  readonly level: "debug" | "info" | "warn" | "error";
}

/** How long the log keeps what it says of messages. */
export interface RetentionConfiguration {
  /** Months of the calendar after which messages may be erased; 30 or more (RFC 6109 §2.3). */
  readonly months: number;
}
