/**
 * The settings of the configuration file, section by section: their kinds and their defaults.
 *
 * @module
 */
import { resolve } from "node:path";
import { z } from "zod";
import { RETENTION_MONTHS } from "../../events/retention.ts";
import type {
  Configuration,
  DirectoryConfiguration,
  MailAccessConfiguration,
  SigningConfiguration,
} from "./configuration.ts";
import { directoryConfiguration } from "./directory_settings.ts";
import { nearest, shown } from "./problems.ts";
import {
  byDomain,
  dnsLabel,
  domain,
  endpoint,
  fingerprint,
  flag,
  httpsOrigin,
  httpsUrl,
  instant,
  ipAddress,
  line,
  list,
  listeningPort,
  logOrigin,
  mailAddress,
  nameServer,
  objectIdentifier,
  oneOf,
  path,
  servicePort,
  urlPath,
  webUrl,
  whole,
} from "./values.ts";

/** RFC 6109 §3.1.1 leaves the figure to the law: DM 2-11-2005 art. 12 says 30 MB. */
const LEGAL_FLOOR = 30_000_000;
const LARGEST = 2_000_000_000;
const LARGEST_QUOTA = 1_000_000_000_000;
const FLOOR_REASON = "DM 2-11-2005 art. 12: 30 MB must always be possible";

const provider = section({
  name: line,
  domain: domain.transform(lowerCase),
  address: mailAddress.optional(),
  service_mailbox: mailAddress.optional(),
  domains: list(domain.transform(lowerCase)).optional(),
  hostname: domain,
}).transform(({ address, serviceMailbox, domains, ...given }) => ({
  ...given,
  address: address ?? `posta-certificata@${given.domain}`,
  serviceMailbox: serviceMailbox ?? `ricevute@${given.domain}`,
  domains: domains ?? [given.domain],
}));

const submission = section({
  address: ipAddress.default("0.0.0.0"),
  tls_port: listeningPort.default(465),
  starttls_port: listeningPort.default(587),
  max_recipients: whole(50, 10_000, "DM 2-11-2005 art. 12: 50 must always be possible")
    .default(500),
  max_message_bytes: whole(LEGAL_FLOOR, LARGEST, FLOOR_REASON).default(150_000_000),
  max_total_bytes: whole(LEGAL_FLOOR, LARGEST, FLOOR_REASON).default(100_000_000),
});

const reception = section({
  address: ipAddress.default("0.0.0.0"),
  port: listeningPort.default(25),
  max_message_bytes: whole(LEGAL_FLOOR, LARGEST, FLOOR_REASON).default(200_000_000),
  max_line_octets: whole(998, 1_000_000, "RFC 5322 §2.1.1: 998 must be possible").default(100_000),
});

/** The ports of RFC 8314 §7.1 and §7.2, and those of old. */
const imap = mailAccess(993, 143);
const pop3 = mailAccess(995, 110);

const http = section({
  address: ipAddress.default("0.0.0.0"),
  // Off, as 443 may have a web server of its own, or [publication] of an older file.
  port: servicePort.default(null),
});

const mailboxes = section({
  quota_bytes: whole(1_000_000, LARGEST_QUOTA).default(1_000_000_000),
  keep_deleted_days: whole(1, 3_650).default(30),
  max_append_bytes: whole(1_000_000, LARGEST).default(200_000_000),
});

const relay = section({
  routes: byDomain(endpoint).default(new Map()),
  connections_per_host: whole(1, 100).default(4),
  dns_servers: list(nameServer).default([]),
});

const limits = section({
  connections: whole(1, 100_000).default(10_000),
  connections_per_address: whole(1, 100_000).default(200),
  messages: whole(1, 1_000_000).default(1_000),
  errors: whole(1, 1_000).default(10),
  authentication_failures: whole(1, 100).default(3),
  authentication_failures_per_address: whole(1, 100_000).default(30),
  idle_seconds: whole(30, 3_600).default(300),
  command_octets: whole(512, 65_536, "RFC 5321 §4.5.3.1.4: 512 must be possible").default(512),
});

const publication = section({
  address: ipAddress.default("0.0.0.0"),
  port: listeningPort.nullable().default(null),
  path: urlPath.default("/directory.p7m"),
});

const clock = section({
  servers: list(endpoint).default([]),
  max_offset_ms: whole(1, 1_000, "DM 2-11-2005: one second").default(1_000),
  every_seconds: whole(16, 3_600, "RFC 5905 §7.2").default(300),
});

const log = section({ level: oneOf("debug", "info", "warn", "error").default("info") });

const retention = section({
  months: whole(RETENTION_MONTHS, 1_200, "RFC 6109 §2.3: 30 months must be kept")
    .default(RETENTION_MONTHS),
});

/** The whole file. An absent section counts as an empty one; paths count from `folder`. */
export function configurationSchema(folder: string): z.ZodType<Configuration> {
  const file = path.transform((written) => resolve(folder, written));
  const shape = {
    provider,
    storage: section({ folder: file }),
    directory: directory(file),
    publication,
    signing: signing(file),
    trust: section({
      roots: file,
      intermediates: file.nullable().default(null),
      revocation: oneOf("when-known", "required").default("when-known"),
      revocation_grace_hours: whole(0, 720).default(24),
      revocation_refresh_hours: whole(1, 24).default(6),
      ocsp: oneOf("fallback", "prefer", "off").default("fallback"),
      crls: list(file).default([]),
      tls_roots: file.nullable().default(null),
    }),
    tls: section({ certificate: file, key: file }),
    proof: section({
      key: file.prefault("keys/log.key"),
      origin: logOrigin.optional(),
      authorities: list(
        section({ url: webUrl, roots: file, policy: objectIdentifier.nullable().default(null) }),
      ).default([]),
    }),
    submission,
    reception,
    imap,
    pop3,
    http,
    api: api(file),
    mailboxes,
    scanner: section({
      // No default: whoever runs a provider decides whether its messages are scanned.
      engine: oneOf("clamd", "none"),
      address: endpoint.nullable().default(null),
      socket: file.nullable().default(null),
      timeout_seconds: whole(1, 600).default(180),
      connections: whole(1, 1_000).default(10),
    }),
    relay,
    dkim: section({
      selector: dnsLabel.nullable().default(null),
      key: file.nullable().default(null),
    }),
    clock,
    limits,
    log,
    retention,
  };
  return z.strictObject(shape, { error: unknownNames("section", Object.keys(shape)) })
    .transform((given) => ({
      ...given,
      api: { ...given.api, publicUrl: given.api.publicUrl ?? originOf(given) },
      proof: { ...given.proof, origin: given.proof.origin ?? `${given.provider.domain}/log` },
    }));
}

/** `publicUrl` is filled in where the rest of the file is known. */
function api(file: z.ZodType<string, string>) {
  return section({
    address: ipAddress.default("0.0.0.0"),
    port: servicePort.default(null),
    public_url: httpsOrigin.optional(),
    key: file.prefault("keys/api.key"),
    sandbox: flag.default(true),
    max_body_bytes: whole(1_000_000, LARGEST).default(250_000_000),
    requests_per_minute: whole(1, 1_000_000).default(6_000),
    webhooks_to_private_addresses: flag.default(false),
  });
}

/** Where the API is reached by the name of the servers. */
function originOf(
  { provider: { hostname }, api: { port } }: {
    readonly provider: { readonly hostname: string };
    readonly api: { readonly port: number | null };
  },
): string {
  return new URL(`https://${hostname}:${port ?? 443}`).origin;
}

function directory(file: z.ZodType<string, string>): z.ZodType<DirectoryConfiguration> {
  const absent = file.nullable().default(null);
  return section({
    file: absent,
    url: httpsUrl.nullable().default(null),
    client_certificate: absent,
    client_key: absent,
    tls_roots: absent,
    signer_roots: absent,
    signer_fingerprint: fingerprint.nullable().default(null),
    cache: absent,
    every_hours: whole(1, 24, "RFC 6109 §4.5: every day").default(6),
    max_shrink_percent: whole(0, 100).default(20),
    alarm_age_hours: whole(1, 8_760).default(24),
  }).transform(directoryConfiguration);
}

function mailAccess(tlsPort: number, starttlsPort: number): z.ZodType<MailAccessConfiguration> {
  return section({
    address: ipAddress.default("0.0.0.0"),
    tls_port: servicePort.default(tlsPort),
    starttls_port: servicePort.default(starttlsPort),
  });
}

/** A key that takes over has the issuers of the first one, unless it names its own. */
function signing(file: z.ZodType<string, string>): z.ZodType<SigningConfiguration> {
  return section({
    certificate: file,
    key: file,
    chain: file,
    next: list(section({ certificate: file, key: file, chain: file.optional(), from: instant }))
      .default([]),
    engine: oneOf("webcrypto", "libcrypto").default("webcrypto"),
    library: file.nullable().default(null),
  }).transform(({ next, ...given }) => ({
    ...given,
    next: next.map((key) => ({ ...key, chain: key.chain ?? given.chain })),
  }));
}

function section<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodType<CamelKeys<z.output<z.ZodObject<Shape>>>> {
  return z.strictObject(shape, { error: unknownNames("setting", Object.keys(shape)) })
    .prefault({} as never)
    .transform((settings) => camelKeys(settings));
}

/** One line per unknown name, in the order of the issue's `keys`. */
function unknownNames(what: string, known: readonly string[]): z.core.$ZodErrorMap {
  return (issue) => {
    if (issue.code !== "unrecognized_keys") {
      return `${shown(issue.input)} is not a section. Write [name] and its settings below it.`;
    }
    return (issue.keys as string[]).map((name) => {
      const meant = nearest(name, known);
      const remedy = meant ? `Did you mean "${meant}"?` : `Known here: ${known.join(", ")}.`;
      return `is not a ${what} of this file. ${remedy}`;
    }).join("\n");
  };
}

type Camel<Name> = Name extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

type CamelKeys<Settings> = { [Name in keyof Settings as Camel<Name>]: Settings[Name] };

/** TOML's habit is snake_case, TypeScript's is camelCase. */
function camelKeys<Settings extends object>(settings: Settings): CamelKeys<Settings> {
  const entries = Object.entries(settings).map(([name, value]) => [
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(entries);
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}
