/**
 * BINARY[…] and BINARY.SIZE[…].
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { binarySection } from "../../../adapters/documents/imap/binary.ts";
import { decodingOf } from "../../../adapters/documents/imap/decoding.ts";
import { concat, latin1, octetsOf } from "../../../adapters/documents/mime/octets.ts";
import { decodeBody } from "../../../adapters/documents/mime/transfer.ts";
import { contentOf } from "./support.ts";

const MESSAGE = [
  "Content-Type: multipart/mixed; boundary=b",
  "",
  "--b",
  "Content-Transfer-Encoding: base64",
  "",
  "AAECAwQF",
  "BgcICQ==",
  "--b",
  "Content-Transfer-Encoding: Quoted-Printable",
  "",
  "perch=C3=A8 =",
  "no=20 ",
  "--b",
  "Content-Transfer-Encoding: x-uuencode",
  "",
  "x",
  "--b",
  "",
  "7bit",
  "--b--",
].join("\r\n");

async function binary(number: number[], offset = 0, length = Infinity) {
  const section = binarySection(await contentOf(MESSAGE), number);
  if (section === null || section === "unknown-cte") return section;
  const text = latin1(concat(await Array.fromAsync(section.read(offset, length))));
  return { text, ...await section.measure() };
}

Deno.test("binary: encodings are undone", async () => {
  const octets = String.fromCharCode(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  expect(await binary([1])).toEqual({ text: octets, size: 10, nul: true });
  expect(await binary([2])).toEqual({ text: "perch\xc3\xa8 no ", size: 11, nul: false });
  expect(await binary([4])).toEqual({ text: "7bit", size: 4, nul: false });
  expect(await binary([])).toEqual({ text: MESSAGE, size: MESSAGE.length, nul: false });
});

Deno.test("binary: a partial fetch counts decoded octets", async () => {
  expect(await binary([2], 4, 4)).toMatchObject({ text: "h\xc3\xa8 ", size: 11 });
  expect(await binary([2], 9, 100)).toMatchObject({ text: "o " });
  expect(await binary([2], 11, 1)).toMatchObject({ text: "" });
});

Deno.test("binary: what nobody can decode, and what is not there", async () => {
  expect(await binary([3])).toBe("unknown-cte");
  expect(await binary([5])).toBe(null);
});

Deno.test("binary: a fetch of the start does not read to the end", async () => {
  const content = await contentOf(MESSAGE);
  let read = 0;
  const section = binarySection({
    ...content,
    async *read(start, end) {
      for await (const chunk of content.read(start, end)) {
        for (const octet of chunk) {
          read++;
          yield Uint8Array.of(octet);
        }
      }
    },
  }, [1]);
  if (section === null || section === "unknown-cte") throw new Error("no section");
  await Array.fromAsync(section.read(0, 2));
  expect(read).toBe(4);
});

Deno.test("binary: however the body is cut, the octets are those of the whole", async () => {
  const body = fc.array(
    fc.constantFrom(
      "QUJD",
      "A",
      "==",
      "=",
      "\r\n",
      "\n",
      " ",
      "\t",
      "=41",
      "=4",
      "=\r\n",
      "x",
      "\r",
    ),
  ).map((pieces) => pieces.join(""));
  await fc.assert(
    fc.asyncProperty(
      body,
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom("base64", "quoted-printable", "8bit"),
      async (text, size, encoding) => {
        const bytes = octetsOf(text);
        const cut = async function* () {
          for (let at = 0; at < bytes.length; at += size) {
            yield await Promise.resolve(bytes.subarray(at, at + size));
          }
        };
        const decoded = await Array.fromAsync(decodingOf(encoding)!(cut()));
        expect(latin1(concat(decoded))).toBe(latin1(decodeBody(encoding, bytes)));
      },
    ),
    { numRuns: 2000 },
  );
});
