import { expect } from "expect";
import { singleLine, transliterate } from "../../../adapters/documents/pec/latin1.ts";

Deno.test("what ISO-8859-1 has is kept", () => {
  expect(transliterate('È già così: «là» £ ½ ÿ "ok"')).toBe('È già così: «là» £ ½ ÿ "ok"');
});

Deno.test("what it lacks becomes readable, or a question mark", () => {
  expect(transliterate("“perché” – l’€ … ﬁne Łódź, Čapek, œuvre")).toBe(
    '"perché" - l\'EUR ... fine Lódz, Capek, oeuvre',
  );
  expect(transliterate("😀 日本 \ud800")).toBe("? ?? ?");
});

Deno.test("line ends and controls become spaces, also those of C1 and of Unicode", () => {
  expect(singleLine("a\r\nb\0\x85c\u2028d\te")).toBe("a b c d e");
});
