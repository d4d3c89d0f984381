/** @module */
import { expect } from "expect";
import { parse } from "smol-toml";
import {
  renderConfiguration,
  type TemplateValues,
} from "../../adapters/config/configuration_template.ts";
import { loadConfiguration, parseConfiguration } from "../../adapters/config/load.ts";
import { withConfiguration } from "./workspace_support.ts";

const values: TemplateValues = {
  name: 'Alfa "PEC" \\ S.p.A.',
  domain: "alfa.example",
  hostname: "smtp.alfa.example",
  storageFolder: "data",
  directoryFile: "directory.ldif",
  signing: { certificate: "signing.pem", key: "signing.key", chain: "chain.pem" },
  roots: "roots.pem",
  tls: { certificate: "tls.pem", key: "tls.key" },
  scanner: { engine: "none" },
  address: "127.0.0.1",
  ports: {
    submissionTls: 2465,
    submissionStarttls: 2587,
    reception: 2525,
    imapTls: 2993,
    imapStarttls: 2143,
    pop3Tls: 2995,
    pop3Starttls: "off",
    http: 2443,
    api: 2444,
  },
};

Deno.test("the template is a valid configuration that holds what it was given", async () => {
  await withConfiguration(renderConfiguration(values), async (file) => {
    const configuration = await loadConfiguration(file);
    expect(configuration.provider.name).toBe(values.name);
    expect(configuration.submission.tlsPort).toBe(2465);
    expect(configuration.submission.starttlsPort).toBe(2587);
    expect(configuration.reception.port).toBe(2525);
    expect(configuration.reception.address).toBe("127.0.0.1");
    expect(configuration.imap).toEqual({
      address: "127.0.0.1",
      tlsPort: 2993,
      starttlsPort: 2143,
    });
    expect(configuration.pop3).toMatchObject({ tlsPort: 2995, starttlsPort: null });
    expect(configuration.http).toEqual({ address: "127.0.0.1", port: 2443 });
    expect(configuration.api).toMatchObject({
      address: "127.0.0.1",
      port: 2444,
      publicUrl: "https://smtp.alfa.example:2444",
    });
  });
});

Deno.test("the template takes routes and roots for TLS", () => {
  const text = renderConfiguration({
    ...values,
    tlsRoots: "../ca.pem",
    routes: { "beta.example": "127.0.0.1:2526", "gamma.example": "[::1]:25" },
  });
  const { trust, relay } = parseConfiguration(text, "/etc/ceralacca/config.toml");
  expect(trust.tlsRoots).toBe("/etc/ca.pem");
  expect([...relay.routes]).toEqual([
    ["beta.example", { host: "127.0.0.1", port: 2526 }],
    ["gamma.example", { host: "::1", port: 25 }],
  ]);
});

Deno.test("the template takes the URL at which partners reach the API", () => {
  const publicUrl = "https://127.0.0.1:2444";
  const text = renderConfiguration({ ...values, publicUrl });
  expect(parseConfiguration(text, "/etc/ceralacca/config.toml").api.publicUrl).toBe(publicUrl);
});

Deno.test("the template takes clamd at either of its places", () => {
  const scannerOf = (scanner: TemplateValues["scanner"]) =>
    parseConfiguration(renderConfiguration({ ...values, scanner }), "/etc/ceralacca/config.toml")
      .scanner;
  expect(scannerOf({ engine: "clamd", address: "[::1]:3310" }))
    .toMatchObject({ engine: "clamd", address: { host: "::1", port: 3310 }, socket: null });
  expect(scannerOf({ engine: "clamd", socket: "/run/clamav/clamd.ctl" }))
    .toMatchObject({ engine: "clamd", address: null, socket: "/run/clamav/clamd.ctl" });
});

/** The template with every setting that it shows behind a `#` put into force. */
function everySetting(): string {
  return renderConfiguration(values).replaceAll(/^# ([a-z_]+ = )/gm, "$1");
}

Deno.test("the settings behind a # are the defaults", () => {
  const shown = everySetting()
    // These have no default that can be written down: they are absent.
    .replace(/^library = .*$/m, "")
    .replace(/^intermediates = .*$/m, "")
    .replace(/^tls_roots = .*$/gm, "")
    .replace(/^(url|client_certificate|client_key|cache) = .*$/gm, "")
    .replace(/^signer_(roots|fingerprint) = .*$/gm, "")
    .replace(/^port = 443$/m, "")
    .replace(/^selector = .*$/m, "")
    .replace('key = "keys/dkim.key"', "")
    .replace('address = "127.0.0.1:3310"', "")
    .replace(/^socket = .*$/m, "");
  const file = "/etc/ceralacca/config.toml";
  expect(parseConfiguration(shown, file))
    .toEqual(parseConfiguration(renderConfiguration(values), file));
});

/** The settings of a directory that is fetched, and those of one that is not. */
function fetched(): Record<string, unknown> {
  const text = renderConfiguration(values).replace(
    /\[directory\][^[]*/,
    (section) => section.replace(/^file = .*$/m, "").replaceAll(/^# ([a-z_]+ = )/gm, "$1"),
  );
  const { file, source } = parseConfiguration(text, "config.toml").directory;
  return { file: "directory.ldif", cache: file, ...source };
}

Deno.test("the template shows every setting there is", () => {
  const configuration = parseConfiguration(renderConfiguration(values), "config.toml");
  const shown = parse(everySetting()) as Record<string, Record<string, unknown>>;
  const snakeCase = (name: string) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  for (const [section, settings] of Object.entries({ ...configuration, directory: fetched() })) {
    const wanted = Object.keys(settings).map(snakeCase).sort();
    expect([section, Object.keys(shown[section] ?? {}).sort()]).toEqual([section, wanted]);
  }
});

Deno.test("every setting of the template has a comment above it", () => {
  let explained = false;
  for (const line of renderConfiguration(values).split("\n")) {
    if (/^(# )?[a-z_]+ = /.test(line)) expect([line, explained]).toEqual([line, true]);
    else explained = line.startsWith("#");
  }
});
