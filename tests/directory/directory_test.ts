import { expect } from "expect";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import {
  createDirectory,
  loadDirectory,
  parseDirectory,
} from "../../adapters/directory/directory.ts";
import { directoryEntry, type ProviderEntry } from "../../adapters/directory/provider.ts";

const certificate = (text: string) => {
  const der = Buffer.from(`certificate ${text}`);
  return { der, sha1: createHash("sha1").update(der).digest("hex") };
};
const first = certificate("1");
const second = certificate("2");

const alfa: ProviderEntry = {
  name: "Alfa Posta Certificata S.p.A.",
  mailReceipt: "presa-in-carico@alfa.example",
  domains: ["alfa.example", "pec.alfa.example"],
  certificates: [first, second],
  ldifUrl: "https://alfa.example/ldif.p7m",
};

/** The provider of an entry, as the directory hands it out. */
const providerOf = ({ domains: _, ...provider }: ProviderEntry) => provider;

/** An entry as a list of lines, on top of what a provider must have. */
const entry = (...lines: readonly string[]) =>
  ["dn: providerName=Beta,o=postacert", "objectClass: provider", ...lines, ""].join("\n");
const hash = `providerCertificateHash: ${first.sha1}`;
const value = `providerCertificate;binary:: ${first.der.toString("base64")}`;
const receipt = "mailReceipt: service@beta.example";
const domain = "managedDomains: beta.example";

Deno.test("directory: a provider by domain, without case; others are not certified", () => {
  const directory = createDirectory([alfa]);
  expect(directory.providerOfDomain("PEC.Alfa.Example")).toEqual(providerOf(alfa));
  expect(directory.providerOfDomain("sub.alfa.example")).toBe(undefined);
  expect(directory.providerOfDomain("")).toBe(undefined);
  expect(directory.providerOfDomain("__proto__")).toBe(undefined);
});

Deno.test("directory: a provider by each of its certificates, without case", () => {
  const directory = createDirectory([alfa]);
  expect(directory.providerOfCertificate(first.sha1.toUpperCase()))
    .toEqual({ provider: providerOf(alfa), certificate: first.der });
  expect(directory.providerOfCertificate(second.sha1))
    .toEqual({ provider: providerOf(alfa), certificate: second.der });
  expect(directory.providerOfCertificate("0".repeat(40))).toBe(undefined);
});

Deno.test("directory: what is written is read back, secondary environments too", () => {
  const unit: ProviderEntry = {
    name: alfa.name,
    unit: "Ambiente secondario, è <qui>",
    mailReceipt: "service@due.alfa.example",
    domains: ["due.alfa.example"],
    certificates: [first],
  };
  const root = "dn: o=postacert\nobjectClass: organization\no: postacert\n";
  const ldif = ["version: 1\n", root, directoryEntry(alfa), directoryEntry(unit)].join("\n");
  const { directory, warnings } = parseDirectory(ldif);
  expect(warnings).toEqual([]);
  expect(directory.providers).toEqual([providerOf(alfa), providerOf(unit)]);
  expect(directory.providerOfDomain("due.alfa.example")).toEqual(providerOf(unit));
  expect(directory.providerOfCertificate(first.sha1)?.provider).toEqual(providerOf(alfa));
});

Deno.test("directory: one certificate in two environments, one of them being rolled over", () => {
  const unit = { ...alfa, unit: "two", domains: ["two.alfa.example"], certificates: [second] };
  const directory = createDirectory([alfa, unit]);
  expect(directory.providerOfCertificate(first.sha1)?.provider.unit).toBe(undefined);
  expect(directory.providerOfCertificate(second.sha1)?.provider.unit).toBe(undefined);
  // Whether an environment may sign with it is seen on the environment of the domain.
  const hashes = (name: string) =>
    directory.providerOfDomain(name)?.certificates.map(({ sha1 }) => sha1);
  expect(hashes("alfa.example")).toEqual([first.sha1, second.sha1]);
  expect(hashes("two.alfa.example")).toEqual([second.sha1]);
});

Deno.test("directory: names of attributes and hashes in any case, doubles and blanks", () => {
  const { directory, warnings } = parseDirectory(entry(
    "OBJECTCLASS: PROVIDER",
    "ProviderName: Beta",
    "PROVIDERNAME: Beta",
    `providercertificatehash: ${first.sha1.toUpperCase().replace(/..(?=.)/g, "$&:")}`,
    `PROVIDERCERTIFICATE:: ${first.der.toString("base64")}`,
    value,
    "mailreceipt:   service@beta.example",
    "manageddomains: Beta.EXAMPLE",
    "managedDomains: beta.example",
    "managedDomains: ",
    "unknown: attribute",
  ));
  expect(warnings).toEqual([]);
  expect(directory.providers).toEqual([{
    name: "Beta",
    mailReceipt: "service@beta.example",
    certificates: [first],
  }]);
  expect(directory.providerOfDomain("beta.example")?.name).toBe("Beta");
});

for (
  const [missing, lines] of [
    ["providerName is missing", [hash, value, receipt, domain]],
    ["mailReceipt is missing", ["providerName: Beta", hash, value, domain]],
    ["mailReceipt is no mail address", [
      "providerName: Beta",
      hash,
      value,
      "mailReceipt: b",
      domain,
    ]],
    ["no usable providerCertificate", ["providerName: Beta", hash, receipt, domain]],
    ["no usable providerCertificate", ["providerName: Beta", value, receipt, domain]],
    ["no usable managedDomains", ["providerName: Beta", hash, value, receipt]],
  ] as const
) {
  Deno.test(`directory: an entry is left out where ${missing} (${lines.length} lines)`, () => {
    const { directory, warnings } = parseDirectory(`${entry(...lines)}\n${directoryEntry(alfa)}`);
    expect(directory.providers).toEqual([providerOf(alfa)]);
    expect(warnings).toContain(
      `providerName=Beta,o=postacert (line 1): rejected, ${missing}`,
    );
  });
}

Deno.test("directory: a certificate that is not its hash's is left out", () => {
  const { directory, warnings } = parseDirectory(entry(
    "providerName: Beta",
    hash,
    value,
    `providerCertificateHash: ${"0".repeat(40)}`,
    `providerCertificate;binary:: ${second.der.toString("base64")}`,
    receipt,
    domain,
  ));
  expect(directory.providers[0]?.certificates).toEqual([first]);
  expect(directory.providerOfCertificate("0".repeat(40))).toBe(undefined);
  expect(warnings.length).toBe(2);
});

Deno.test("directory: malformed domains are left out, the others stay", () => {
  const { directory, warnings } = parseDirectory(entry(
    "providerName: Beta",
    hash,
    value,
    receipt,
    domain,
    "managedDomains: anna@beta.example",
    "managedDomains: *.beta.example",
  ));
  const owners = ["beta.example", "anna@beta.example", "*.beta.example"]
    .map((name) => directory.providerOfDomain(name)?.name);
  expect(owners).toEqual(["Beta", undefined, undefined]);
  expect(warnings.length).toBe(2);
});

Deno.test("directory: a domain that two providers claim stays with the first, with a warning", () => {
  const beta = { ...alfa, name: "Beta", domains: ["ALFA.example", "beta.example"] };
  const { directory, warnings } = parseDirectory(
    `${directoryEntry(alfa)}\n${directoryEntry(beta)}`,
  );
  expect(directory.providerOfDomain("alfa.example")?.name).toBe(alfa.name);
  expect(warnings).toEqual([`alfa.example of Beta belongs to ${alfa.name} already`]);
});

Deno.test("directory: is loaded from a file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "directory-"));
  try {
    await writeFile(join(folder, "index.ldif"), directoryEntry(alfa));
    const { directory } = await loadDirectory(join(folder, "index.ldif"));
    expect(directory.providers).toEqual([providerOf(alfa)]);
    await expect(loadDirectory(join(folder, "none.ldif"))).rejects.toThrow("none.ldif");
  } finally {
    await rm(folder, { recursive: true });
  }
});

Deno.test("directory: entries of any attributes give providers or warnings, never an error", () => {
  const name = fc.constantFrom(
    "providerName",
    "providerUnit",
    "mailReceipt",
    "managedDomains",
    "providerCertificateHash",
    "providerCertificate;binary",
    "LDIFLocationURL",
  );
  const line = fc.oneof(
    fc.tuple(name, fc.base64String({ maxLength: 40 })).map(([key, text]) => `${key}:: ${text}`),
    fc.constantFrom("providerName: Beta", hash, value, receipt, domain),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 15 }), (lines) => {
      const { directory, warnings } = parseDirectory(entry(...lines));
      const rejected = warnings.some((warning) => warning.includes("rejected"));
      expect(directory.providers.length).toBe(rejected ? 0 : 1);
    }),
    { numRuns: 200, seed: 6109 },
  );
});
