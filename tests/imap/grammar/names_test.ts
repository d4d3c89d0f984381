import { Buffer } from "node:buffer";
import { expect } from "expect";
import fc from "fast-check";
import { decodeName, encodeName } from "../../../adapters/imap/server/grammar/names.ts";

const octets = (text: string) => Buffer.from(text, "utf8").toString("latin1");

Deno.test("modified UTF-7: the examples of RFC 3501 §5.1.3", () => {
  const name = "~peter/mail/台北/日本語";
  expect(encodeName(name, "modified UTF-7")).toBe("~peter/mail/&U,BTFw-/&ZeVnLIqe-");
  expect(decodeName("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "modified UTF-7")).toBe(name);
  // No shift back; a superfluous shift.
  expect(decodeName("&Jjo!", "modified UTF-7")).toBe(null);
  expect(decodeName("&U,BTFw-&ZeVnLIqe-", "modified UTF-7")).toBe(null);
  expect(decodeName("&U,BTF2XlZyyKng-", "modified UTF-7")).toBe("台北日本語");
});

Deno.test("modified UTF-7: an ampersand, and what lies beyond 16 bits", () => {
  expect(decodeName("R&-D", "modified UTF-7")).toBe("R&D");
  expect(encodeName("R&D", "modified UTF-7")).toBe("R&-D");
  expect(encodeName("😀", "modified UTF-7")).toBe("&2D3eAA-");
  expect(decodeName("&2D3eAA-", "modified UTF-7")).toBe("😀");
});

Deno.test("modified UTF-7: only the right spelling is read", () => {
  // ASCII in base64, half a character, bits left over, half a surrogate pair, an end in base64.
  for (const name of ["&AEE-", "&AA-", "&AOl-", "&2D0-", "&AOk", "R&D", "&", "&A-"]) {
    expect([name, decodeName(name, "modified UTF-7")]).toEqual([name, null]);
  }
});

Deno.test("UTF-8 is read in any session, and nothing else beyond ASCII", () => {
  for (const encoding of ["modified UTF-7", "UTF-8"] as const) {
    expect(decodeName(octets("Fatture è"), encoding)).toBe("Fatture è");
    expect(decodeName("Fatture \xe8", encoding)).toBe(null);
    // The surrogate D800, and an overlong slash.
    expect(decodeName("\xed\xa0\x80", encoding)).toBe(null);
    expect(decodeName("\xc0\xaf", encoding)).toBe(null);
  }
  expect(decodeName("&AOk-", "UTF-8")).toBe("&AOk-");
});

Deno.test("every name comes back", () => {
  const name = fc.string({ unit: "grapheme", maxLength: 30 });
  fc.assert(
    fc.property(name, (name) => {
      for (const encoding of ["modified UTF-7", "UTF-8"] as const) {
        expect(decodeName(encodeName(name, encoding), encoding)).toBe(name);
      }
      expect(encodeName(name, "modified UTF-7")).toMatch(/^[ -~]*$/);
    }),
    { seed: 3501 },
  );
});
