/**
 * Random values before the readers of the MIME layer, and from its writers back through them.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import {
  formatMailbox,
  isMailbox,
  parseAddresses,
} from "../../adapters/documents/mime/addresses.ts";
import { textField } from "../../adapters/documents/mime/compose.ts";
import { decodeEncodedWords, encodeWords } from "../../adapters/documents/mime/encoded_words.ts";
import { decodedText } from "../../adapters/documents/mime/headers.ts";
import { formatParameters, parseParameterized } from "../../adapters/documents/mime/parameters.ts";
import {
  decodeBody,
  encodeBase64,
  encodeQuotedPrintable,
} from "../../adapters/documents/mime/transfer.ts";
import { WireCheck } from "../../adapters/documents/mime/wire_check.ts";
import { scan } from "../documents/mime/support.ts";

const SEED = 6109;
const RUNS = { seed: SEED, numRuns: 200 };

const text = fc.string({ unit: "binary", maxLength: 120 });
const fragments = fc.array(
  fc.oneof(
    fc.constantFrom(..."<>@,;:\"()[]\\ .=?*'%\t", "a", "é", "=?utf-8?q?", "?=", "a@b.example"),
    fc.constantFrom("; a*0*=utf-8''", "; a*1=", "%c3", "=?utf-8?b?w6g=?="),
  ),
  { maxLength: 40 },
).map((pieces) => pieces.join(""));

Deno.test("no value makes a reader throw", () => {
  fc.assert(
    fc.property(fc.oneof(fragments, text), (value) => {
      const { addresses, invalid } = parseAddresses(value);
      expect(addresses.every(({ address }) => isMailbox(address))).toBe(true);
      expect(invalid.every((entry) => value.includes(entry))).toBe(true);
      decodeEncodedWords(value);
      parseParameterized(value);
    }),
    RUNS,
  );
});

Deno.test("words, parameters, names and subjects come back", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 75 }), (value, first) => {
      expect(decodeEncodedWords(encodeWords(value, first).join(" "))).toBe(value);
      const { parameters } = parseParameterized(`x${formatParameters({ name: value })}`);
      expect(parameters.get("name")).toBe(value);
      // deno-lint-ignore no-control-regex -- control characters are what is looked for
      const printed = value.replace(/[\0-\x1f\x7f-\x9f]+/g, " ").trim();
      const mailbox = { name: printed, address: "anna@alfa.example" };
      expect(parseAddresses(formatMailbox(mailbox)).addresses).toEqual([mailbox]);
      expect(decodedText(scan(textField("Subject", value)).header[0]!).trim()).toBe(printed);
    }),
    RUNS,
  );
});

Deno.test("composed fields and encoded bodies pass the check of the wire", () => {
  const octets = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(text, octets, (value, content) => {
      const wire = new WireCheck(76);
      wire.push(new TextEncoder().encode(textField("Subject", value)));
      wire.push(encodeBase64(content));
      wire.push(encodeQuotedPrintable(content));
      expect([wire.end(), wire.eightBit]).toEqual([null, false]);
    }),
    RUNS,
  );
});

Deno.test("bodies come back, and no body makes a decoder throw", () => {
  const octets = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(octets, (content) => {
      const canonical = Uint8Array.from(content, (octet) => octet === 0x0a ? 0 : octet);
      expect(decodeBody("base64", encodeBase64(content))).toEqual(content);
      expect(decodeBody("quoted-printable", encodeQuotedPrintable(canonical))).toEqual(canonical);
      decodeBody("base64", content);
      decodeBody("quoted-printable", content);
    }),
    RUNS,
  );
});
