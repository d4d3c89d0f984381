import { expect } from "expect";
import { elementAt } from "../../../adapters/documents/smime/der.ts";
import {
  derElement,
  derOid,
  derSequence,
  derSet,
} from "../../../adapters/documents/smime/der_writer.ts";
import {
  attributeOf,
  type Name,
  parseName,
  sameName,
  startsWithName,
} from "../../../adapters/documents/smime/name.ts";
import { OID } from "../../../adapters/documents/smime/oids.ts";

const UTF8 = 0x0c;
const PRINTABLE = 0x13;
const BMP = 0x1e;

function attribute(type: string, value: string, tag = UTF8): Uint8Array {
  const bytes = tag === BMP
    ? Uint8Array.from([...value].flatMap((character) => [0, character.charCodeAt(0)]))
    : new TextEncoder().encode(value);
  return derSequence(derOid(type), derElement(tag, bytes));
}

function name(...rdns: Uint8Array[]): Name {
  const der = derSequence(...rdns);
  return parseName(elementAt(der, 0, der.length));
}

const alfa = name(
  derSet(attribute(OID.organizationName, "Alfa S.p.A.")),
  derSet(attribute(OID.commonName, "Autorità")),
);

Deno.test("name: attributes are read in their order, whatever the string type", () => {
  expect(attributeOf(alfa, OID.commonName)).toBe("Autorità");
  expect(attributeOf(alfa, OID.emailAddress)).toBeNull();
  expect(attributeOf(name(derSet(attribute(OID.commonName, "Alfa", BMP))), OID.commonName)).toBe(
    "Alfa",
  );
});

Deno.test("name: case, white space and string type make no other name", () => {
  const other = name(
    derSet(attribute(OID.organizationName, " ALFA  S.p.A.", PRINTABLE)),
    derSet(attribute(OID.commonName, "AUTORITÀ")),
  );
  expect(sameName(alfa, other)).toBe(true);
});

Deno.test("name: fewer, more or grouped attributes do", () => {
  const organization = attribute(OID.organizationName, "Alfa S.p.A.");
  const common = attribute(OID.commonName, "Autorità");
  const shorter = name(derSet(organization));
  const longer = name(derSet(organization), derSet(common), derSet(common));
  const grouped = name(derSet(organization, common));
  for (const other of [shorter, longer, grouped]) {
    expect(sameName(alfa, other)).toBe(false);
    expect(sameName(other, alfa)).toBe(false);
  }
  expect(startsWithName(alfa, shorter)).toBe(true);
  expect(startsWithName(shorter, alfa)).toBe(false);
});

Deno.test("name: a value cannot pass for two attributes", () => {
  const quoted = attribute(OID.organizationName, `Alfa"],["${OID.commonName}","Beta`);
  const two = name(
    derSet(attribute(OID.organizationName, "Alfa"), attribute(OID.commonName, "Beta")),
  );
  expect(sameName(name(derSet(quoted)), two)).toBe(false);
});
