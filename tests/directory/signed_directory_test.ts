/** @module */
import { expect } from "expect";
import { join } from "node:path";
import { openDirectory } from "../../adapters/directory/directory.ts";
import {
  type DirectoryTrust,
  type Edition,
  MOST_WARNINGS,
  readSignedDirectory,
} from "../../adapters/directory/signed_directory.ts";
import { importSigned } from "../../adapters/directory/signed_import.ts";
import { successionFault } from "../../adapters/directory/succession.ts";
import { toPem } from "../../adapters/documents/smime/pem.ts";
import { opensslAvailable, Workshop } from "../documents/smime/openssl.ts";
import { NOW, revocationList, serialOf } from "../documents/smime/support.ts";
import {
  entryOf,
  fingerprintOf,
  issueSigner,
  ldifOf,
  LONG_LIFE,
  root,
  sign,
  signer,
  trust,
} from "./signed_support.ts";

const ldif = ldifOf([entryOf("alfa.example", 3), entryOf("beta.example")]);

Deno.test("signed directory: is read, and says which edition it is", async () => {
  const { edition, content, warnings } = await readSignedDirectory(await sign(ldif), trust, NOW);
  expect(warnings).toEqual([]);
  expect(edition).toEqual({
    signingTime: NOW,
    signer: `Index signer ${fingerprintOf(signer)}`,
    providers: 2,
    domains: 4,
  });
  expect(openDirectory(content).providerOfDomain("d2.alfa.example")?.name).toBe("alfa.example");
});

Deno.test({
  name: "signed directory: openssl cms -sign -nodetach is read (needs openssl)",
  ignore: !opensslAvailable,
  fn: async () => {
    await using shop = await Workshop.open({
      "index.ldif": ldif,
      "signer.pem": toPem("CERTIFICATE", signer.certificate.raw),
      "signer.key": toPem("PRIVATE KEY", signer.keys.pkcs8),
    });
    const { success } = await shop.openssl(
      "cms -sign -nodetach -binary -in index.ldif -signer signer.pem -inkey signer.key -outform DER -out index.p7m",
    );
    expect(success).toBe(true);
    const p7m = await shop.read("index.p7m");
    const { edition } = await readSignedDirectory(p7m, trust, Date.now());
    expect([edition.providers, edition.domains]).toEqual([2, 4]);
  },
});

const another = await issueSigner("Another");
const revocations = await revocationList(root, {
  revoked: [[serialOf(signer), Date.UTC(2026, 0, 1)]],
});

for (
  const [name, make, why, change] of [
    ["plain LDIF", () => new TextEncoder().encode(ldif), "Cannot accept the signature", {}],
    ["another signer's", () => sign(ldif, NOW, another), "is not the configured signer", {}],
    ["a revoked signer's", () => sign(ldif), "was revoked", { crls: [revocations] }],
    ["one under another root", () => sign(ldif), "no path leads", {
      roots: [another.certificate.raw],
    }],
    ["malformed LDIF", () => sign("dn: a\nnot LDIF"), "Cannot read LDIF at line 2", {}],
    [
      "one without a provider",
      () => sign("dn: o=postacert\nobjectClass: top\n"),
      "no provider",
      {},
    ],
    ["what is not UTF-8", () => sign(Uint8Array.of(0x64, 0xff)), "not UTF-8", {}],
  ] satisfies [string, () => unknown, string, Partial<DirectoryTrust>][]
) {
  Deno.test(`signed directory: ${name} is refused`, async () => {
    const p7m = await make();
    await expect(readSignedDirectory(p7m, { ...trust, ...change }, NOW)).rejects.toThrow(why);
  });
}

Deno.test("signed directory: without a fingerprint every signer under the roots will do", async () => {
  const p7m = await sign(ldif, NOW, another);
  const { edition } = await readSignedDirectory(p7m, { ...trust, signerFingerprint: null }, NOW);
  expect(edition.signer).toMatch(/^Another /);
});

Deno.test("signed directory: of many warnings the first are kept", async () => {
  const faulty = { ...entryOf("alfa.example"), domains: ["alfa.example", ..."*".repeat(200)] };
  const text = ldifOf([{ ...faulty, domains: faulty.domains.map((one, row) => one + row) }]);
  const { warnings } = await readSignedDirectory(await sign(text), trust, NOW);
  expect(warnings.length).toBe(MOST_WARNINGS);
});

const current: Edition = { signingTime: NOW, signer: "", providers: 25, domains: 1000 };
for (
  const [change, why] of [
    [{}, undefined],
    [{ signingTime: NOW + 1000, providers: 26, domains: 2000 }, undefined],
    [{ providers: 20, domains: 800 }, undefined],
    [{ signingTime: NOW - 1000 }, "older than the current one"],
    [{ signingTime: NOW + 3_600_000 }, "signed in the future"],
    [{ providers: 19 }, "it has 19 providers, the current one 25: more than 20 % are missing"],
    [{ domains: 799 }, "it has 799 domains, the current one 1000: more than 20 % are missing"],
  ] satisfies [Partial<Edition>, string | undefined][]
) {
  const name = `succession: ${JSON.stringify(change)} is ${
    why === undefined ? "taken" : "refused"
  }`;
  Deno.test(name, () => {
    const fault = successionFault({ ...current, ...change }, current, 0.2, NOW);
    if (why === undefined) expect(fault).toBe(undefined);
    else expect(fault).toContain(why);
  });
}

Deno.test("succession: the first edition may be of any size and age", () => {
  const small = { ...current, signingTime: LONG_LIFE.notBefore, providers: 1, domains: 1 };
  expect(successionFault(small, null, 0.2, NOW)).toBe(undefined);
});

Deno.test("import: 25 providers with 250,000 domains come from the other thread complete", async () => {
  const entries = Array.from({ length: 25 }, (_, index) => entryOf(`p${index}.example`, 10_000));
  const file = join(await Deno.makeTempDir(), "index.p7m");
  await Deno.writeFile(file, await sign(ldifOf(entries)));
  const { edition, content, warnings } = await importSigned({ file, trust, at: NOW });
  await Deno.remove(file);
  expect([edition.providers, edition.domains, warnings]).toEqual([25, 250_000, []]);
  const directory = openDirectory(content);
  for (const { name, domains, certificates } of entries) {
    const owners = new Set(domains.map((domain) => directory.providerOfDomain(domain)?.name));
    expect(owners).toEqual(new Set([name]));
    const found = directory.providerOfCertificate(certificates[0]!.sha1);
    expect([...found!.certificate]).toEqual([...certificates[0]!.der]);
  }
  expect(directory.providerOfDomain("d10000.p0.example")).toBe(undefined);
});

Deno.test("import: a refusal, an absent file and an abort are told", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "index.p7m");
  const at = NOW;
  await expect(importSigned({ file, trust, at })).rejects.toThrow("No such file");
  await Deno.writeFile(file, await sign(ldif, NOW, another));
  await expect(importSigned({ file, trust, at })).rejects.toThrow("not the configured signer");
  const reason = new Error("stopped");
  const stopping = new AbortController();
  const importing = importSigned({ file, trust, at }, stopping.signal);
  stopping.abort(reason);
  await expect(importing).rejects.toBe(reason);
  await Deno.remove(folder, { recursive: true });
});
