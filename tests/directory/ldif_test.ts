import { expect } from "expect";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import {
  LDIF_LIMITS,
  LdifError,
  type LdifLimits,
  readLdif,
  textOf,
  writeAttribute,
} from "../../adapters/directory/ldif.ts";

const read = (text: string, limits?: Partial<LdifLimits>) =>
  [...readLdif(text, { ...LDIF_LIMITS, ...limits })].map(({ dn, line, attributes }) => ({
    dn,
    line,
    attributes: attributes.map(({ name, options, value }) =>
      `${[name, ...options].join(";")}=${textOf(value)}`
    ),
  }));

for (const [eol, called] of [["\n", "LF"], ["\r\n", "CRLF"]] as const) {
  Deno.test(`LDIF with ${called}: version, comments, folded lines, base64, options`, () => {
    const text = [
      "version: 1",
      "# a comment",
      "  that goes on",
      "dn: o=postacert",
      "Description: a long",
      "  description",
      " , folded",
      "",
      "",
      "# between",
      "dn:: bz1wb3N0YWNlcnQ=",
      "providerCertificate;binary:: AQI",
      " D",
      "url:https://alfa.example:443/a",
      "empty:",
    ].join(eol);
    expect(read(text)).toEqual([
      { dn: "o=postacert", line: 4, attributes: ["description=a long description, folded"] },
      {
        dn: "o=postacert",
        line: 11,
        attributes: [
          "providercertificate;binary=\x01\x02\x03",
          "url=https://alfa.example:443/a",
          "empty=",
        ],
      },
    ]);
  });
}

Deno.test("LDIF: nothing, blank lines and comments alone hold no entry", () => {
  for (const text of ["", "\n\n", "version: 1\n", "# a\n b\n", "\ufeffversion: 1\r\n\r\n"]) {
    expect(read(text)).toEqual([]);
  }
});

for (
  const [text, message] of [
    ["dn: a\nfoo", "line 2: this is no attribute: value"],
    ["dn: a\n1x: b", "line 2: this is no attribute: value"],
    ["dn: a\nb:: ***", "line 2: the value is not base64"],
    ["dn: a\nb:: QQ", "line 2: the value is not base64"],
    ["dn: a\nb:< file:///etc/passwd", "line 2: values by URL are not followed"],
    ["cn: a", "line 1: an entry begins with cn, not dn"],
    [" dn: a", "line 1: nothing precedes this continuation line"],
    ["dn: a\n\n b: c", "line 3: nothing precedes this continuation line"],
    ["version: 2", "line 1: the version is 2, not 1"],
    ["dn: a\nchangetype: delete", "line 2: change records are not content"],
    ["dn: a\nb: 1\nb: 2\nb: 3", "line 4: more than 3 lines in one entry"],
    ["dn: a\n\ndn: b\n\ndn: c", "line 5: more than 2 entries"],
    [`dn: a\nb: ${"x".repeat(30)}\n ${"x".repeat(30)}`, "line 3: more than 50 characters"],
  ] as const
) {
  Deno.test(`LDIF: refuses ${JSON.stringify(text.slice(0, 40))} at ${message}`, () => {
    const limits = { entryLines: 3, entries: 2, lineLength: 50 };
    expect(() => read(text, limits)).toThrow(LdifError);
    expect(() => read(text, limits)).toThrow(message);
  });
}

Deno.test("LDIF: a long run of comment lines does not escape the limit on lines", () => {
  expect(() => read(`# a\n${" b\n".repeat(100)}`, { lineLength: 50 })).toThrow("characters");
});

Deno.test("LDIF: lines are folded at 76 characters, what is no SAFE-STRING goes into base64", () => {
  const long = writeAttribute("description", "x".repeat(200)).split("\n");
  expect(long.map((line) => line.length)).toEqual([76, 76, 63, 0]);
  expect(writeAttribute("a", "b c")).toBe("a: b c\n");
  for (const unsafe of [" b", ":b", "<b", "b ", "è", "a\nb", "a\0"]) {
    expect(writeAttribute("a", unsafe)).toBe(`a:: ${Buffer.from(unsafe).toString("base64")}\n`);
  }
});

Deno.test("LDIF: what is written is read back", () => {
  const text = fc.string({ unit: "binary", maxLength: 200 }).map((value) => value.toWellFormed());
  fc.assert(
    fc.property(text, fc.uint8Array({ maxLength: 200 }), (value, bytes) => {
      const ldif = writeAttribute("dn", "o=a") + writeAttribute("a", value) +
        writeAttribute("b;binary", bytes);
      const [entry] = readLdif(ldif);
      expect(textOf(entry!.attributes[0]!.value)).toBe(value);
      expect(Buffer.from(entry!.attributes[1]!.value as Uint8Array).equals(bytes)).toBe(true);
    }),
    { numRuns: 100, seed: 2849 },
  );
});

Deno.test("LDIF: whatever is read either has entries or throws an LdifError", () => {
  const piece = fc.constantFrom(
    "dn: a",
    "dn:: ",
    ":",
    " ",
    "\n",
    "\r\n",
    "#",
    "x;y:: QQ==",
    "a:<b",
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 20 }),
      (parts) => {
        try {
          read(parts.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(LdifError);
        }
      },
    ),
    { numRuns: 300, seed: 2849 },
  );
});
