/**
 * What signatures are judged by: that of those concerned, and nobody else's.
 *
 * @module
 */
import { expect } from "expect";
import { readEntries } from "../../adapters/directory/directory.ts";
import { directoryEntry } from "../../adapters/directory/provider.ts";
import { chooseMaterial, type Material } from "../../adapters/evidence/material.ts";
import { stampsFor } from "../../adapters/evidence/log_days.ts";
import type { HeadStamped } from "../../events/log.ts";
import {
  authorityExtensions,
  certify,
  type Entity,
  newKeys,
  revocationList,
  signerExtensions,
} from "../documents/smime/support.ts";
import { ocspAnswer } from "../trust/ocsp_answers.ts";

const keys = await newKeys();
const authority = (name: string, issuer: Entity | null) =>
  certify(name, keys, issuer, authorityExtensions());
const signer = (name: string, issuer: Entity) => certify(name, keys, issuer, signerExtensions());

const root = await authority("Root", null);
const middle = await authority("Middle", root);
const alfa = await signer("Alfa", middle);
const otherRoot = await authority("Other root", null);
const gamma = await signer("Gamma", otherRoot);

const raw = ({ certificate }: Entity) => certificate.raw;
const noneRevoked = { revoked: [] };
const lists = {
  root: await revocationList(root, noneRevoked),
  middle: await revocationList(middle, noneRevoked),
  other: await revocationList(otherRoot, noneRevoked),
};
const answers = {
  alfa: await ocspAnswer({ about: alfa, issuer: middle }),
  gamma: await ocspAnswer({ about: gamma, issuer: otherRoot }),
};

function entry(name: string, entity: Entity, ...domains: readonly string[]): string {
  const { raw: der, fingerprintSha1: sha1 } = entity.certificate;
  return directoryEntry({
    ...{ name, domains, mailReceipt: `ricevute@${domains[0]}` },
    certificates: [{ der, sha1 }],
  });
}

const ldif = [
  "version: 1\n",
  entry("Alfa", alfa, "alfa.example", "comune.example"),
  entry("Beta", gamma, "beta.example", "scuola.example"),
  entry("Gamma", gamma, "gamma.example"),
].join("\n");

const known: Material = {
  certificates: [root, middle, otherRoot].map(raw),
  revocation: [...Object.values(lists), ...Object.values(answers), Uint8Array.of(1, 2, 3)],
  directory: new TextEncoder().encode(ldif),
};

Deno.test("of certificates and revocation a bundle has those of its signers' paths", () => {
  const junk = Uint8Array.of(0x30, 0x00);
  const chosen = chooseMaterial([known, known], [raw(alfa), junk], new Set());
  expect(chosen.certificates).toEqual([alfa, middle, root].map(raw));
  expect(chosen.lists).toEqual([lists.root, lists.middle]);
  expect(chosen.answers).toEqual([answers.alfa]);
});

Deno.test("of the directory a bundle has the entries of signers and parties, and their domains", () => {
  const { entries } = chooseMaterial(
    [known],
    [raw(alfa)],
    new Set(["beta.example", "comune.example"]),
  );
  expect(readEntries(entries!).entries.map(({ name, domains }) => [name, domains])).toEqual([
    ["Alfa", ["comune.example"]],
    ["Beta", ["beta.example"]],
  ]);
  expect(entries).not.toMatch(/scuola|gamma\.example/);
  const nobody = chooseMaterial([{ ...known, directory: null }], [raw(alfa)], new Set());
  expect(nobody.entries).toBeNull();
});

Deno.test("of the time stamps a bundle has the first for each event, and the last", () => {
  const stamp = (authority: string, size: number): HeadStamped => ({
    ...{ type: "log.head-stamped", at: size, instant: size, authority, size },
    ...{ head: "0".repeat(64), token: "0".repeat(64) },
  });
  const all = [10, 20, 30, 40, 50, 60].map((size) => stamp("a", size));
  const sizes = (positions: readonly number[], size = 100, stamps = all) =>
    stampsFor(stamps, positions, size).map((one) => `${one.authority}${one.size}`);
  expect(sizes([10, 11, 12, 31])).toEqual(["a10", "a20", "a40", "a60"]);
  expect(sizes([10, 11], 50)).toEqual(["a10", "a20", "a50"]);
  expect(sizes([55])).toEqual(["a60"]);
  expect(sizes([61])).toEqual([]);
  expect(sizes([5, 61])).toEqual(["a10", "a60"]);
  expect(sizes([])).toEqual([]);
  expect(sizes([15], 100, [...all, stamp("b", 25), stamp("b", 35)])).toEqual([
    "a20",
    "b25",
    "b35",
    "a60",
  ]);
});
