/**
 * Lines, mbox and Maildir as they are read and written.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { latin1, octetsOf } from "../../adapters/documents/mime/octets.ts";
import { withCrlf } from "../../adapters/console/mail_files/lines.ts";
import {
  fileNameSuffix,
  flagsOfFileName,
  folderOfMaildirName,
  maildirFolderName,
  readKeywords,
  withLetters,
  writeKeywords,
} from "../../adapters/console/mail_files/maildir.ts";
import { mboxEntry, readMbox } from "../../adapters/console/mail_files/mbox.ts";
import { folderOfMboxName, mboxName } from "../../adapters/console/mail_files/mbox_names.ts";

const LINE = "From anna@alfa.example Sat Nov 21 09:30:00 2026\n";
const INSTANT = Date.UTC(2026, 10, 21, 9, 30);

/** A text in chunks of `size` octets, all of them in one buffer. */
async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const octets = octetsOf(text);
  const buffer = new Uint8Array(size);
  for (let start = 0; start < octets.length; start += size) {
    const part = octets.subarray(start, start + size);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
    buffer.fill(0x2a);
  }
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of chunks) text += latin1(chunk);
  return text;
}

async function messagesOf(text: string, size = 7): Promise<string[]> {
  const messages: string[] = [];
  for await (const { chunks } of readMbox(chunksOf(text, size))) {
    messages.push(await textOf(chunks));
  }
  return messages;
}

async function mboxOf(messages: readonly string[]): Promise<string> {
  let mbox = "";
  for (const message of messages) mbox += await textOf(mboxEntry(INSTANT, chunksOf(message, 5)));
  return mbox;
}

Deno.test("line ends become CRLF, however the bytes come", async () => {
  const text = "a\nb\r\nc\rd\r\r\n\n\r\ne\r";
  for (const size of [1, 2, 3, 5, 100]) {
    expect(await textOf(withCrlf(chunksOf(text, size)))).toBe("a\r\nb\r\nc\rd\r\r\n\r\n\r\ne\r");
  }
});

Deno.test("what has CRLF everywhere stays as it is", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("\r\n", "a", ">", "x".repeat(999), "y".repeat(1001))),
      fc.integer({ min: 1, max: 2000 }),
      async (words, size) => {
        expect(await textOf(withCrlf(chunksOf(words.join(""), size)))).toBe(words.join(""));
      },
    ),
  ));

Deno.test("mbox: messages begin after a blank line, with From and a date", async () => {
  const first = "Subject: 1\n\nFrom here\n\nFrom there to 10:00 2026\n";
  const mbox = `${LINE}${first}\n${LINE}Subject: 2\n\nb${"\n"}${LINE}`;
  const second = `Subject: 2\r\n\r\nb\r\n${LINE.replace("\n", "\r\n")}`;
  for (const size of [1, 3, 17, 10_000]) {
    expect(await messagesOf(mbox, size)).toEqual([first.replaceAll("\n", "\r\n"), second]);
    expect(await messagesOf(`\n\r\n${mbox.replaceAll("\n", "\r\n")}`, size))
      .toEqual([first.replaceAll("\n", "\r\n"), second]);
  }
  expect(await messagesOf("")).toEqual([]);
});

Deno.test("mbox: quoted lines lose one mark, others none", async () => {
  const lines = [">From a", ">>From b", "> From c", ">from d", ">", ">Fro", "a >From e"];
  const mbox = `${LINE}\n${lines.join("\n")}\n`;
  expect((await messagesOf(mbox))[0]!.split("\r\n"))
    .toEqual(["", "From a", ">From b", "> From c", ">from d", ">", ">Fro", "a >From e", ""]);
});

for (
  const [what, text] of [
    ["no line From", "Subject: 1\n\na\n"],
    ["a line From without a date", "From anna@alfa.example\nSubject: 1\n\na\n"],
    ["no line end", "a".repeat(100_000)],
    ["binary bytes", "\0\xff\0\n\0"],
  ] as const
) {
  Deno.test(`mbox: ${what} is none`, async () => {
    await expect(messagesOf(text, 1000)).rejects.toThrow("its first line does not begin with From");
  });
}

for (
  const [line, instant] of [
    ["From a@b Sat Nov 21 09:30:00 2026", INSTANT],
    ["From - Sat Nov 21 09:30:00 2026", INSTANT],
    ["From a b c Sat Nov 21 09:30 2026", INSTANT],
    ["From 1@xxx Sat Nov 21 10:30:00 +0100 2026", INSTANT],
    ["From a@b Sat Nov 21 04:30:00 2026 -0500", INSTANT],
    ["From a@b Sat Nov  7 09:30:00 CET 2026", Date.UTC(2026, 10, 7, 9, 30)],
    ["From a@b Sat Nov 07 09:30:00 2026 remote from c", Date.UTC(2026, 10, 7, 9, 30)],
    ["From a@b Sat Xyz 21 09:30:00 2026", null],
  ] as const
) {
  Deno.test(`mbox: the date of ${line}`, async () => {
    const { value } = await readMbox(chunksOf(`${line}\na\n`, 9)).next();
    expect(value!.received).toBe(instant);
  });
}

Deno.test("mbox: who does not want all of a message gets the next one", async () => {
  const mbox = await mboxOf(["a\r\nb\r\nc\r\n", "d\r\n", "e\r\n"]);
  const messages = readMbox(chunksOf(mbox, 3));
  const { value: first } = await messages.next();
  for await (const _ of first!.chunks) break;
  await messages.next();
  const { value: third } = await messages.next();
  expect(await textOf(third!.chunks)).toBe("e\r\n");
  expect((await messages.next()).done).toBe(true);
});

Deno.test("mbox: whatever is written is read again", () => {
  const words = fc.constantFrom("\r\n", "From ", ">", ">From ", LINE.trim(), "a", "y".repeat(1100));
  const message = fc.array(words, { minLength: 1, maxLength: 12 })
    .map((words) => `${words.join("")}\r\n`);
  return fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 4 }),
      fc.integer({ min: 1, max: 3000 }),
      async (messages, size) => {
        const mbox = await mboxOf(messages);
        expect(mbox).not.toContain("\r");
        expect(await messagesOf(mbox, size)).toEqual(messages);
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("mbox: a message without a line end at its end gets one", async () => {
  expect(await mboxOf(["a", "b\r\n"]))
    .toBe([1, 2].map((n) => `${MAILER_LINE}${n === 1 ? "a" : "b"}\n\n`).join(""));
});
const MAILER_LINE = "From MAILER-DAEMON Sat Nov 21 09:30:00 2026\n";

Deno.test("mbox: names of files mean folders, and lead nowhere else", () => {
  for (
    const folder of ["INBOX", "Clienti/Rossi", "..", "../../etc/passwd", "a%2Fb", "perché", "."]
  ) {
    const name = mboxName(folder);
    expect(name).not.toMatch(/[/\\]|^\./);
    expect(folderOfMboxName(name)).toBe(folder);
  }
});

Deno.test("Maildir: folders as Maildir++ names them", () => {
  for (
    const [folder, name] of [
      ["Inviata", ".Inviata"],
      ["Clienti/Rossi", ".Clienti.Rossi"],
      ["Perché no", ".Perch&AOk- no"],
      ["a.b", ".a\\2eb"],
      ["a\\2e", ".a\\5c2e"],
      ["Q&A", ".Q&-A"],
      ["../x", ".\\2e\\2e.x"],
    ] as const
  ) {
    expect(maildirFolderName(folder)).toBe(name);
    expect(folderOfMaildirName(name)).toBe(folder);
  }
  for (const name of [".", "..", ".a.", "..a", "a", ".&AOk", ".a..b", ".a/b"]) {
    expect(folderOfMaildirName(name)).toBe(null);
  }
});

Deno.test("Maildir: flags stand in the name of the file", () => {
  const keywords = readKeywords("0 $PecReceipt\n2 $Junk\n3 bad word\n4 (\n99 far\nx\n");
  expect(keywords).toEqual(["$PecReceipt", undefined, "$Junk"]);
  expect(flagsOfFileName("1.a:2,FRSacb", keywords))
    .toEqual(["\\Flagged", "\\Answered", "\\Seen", "$PecReceipt", "$Junk"]);
  expect(flagsOfFileName("1.a;2,SS", [])).toEqual(["\\Seen"]);
  expect(flagsOfFileName("1.a", keywords)).toEqual([]);
  expect(flagsOfFileName("1.a:1,S", keywords)).toEqual([]);
  const flags = ["\\Seen", "$Junk", "\\Draft", "$Forwarded", "unknown"];
  expect(fileNameSuffix(flags, keywords)).toBe(":2,DPSc");
  expect(fileNameSuffix([], keywords)).toBe(":2,");
});

Deno.test("Maildir: keywords get letters as long as there are some", () => {
  const keywords = withLetters(["a"], ["\\Seen", "b", "a", "$Forwarded", "c"]);
  expect(keywords).toEqual(["a", "b", "c"]);
  expect(writeKeywords(keywords)).toBe("0 a\n1 b\n2 c\n");
  expect(readKeywords(writeKeywords(keywords))).toEqual(keywords);
  const many = Array.from({ length: 40 }, (_, index) => `k${index}`);
  expect(withLetters([], many)).toEqual(many.slice(0, 26));
});
