import { expect } from "expect";
import type { Certificate } from "../../../adapters/documents/smime/certificate.ts";
import { requireTrusted } from "../../../adapters/documents/smime/chain.ts";
import { constructedTag, primitiveTag } from "../../../adapters/documents/smime/der.ts";
import { derElement } from "../../../adapters/documents/smime/der_writer.ts";
import type { SignatureFaultCode } from "../../../adapters/documents/smime/fault.ts";
import { OID } from "../../../adapters/documents/smime/oids.ts";
import { TrustStore } from "../../../adapters/documents/smime/trust_store.ts";
import {
  authorityConstraints,
  criticalExtension,
  derName,
  dnsName,
  extendedKeyUsageValue,
  extension,
  keyUsageValue,
  rfc822Name,
} from "../../../adapters/keys/certificate_builder.ts";
import {
  authorityExtensions,
  certify,
  type Entity,
  faultOf,
  LIFE,
  nameConstraintsExtension,
  newKeys,
  NOW,
  signerExtensions,
} from "./support.ts";

const [rootKeys, middleKeys, lowerKeys, signerKeys] = await Promise.all([
  newKeys(),
  newKeys(),
  newKeys(),
  newKeys(),
]);
const root = await certify("Root", rootKeys, null, authorityExtensions());

function outcome(
  signer: Entity,
  enclosed: readonly Entity[],
  roots: readonly Entity[] = [root],
  at = NOW,
): Promise<SignatureFaultCode | "none"> {
  const trust = new TrustStore({ roots: roots.map(({ certificate }) => certificate.raw) });
  return check(signer.certificate, enclosed.map(({ certificate }) => certificate), trust, at);
}

function check(
  signer: Certificate,
  enclosed: readonly Certificate[],
  trust: TrustStore,
  at: number,
): Promise<SignatureFaultCode | "none"> {
  return faultOf(
    Promise.resolve().then(() => requireTrusted(signer, enclosed, trust, at)),
  );
}

Deno.test("chain: a signer below a root is trusted, and below an enclosed intermediate", async () => {
  const direct = await certify("Signer", signerKeys, root, signerExtensions());
  expect(await outcome(direct, [])).toBe("none");
  const middle = await certify("Middle", middleKeys, root, authorityExtensions(0));
  const signer = await certify("Signer", signerKeys, middle, signerExtensions());
  expect(await outcome(signer, [middle])).toBe("none");
  expect(await outcome(signer, [])).toBe("untrusted");
});

Deno.test("chain: intermediates may come from the trust store instead", async () => {
  const middle = await certify("Middle", middleKeys, root, authorityExtensions());
  const signer = await certify("Signer", signerKeys, middle, signerExtensions());
  const trust = new TrustStore({
    roots: [root.certificate.raw],
    intermediates: [middle.certificate.raw],
  });
  expect(await check(signer.certificate, [], trust, NOW)).toBe("none");
});

Deno.test("chain: an intermediate or the signer itself may be the trusted root", async () => {
  const middle = await certify("Middle", middleKeys, root, authorityExtensions());
  const signer = await certify("Signer", signerKeys, middle, signerExtensions());
  expect(await outcome(signer, [], [middle])).toBe("none");
  expect(await outcome(signer, [], [signer])).toBe("none");
});

Deno.test("chain: another authority of the same name and key identifier is not trusted", async () => {
  const other = await certify(
    "Root",
    { ...middleKeys, identifier: rootKeys.identifier },
    null,
    authorityExtensions(),
  );
  const signer = await certify("Signer", signerKeys, other, signerExtensions());
  expect(await outcome(signer, [other])).toBe("untrusted");
});

Deno.test("chain: the right authority is found among many of the same name", async () => {
  const impostors = await Promise.all(
    [1, 2, 3].map(() => certify("Middle", lowerKeys, null, authorityExtensions())),
  );
  const middle = await certify("Middle", middleKeys, root, authorityExtensions());
  const signer = await certify("Signer", signerKeys, middle, signerExtensions());
  expect(await outcome(signer, [...impostors, middle])).toBe("none");
});

Deno.test("chain: authorities that certify each other in circles end as untrusted", async () => {
  const seed = await certify("A", middleKeys, null, authorityExtensions());
  const b = await certify("B", lowerKeys, seed, authorityExtensions());
  const circle = await Promise.all(
    Array.from({ length: 8 }, () => [
      certify("A", middleKeys, b, authorityExtensions()),
      certify("B", lowerKeys, seed, authorityExtensions()),
    ]).flat(),
  );
  const signer = await certify("Signer", signerKeys, seed, signerExtensions());
  expect(await outcome(signer, circle)).toBe("untrusted");
  const trust = new TrustStore({ roots: [] });
  const enclosed = circle.map(({ certificate }) => certificate);
  expect(() => requireTrusted(signer.certificate, enclosed, trust, NOW)).toThrow("64 attempts");
});

Deno.test("chain: an issuer whose key identifier is not the one named is not taken", async () => {
  const other = { ...middleKeys, identifier: lowerKeys.identifier };
  const named = await certify("Middle", middleKeys, root, authorityExtensions());
  const differing = await certify("Middle", other, root, authorityExtensions());
  const signer = await certify("Signer", signerKeys, named, signerExtensions());
  expect(await outcome(signer, [differing])).toBe("untrusted");
});

Deno.test("chain: every certificate's validity counts, to the second", async () => {
  const signer = await certify("Signer", signerKeys, root, signerExtensions());
  expect(await outcome(signer, [], [root], LIFE.notBefore - 1)).toBe("not-yet-valid");
  expect(await outcome(signer, [], [root], LIFE.notBefore)).toBe("none");
  expect(await outcome(signer, [], [root], LIFE.notAfter + 999)).toBe("none");
  expect(await outcome(signer, [], [root], LIFE.notAfter + 1000)).toBe("expired");
  const short = { notBefore: LIFE.notBefore, notAfter: NOW - 1000 };
  const middle = await certify("Middle", middleKeys, root, authorityExtensions(), short);
  const below = await certify("Signer", signerKeys, middle, signerExtensions());
  expect(await outcome(below, [middle])).toBe("expired");
});

Deno.test("chain: a cached path is noticed to expire, and not to be valid yet", async () => {
  const signer = await certify("Signer", signerKeys, root, signerExtensions());
  const trust = new TrustStore({ roots: [root.certificate.raw] });
  const { certificate } = signer;
  expect(await check(certificate, [], trust, NOW)).toBe("none");
  expect(trust.knownValidity(certificate)).toEqual({
    from: LIFE.notBefore,
    until: LIFE.notAfter + 999,
  });
  expect(await check(certificate, [], trust, LIFE.notAfter + 1000)).toBe("expired");
  expect(await check(certificate, [], trust, LIFE.notBefore - 1)).toBe("not-yet-valid");
});

Deno.test("chain: an issuer without basicConstraints or keyCertSign is no authority", async () => {
  const plain = await certify("Middle", middleKeys, root, signerExtensions());
  const signer = await certify("Signer", signerKeys, plain, signerExtensions());
  expect(await outcome(signer, [plain])).toBe("key-usage");
  const mute = await certify("Middle", middleKeys, root, [
    criticalExtension(OID.basicConstraints, authorityConstraints(null)),
    criticalExtension(OID.keyUsage, keyUsageValue("cRLSign")),
  ]);
  const below = await certify("Signer", signerKeys, mute, signerExtensions());
  expect(await outcome(below, [mute])).toBe("key-usage");
});

Deno.test("chain: an authority for TLS servers alone does not certify mail", async () => {
  const middle = await certify("Middle", middleKeys, root, [
    ...authorityExtensions(),
    extension(OID.extendedKeyUsage, extendedKeyUsageValue(OID.serverAuth)),
  ]);
  const signer = await certify("Signer", signerKeys, middle, signerExtensions());
  expect(await outcome(signer, [middle])).toBe("key-usage");
});

Deno.test("chain: pathLen bounds the authorities below", async () => {
  const middle = await certify("Middle", middleKeys, root, authorityExtensions(0));
  const lower = await certify("Lower", lowerKeys, middle, authorityExtensions());
  const signer = await certify("Signer", signerKeys, lower, signerExtensions());
  expect(await outcome(signer, [middle, lower])).toBe("path-length");
  const wider = await certify("Wider", middleKeys, root, authorityExtensions(1));
  const under = await certify("Lower", lowerKeys, wider, authorityExtensions());
  const signer2 = await certify("Signer", signerKeys, under, signerExtensions());
  expect(await outcome(signer2, [wider, under])).toBe("none");
});

for (
  const [what, extensions] of [
    ["for keyEncipherment alone", [
      criticalExtension(OID.keyUsage, keyUsageValue("keyEncipherment")),
    ]],
    ["for TLS servers", [
      extension(OID.extendedKeyUsage, extendedKeyUsageValue(OID.serverAuth)),
    ]],
  ] as const
) {
  Deno.test(`chain: a certificate ${what} does not sign mail`, async () => {
    expect(await outcome(await certify("Signer", signerKeys, root, extensions), [])).toBe(
      "key-usage",
    );
  });
}

Deno.test("chain: nonRepudiation and anyExtendedKeyUsage do, and no restriction at all", async () => {
  const extensions = [
    criticalExtension(OID.keyUsage, keyUsageValue("nonRepudiation")),
    extension(OID.extendedKeyUsage, extendedKeyUsageValue(OID.anyExtendedKeyUsage)),
  ];
  expect(await outcome(await certify("Signer", signerKeys, root, extensions), [])).toBe("none");
  expect(await outcome(await certify("Signer", signerKeys, root, []), [])).toBe("none");
});

Deno.test("chain: an unknown critical extension refuses, an unknown other one does not", async () => {
  const value = derElement(0x05);
  const critical = await certify("Signer", signerKeys, root, [
    ...signerExtensions(),
    criticalExtension("2.999.7", value),
  ]);
  expect(await outcome(critical, [])).toBe("critical-extension");
  const plain = await certify("Signer", signerKeys, root, [
    ...signerExtensions(),
    extension("2.999.7", value),
  ]);
  expect(await outcome(plain, [])).toBe("none");
});

Deno.test("chain: RSA keys below 2048 bits are refused", async () => {
  const weak = await certify("Middle", await newKeys(1024), root, authorityExtensions());
  const signer = await certify("Signer", signerKeys, weak, signerExtensions());
  expect(await outcome(signer, [weak])).toBe("weak-algorithm");
});

/** Whether an authority with these constraints may certify a signer with these addresses. */
async function constrained(
  permitted: readonly Uint8Array[],
  excluded: readonly Uint8Array[],
  addresses: readonly string[],
  extra: readonly Uint8Array[] = [],
): Promise<SignatureFaultCode | "none"> {
  const middle = await certify("Middle", middleKeys, root, [
    ...authorityExtensions(),
    nameConstraintsExtension(permitted, excluded),
  ]);
  const extensions = extra.length > 0 ? extra : signerExtensions(...addresses);
  const signer = await certify("Signer", signerKeys, middle, extensions);
  return await outcome(signer, [middle]);
}

for (
  const [base, address, expected] of [
    ["alfa.example", "posta-certificata@alfa.example", "none"],
    ["ALFA.example", "posta-certificata@alfa.EXAMPLE", "none"],
    ["alfa.example", "posta-certificata@pec.alfa.example", "name-constraints"],
    ["alfa.example", "posta-certificata@betaalfa.example", "name-constraints"],
    [".alfa.example", "posta-certificata@pec.alfa.example", "none"],
    [".alfa.example", "posta-certificata@alfa.example", "name-constraints"],
    ["posta-certificata@alfa.example", "posta-certificata@alfa.example", "none"],
    ["posta-certificata@alfa.example", "anna@alfa.example", "name-constraints"],
    ["beta.example", "posta-certificata@alfa.example", "name-constraints"],
  ] as const
) {
  Deno.test(`chain: rfc822Name constraint ${base}, address ${address}: ${expected}`, async () => {
    expect(await constrained([rfc822Name(base)], [], [address])).toBe(expected);
    const excluding = expected === "none" ? "name-constraints" : "none";
    expect(await constrained([], [rfc822Name(base)], [address])).toBe(excluding);
  });
}

Deno.test("chain: every name must be permitted; kinds without a constraint are free", async () => {
  const bases = [rfc822Name("alfa.example"), rfc822Name("beta.example")];
  expect(await constrained(bases, [], ["a@alfa.example", "a@beta.example"])).toBe("none");
  expect(await constrained(bases, [], ["a@alfa.example", "a@gamma.example"])).toBe(
    "name-constraints",
  );
  expect(await constrained([dnsName("beta.example")], [], ["a@alfa.example"])).toBe("none");
});

Deno.test("chain: directoryName constraints bound the subject", async () => {
  const base = (organization: string) =>
    derElement(constructedTag(4), derName([[OID.organizationName, organization]]));
  expect(await constrained([base("ALFA  s.p.a.")], [], ["a@alfa.example"])).toBe("none");
  expect(await constrained([base("Beta S.p.A.")], [], ["a@alfa.example"])).toBe(
    "name-constraints",
  );
  expect(await constrained([], [base("Alfa S.p.A.")], ["a@alfa.example"])).toBe(
    "name-constraints",
  );
});

Deno.test("chain: constraints on kinds of names that cannot be compared refuse those names", async () => {
  const address = derElement(primitiveTag(7), Uint8Array.of(10, 0, 0, 1));
  const base = derElement(primitiveTag(7), Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0));
  const names = extension(OID.subjectAltName, derElement(0x30, address));
  expect(await constrained([], [base], [], [names])).toBe("name-constraints");
  expect(await constrained([base], [], [], [names])).toBe("name-constraints");
  expect(await constrained([base], [], ["a@alfa.example"])).toBe("none");
});

Deno.test("chain: a root's own name constraints count too", async () => {
  const bound = await certify("Bound", middleKeys, null, [
    ...authorityExtensions(),
    nameConstraintsExtension([rfc822Name("beta.example")], []),
  ]);
  const signer = await certify("Signer", signerKeys, bound, signerExtensions());
  expect(await outcome(signer, [], [bound])).toBe("name-constraints");
});
