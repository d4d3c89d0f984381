/** @module */
import { join } from "node:path";
import { expect } from "expect";
import fc from "fast-check";
import {
  loadConfiguration,
  loadPublicConfiguration,
  parseConfiguration,
} from "../../adapters/config/load.ts";
import { ConfigurationError } from "../../adapters/config/problems.ts";
import { withConfiguration } from "./workspace_support.ts";

const SHORTEST = `
provider = { name = "Alfa PEC", domain = "Alfa.Example", hostname = "smtp.alfa.example" }
storage.folder = "data"
directory.file = "directory.ldif"
signing = { certificate = "signing.pem", key = "signing.key", chain = "chain.pem" }
trust.roots = "roots.pem"
tls = { certificate = "tls.pem", key = "tls.key" }
scanner.engine = "none"
`;

Deno.test("whoever only reads needs no private keys", async () => {
  await withConfiguration(SHORTEST, async (file, folder) => {
    for (const key of ["signing.key", "tls.key", "keys/log.key"]) {
      await Deno.remove(join(folder, key));
    }
    expect((await loadPublicConfiguration(file)).provider.domain).toBe("alfa.example");
    await expect(loadConfiguration(file)).rejects.toThrow('signing.key" does not exist');
    await Deno.remove(join(folder, "roots.pem"));
    await expect(loadPublicConfiguration(file)).rejects.toThrow('roots.pem" does not exist');
  });
});

Deno.test("the shortest configuration is filled up with defaults", async () => {
  await withConfiguration(SHORTEST, async (file, folder) => {
    const configuration = await loadConfiguration(file);
    expect(configuration.provider).toEqual({
      name: "Alfa PEC",
      domain: "alfa.example",
      address: "posta-certificata@alfa.example",
      serviceMailbox: "ricevute@alfa.example",
      domains: ["alfa.example"],
      hostname: "smtp.alfa.example",
    });
    expect(configuration.signing).toEqual({
      certificate: join(folder, "signing.pem"),
      key: join(folder, "signing.key"),
      chain: join(folder, "chain.pem"),
      next: [],
      engine: "webcrypto",
      library: null,
    });
    expect(configuration.trust.tlsRoots).toBe(null);
    expect(configuration.submission.tlsPort).toBe(465);
    expect(configuration.submission.maxTotalBytes).toBe(100_000_000);
    expect(configuration.reception.port).toBe(25);
    expect(configuration.imap).toEqual({ address: "0.0.0.0", tlsPort: 993, starttlsPort: 143 });
    expect(configuration.pop3).toEqual({ address: "0.0.0.0", tlsPort: 995, starttlsPort: 110 });
    expect(configuration.http).toEqual({ address: "0.0.0.0", port: null });
    expect(configuration.mailboxes).toEqual({
      quotaBytes: 1_000_000_000,
      keepDeletedDays: 30,
      maxAppendBytes: 200_000_000,
    });
    expect(configuration.scanner).toEqual({
      engine: "none",
      address: null,
      socket: null,
      timeoutSeconds: 180,
      connections: 10,
    });
    expect(configuration.proof).toEqual({
      key: join(folder, "keys/log.key"),
      origin: "alfa.example/log",
      authorities: [],
    });
    expect(configuration.log.level).toBe("info");
    expect(configuration.retention).toEqual({ months: 30 });
  });
});

Deno.test("the log may have a key and a name of its own, and authorities that stamp its heads", () => {
  const text = `${SHORTEST}
proof.key = "/etc/ceralacca/log.pem"
proof.origin = "log.alfa.example"
[[proof.authorities]]
url = "http://tsa.example/tsr"
roots = "tsa.pem"
[[proof.authorities]]
url = "https://tsa.beta.example"
roots = "/etc/tsa.pem"
policy = "1.3.6.1.4.1.99999.1"
`;
  expect(parseConfiguration(text, "/etc/alfa/config.toml").proof).toEqual({
    key: "/etc/ceralacca/log.pem",
    origin: "log.alfa.example",
    authorities: [
      { url: "http://tsa.example/tsr", roots: "/etc/alfa/tsa.pem", policy: null },
      { url: "https://tsa.beta.example", roots: "/etc/tsa.pem", policy: "1.3.6.1.4.1.99999.1" },
    ],
  });
});

Deno.test("what is set overrides the defaults", () => {
  const configuration = parseConfiguration(
    SHORTEST.replace('"Alfa.Example"', '"alfa.example", domains = ["PEC.Alfa.Example"]') + `
      log.level = "debug"
      retention.months = 120
      submission.max_recipients = 50
      [relay]
      dns_servers = ["192.0.2.53", "2001:db8::53", "127.0.0.1:5353", "[::1]:5353"]
      [relay.routes]
      "Beta.Example" = "127.0.0.1:2525"
      "gamma.example" = "[::1]:25"
      "delta.example" = "mx.delta.example:2526"
    `,
    "/etc/ceralacca/config.toml",
  );
  expect(configuration.provider.domains).toEqual(["pec.alfa.example"]);
  expect(configuration.log.level).toBe("debug");
  expect(configuration.retention.months).toBe(120);
  expect(configuration.submission.maxRecipients).toBe(50);
  expect(configuration.relay.dnsServers).toEqual([
    { address: "192.0.2.53", port: 53 },
    { address: "2001:db8::53", port: 53 },
    { address: "127.0.0.1", port: 5353 },
    { address: "::1", port: 5353 },
  ]);
  expect([...configuration.relay.routes]).toEqual([
    ["beta.example", { host: "127.0.0.1", port: 2525 }],
    ["gamma.example", { host: "::1", port: 25 }],
    ["delta.example", { host: "mx.delta.example", port: 2526 }],
  ]);
});

Deno.test("a signing key that takes over has its instant, and the issuers of the first", () => {
  const text = `${SHORTEST.replace(/^signing = .*$/m, "")}
    [signing]
    certificate = "signing.pem"
    key = "signing.key"
    chain = "chain.pem"
    [[signing.next]]
    certificate = "2027.pem"
    key = "2027.key"
    from = 2027-01-31T23:00:00+01:00
    [[signing.next]]
    certificate = "2028.pem"
    key = "2028.key"
    chain = "chain-2028.pem"
    from = "2028-01-31T22:00:00Z"`;
  const { signing } = parseConfiguration(text, "/etc/ceralacca/config.toml");
  expect(signing.next).toEqual([
    {
      certificate: "/etc/ceralacca/2027.pem",
      key: "/etc/ceralacca/2027.key",
      chain: "/etc/ceralacca/chain.pem",
      from: Date.UTC(2027, 0, 31, 22),
    },
    {
      certificate: "/etc/ceralacca/2028.pem",
      key: "/etc/ceralacca/2028.key",
      chain: "/etc/ceralacca/chain-2028.pem",
      from: Date.UTC(2028, 0, 31, 22),
    },
  ]);
});

Deno.test("trust in certificates can be set as strict as it may be", () => {
  const text = `${SHORTEST}
    trust.intermediates = "intermediates.pem"
    trust.revocation = "required"
    trust.revocation_grace_hours = 0
    trust.revocation_refresh_hours = 1
    trust.ocsp = "prefer"`;
  expect(parseConfiguration(text, "/etc/ceralacca/config.toml").trust).toMatchObject({
    intermediates: "/etc/ceralacca/intermediates.pem",
    revocation: "required",
    revocationGraceHours: 0,
    revocationRefreshHours: 1,
    ocsp: "prefer",
  });
});

const FETCHED = `
  url = "https://igpec.example/directory.p7m"
  client_certificate = "client.pem"
  client_key = "client.key"
  signer_roots = "signers.pem"
  cache = "data/directory.p7m"
`;

/** The shortest configuration with other settings for the directory. */
function withDirectory(settings: string): string {
  return `${SHORTEST.replace('directory.file = "directory.ldif"', "")}\n[directory]\n${settings}`;
}

Deno.test("a directory that is fetched has defaults for when and what to take", () => {
  const { directory } = parseConfiguration(withDirectory(FETCHED), "/etc/ceralacca/config.toml");
  expect(directory).toEqual({
    file: "/etc/ceralacca/data/directory.p7m",
    source: {
      url: "https://igpec.example/directory.p7m",
      clientCertificate: "/etc/ceralacca/client.pem",
      clientKey: "/etc/ceralacca/client.key",
      tlsRoots: null,
      signerRoots: "/etc/ceralacca/signers.pem",
      signerFingerprint: null,
      everyHours: 6,
      maxShrinkPercent: 20,
      alarmAgeHours: 24,
    },
  });
});

Deno.test("a fingerprint may be written as openssl prints it", () => {
  const text = withDirectory(`${FETCHED}signer_fingerprint = "${"AB:".repeat(31)}AB"`);
  expect(parseConfiguration(text, "config.toml").directory.source?.signerFingerprint)
    .toBe("ab".repeat(32));
});

Deno.test("nothing is published unless a port is given", () => {
  expect(parseConfiguration(SHORTEST, "config.toml").publication)
    .toEqual({ address: "0.0.0.0", port: null, path: "/directory.p7m" });
  const text = `${SHORTEST}publication = { address = "::1", port = 8443, path = "/pec/own.p7m" }`;
  expect(parseConfiguration(text, "config.toml").publication)
    .toEqual({ address: "::1", port: 8443, path: "/pec/own.p7m" });
});

Deno.test("relative paths count from the file's folder, absolute ones stay", () => {
  const text = SHORTEST.replace('"roots.pem"', '"/etc/ssl/roots.pem"')
    .replace('"tls.key"', '"../private/tls.key"');
  const configuration = parseConfiguration(text, "/etc/ceralacca/config.toml");
  expect(configuration.storage.folder).toBe("/etc/ceralacca/data");
  expect(configuration.trust.roots).toBe("/etc/ssl/roots.pem");
  expect(configuration.tls.key).toBe("/etc/private/tls.key");
});

Deno.test("clamd may listen on a Unix socket", () => {
  const clamd = 'scanner = { engine = "clamd", socket = "run/clamd.ctl", timeout_seconds = 60 }';
  const text = SHORTEST.replace('scanner.engine = "none"', clamd);
  expect(parseConfiguration(text, "/etc/ceralacca/config.toml").scanner).toEqual({
    engine: "clamd",
    address: null,
    socket: "/etc/ceralacca/run/clamd.ctl",
    timeoutSeconds: 60,
    connections: 10,
  });
});

Deno.test("a service that is off has no port, and leaves it to another", () => {
  const text = `${SHORTEST}
    imap = { address = "::1", starttls_port = "off" }
    pop3 = { tls_port = "off", starttls_port = 143 }
    http.port = 443
    publication = { address = "127.0.0.1", port = 8443 }`;
  const { imap, pop3, http } = parseConfiguration(text, "config.toml");
  expect(imap).toEqual({ address: "::1", tlsPort: 993, starttlsPort: null });
  expect(pop3).toEqual({ address: "0.0.0.0", tlsPort: null, starttlsPort: 143 });
  expect(http).toEqual({ address: "0.0.0.0", port: 443 });
});

Deno.test("any free port may be asked for more than once", () => {
  const text = `${SHORTEST}
    submission = { tls_port = 0, starttls_port = 0 }
    reception.port = 0`;
  expect(parseConfiguration(text, "config.toml").submission.starttlsPort).toBe(0);
});

Deno.test("equal ports on different addresses do not collide", () => {
  const text = `${SHORTEST}
    submission = { address = "127.0.0.1", starttls_port = 2525 }
    reception = { address = "127.0.0.2", port = 2525 }`;
  expect(parseConfiguration(text, "config.toml").reception.port).toBe(2525);
});

Deno.test("any text is either a configuration or a list of problems (fuzz)", () => {
  const value = fc.oneof(
    fc.string().map((text) => JSON.stringify(text)),
    fc.integer().map(String),
    fc.constantFrom("true", "inf", "nan", "[]", "{}", "1979-05-27", "[[]]", '{ "" = "" }'),
  );
  const name = fc.constantFrom(
    "provider",
    "provider.domains",
    "relay.routes",
    "relay.routes.__proto__",
    "submission.tls_port",
    "trust.crls",
    "limits",
    "constructor",
  );
  const document = fc.array(fc.tuple(name, value), { maxLength: 6 })
    .map((lines) => lines.map(([name, value]) => `${name} = ${value}`).join("\n"));
  fc.assert(
    fc.property(fc.oneof(document, fc.string({ unit: "binary" })), (text) => {
      try {
        parseConfiguration(text, "config.toml");
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
        expect((error as ConfigurationError).problems.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 200, seed: 6109 },
  );
});
