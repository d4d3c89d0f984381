/**
 * What SORT and THREAD go by.
 *
 * @module
 */
import { expect } from "expect";
import { baseSubject } from "../../../adapters/documents/imap/base_subject.ts";
import { casemap } from "../../../adapters/documents/imap/casemap.ts";
import { parseSentDate } from "../../../adapters/documents/imap/sent_date.ts";
import { sortKeys } from "../../../adapters/documents/imap/sort_keys.ts";
import { contentOf } from "./support.ts";

Deno.test("base subject: what RFC 5256 §2.1 removes, and what it leaves", () => {
  const reply: Record<string, string> = {
    "Re: oggetto": "oggetto",
    "RE :oggetto": "oggetto",
    "re[3]: oggetto": "oggetto",
    "Fw: FWD: Re: oggetto": "oggetto",
    "[lista] Re: [altra] oggetto": "oggetto",
    "[a] Fwd: [b] Re: fw: c (fWd)  (fwd)": "c",
    "[fwd: oggetto]": "oggetto",
    "Re: [FWD: [x] Re: oggetto (fwd)] (fwd)": "oggetto",
    "Re: [solo]": "[solo]",
    "Re:": "",
  };
  for (const [subject, base] of Object.entries(reply)) {
    expect({ subject, ...baseSubject(subject) }).toEqual({ subject, base, isReply: true });
  }
  const first: Record<string, string> = {
    "  due \t parole\r\n qui ": "due parole qui",
    "[lista] oggetto": "oggetto",
    "[a] [b]": "[b]",
    "[[a] b": "[[a] b",
    "Repubblica: x": "Repubblica: x",
    "R: oggetto": "R: oggetto",
    "": "",
  };
  for (const [subject, base] of Object.entries(first)) {
    expect({ subject, ...baseSubject(subject) }).toEqual({ subject, base, isReply: false });
  }
});

Deno.test("base subject: hostile subjects take no time", () => {
  const length = 300_000;
  for (const piece of ["[a]", "[fwd:", "re:", "(fwd)", "[", "re [", " ", "[a] re"]) {
    const started = performance.now();
    baseSubject(piece.repeat(length));
    baseSubject(`${"[fwd:".repeat(length)}${"]".repeat(length)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  }
});

Deno.test("casemap: case and composition make no difference", () => {
  expect(casemap("Perch\u00e8 no")).toBe(casemap("PERCHE\u0300 NO"));
  expect(casemap("\u01c6")).toBe(casemap("\u01c4"));
  expect(casemap("stra\u00dfe")).not.toBe(casemap("STRASSE"));
});

Deno.test("sent date: zones count for the instant, the written date for the day", () => {
  const day = Date.UTC(2026, 10, 16) / 86_400_000;
  const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 16, hour, minute);
  const dates: Record<string, number> = {
    "Mon, 16 Nov 2026 23:30:00 -0800": at(31, 30),
    "Mon, 16 Nov 2026 00:30:00 +0100": at(0, -30),
    "16 Nov 26 10:00 GMT": at(10),
    "Mon,16 nov 2026 10:00:00 EST (Eastern)": at(15),
    "16 November 2026 10:00:00 Z": at(10),
    "16-Nov-2026 10:00:00 +9900": at(10),
    "Mon, 16 Nov 2026 10:00:00 nonsense": at(10),
    "Mon, 16 Nov 2026 99:00:00 +0100": at(0),
    "Mon, 16 Nov 2026": at(0),
  };
  for (const [written, instant] of Object.entries(dates)) {
    expect({ written, ...parseSentDate(written) }).toEqual({ written, instant, day });
  }
  for (const none of ["", "yesterday", "32 Nov 2026 10:00:00", "31 Feb 2026", "16 Foo 2026"]) {
    expect(parseSentDate(none)).toBe(null);
  }
  expect(parseSentDate("1 Jan 97 00:00:00 GMT")).toMatchObject({ instant: Date.UTC(1997, 0, 1) });
});

Deno.test("sort keys: of a whole header", async () => {
  const { root } = await contentOf(
    [
      'From: "Rossi, M." <Mario.Rossi@alfa.example>, anna@alfa.example',
      "To: Colleghi: b@beta.example;",
      "Subject: =?UTF-8?Q?Re:_perch=C3=A8?=",
      "Date: Mon, 16 Nov 2026 10:00:00 +0100",
      'Message-ID: <"1"@alfa.example>',
      "References: <a@alfa.example>\r\n\t<b@alfa.example> no <id> <c@alfa.example>",
      "In-Reply-To: <z@alfa.example>",
      "",
      "",
    ].join("\r\n"),
  );
  expect(sortKeys(root)).toEqual({
    from: "MARIO.ROSSI",
    to: "COLLEGHI",
    cc: "",
    subject: "PERCHE\u0300",
    isReply: true,
    sent: { instant: Date.UTC(2026, 10, 16, 9), day: Date.UTC(2026, 10, 16) / 86_400_000 },
    messageId: "1@alfa.example",
    references: ["a@alfa.example", "b@alfa.example", "c@alfa.example"],
  });
});

Deno.test("sort keys: In-Reply-To serves where References has no identifier", async () => {
  const { root } = await contentOf(
    "References: none\r\nIn-Reply-To: your <a@b> of <c@d>\r\nDate: soon\r\n\r\n",
  );
  expect(sortKeys(root)).toEqual({
    from: "",
    to: "",
    cc: "",
    subject: "",
    isReply: false,
    sent: null,
    messageId: null,
    references: ["a@b"],
  });
});
