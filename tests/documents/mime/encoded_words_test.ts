/**
 * Encoded words, both ways.
 *
 * @module
 */
import { expect } from "expect";
import { decodeEncodedWords, encodeWords } from "../../../adapters/documents/mime/encoded_words.ts";

const DECODED: [string, string][] = [
  // The examples of RFC 2047 §8.
  ["=?ISO-8859-1?Q?a?=", "a"],
  ["=?ISO-8859-1?Q?a?= b", "a b"],
  ["=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"],
  ["=?ISO-8859-1?Q?a?=  \r\n\t=?ISO-8859-1?Q?b?=", "ab"],
  ["=?ISO-8859-1?Q?a_b?=", "a b"],
  ["=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"],
  ["=?ISO-8859-1?Q?=E0?= =?UTF-8?Q?=C3=A0?=", "àà"],
  // A language (RFC 2231 §5).
  ["=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"],
  // A character across two words, in one encoding and in two.
  ["=?UTF-8?Q?Citt=C3?= =?UTF-8?Q?=A0?=", "Città"],
  ["=?utf-8?b?Q2l0dMM=?= =?UTF-8?q?=A0_!?=", "Città !"],
  // What careless senders write.
  ["=?UTF-8?Q?una citt=c3=a0?=", "una città"],
  ["x=?UTF-8?Q?=C3=A8?=y", "xèy"],
  ["=?UTF-8?B?w6g?=", "è"],
  ["=?UTF-8?Q?=C3?=", "\ufffd"],
  // What is none.
  ["=?no-such-charset?Q?a?=", "=?no-such-charset?Q?a?="],
  ["=?UTF-8?X?a?= =?UTF-8?Q?a", "=?UTF-8?X?a?= =?UTF-8?Q?a"],
  ["=?=?=?=?", "=?=?=?=?"],
  ["", ""],
];

for (const [written, meant] of DECODED) {
  Deno.test(`encoded words: ${JSON.stringify(written)}`, () => {
    expect(decodeEncodedWords(written)).toBe(meant);
  });
}

const TEXTS = [
  "Città di L'Aquila — perché no? (sì) 100% = tutto_intero",
  "è".repeat(200),
  "📎".repeat(60),
  "Сертифицированная почта ".repeat(8),
  "a".repeat(500) + "ü",
  "=?UTF-8?Q?looks_like_one?=",
  " blanks  in  front and behind ",
];

Deno.test("words of 75 characters at most, decoded to the same text", () => {
  for (const text of TEXTS) {
    const words = encodeWords(text, 60);
    expect(words[0]!.length).toBeLessThanOrEqual(60);
    for (const word of words) {
      expect(word.length).toBeLessThanOrEqual(75);
      expect(word).toMatch(/^=\?UTF-8\?[QB]\?[!->@-~]+\?=$/);
      // No character is cut in two.
      expect(decodeEncodedWords(word)).not.toContain("\ufffd");
    }
    expect(decodeEncodedWords(words.join("\r\n "))).toBe(text);
  }
});

Deno.test("the shorter encoding is taken", () => {
  expect(encodeWords("Città di Perugia")).toEqual(["=?UTF-8?Q?Citt=C3=A0_di_Perugia?="]);
  expect(encodeWords("почта")).toEqual(["=?UTF-8?B?0L/QvtGH0YLQsA==?="]);
});

Deno.test("even without room the first word holds a character", () => {
  expect(encodeWords("📎📎📎", 1)).toEqual(["=?UTF-8?B?8J+TjvCfk44=?=", "=?UTF-8?B?8J+Tjg==?="]);
});

Deno.test("half a surrogate pair becomes U+FFFD", () => {
  expect(decodeEncodedWords(encodeWords("a\ud83d").join(" "))).toBe("a\ufffd");
});
