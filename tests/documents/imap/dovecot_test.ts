/**
 * What Dovecot tells of the same messages.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { bodyStructures } from "../../../adapters/documents/imap/body_structure.ts";
import { envelopeText } from "../../../adapters/documents/imap/envelope.ts";
import { type SortKeys, sortKeys } from "../../../adapters/documents/imap/sort_keys.ts";
import {
  threadByReferences,
  type ThreadedMessage,
  threadsText,
} from "../../../adapters/documents/imap/thread.ts";
import { latin1, octetsOf } from "../../../adapters/documents/mime/octets.ts";
import { dovecotAnswers, dovecotAvailable, fetched } from "./dovecot_peer.ts";
import { contentOf, fixture, parseValue, sectionText, type Value } from "./support.ts";

/** A message whose header ends with the lines. */
function headed(...lines: string[]): string {
  return ["Date: Mon, 16 Nov 2026 10:00:00 +0100", ...lines, "", "text", ""].join("\r\n");
}

const MESSAGES: readonly string[] = [
  headed("From: user@alfa.example (Real Name)", "To: group: g1@d1, g2@d2;, group2: g3@d3;"),
  headed("From: <@route:user@alfa.example>", "Sender: ", "Reply-To:", "Subject: ", "Message-ID:"),
  headed('From: =?UTF-8?Q?Mario_Rossi?= <m@x>, J. Doe <j.doe@[192.0.2.1]>, ""  <c@d>'),
  headed(
    'To: "Rossi, M. \\"Q\\"" <"a b"@x.example>, undisclosed-recipients:;',
    "Subject:  a\r\n b",
  ),
  headed("From: foo", "To: Foo Bar", "Cc: <>", "Bcc: x@", "Reply-To: @y"),
  headed("From: a@b", "From: c@d", "To: x@y", "To: z@w", "Cc: g: a@b, c@d"),
  headed("From: perch\xe8 <p@x>", "Subject: raw \xc3\xa8", "In-Reply-To: <1@x> <2@x>"),
  headed(
    "Content-Type: text/plain; charset=UTF-8; format=flowed",
    "Content-Language: it, en",
    "Content-Location: http://alfa.example/",
    "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==",
    "Content-ID: <x@y>",
    "Content-Description: what (it) is",
    "Content-Disposition: attachment; filename*0=abc; filename*1=def",
    "Content-Transfer-Encoding: Quoted-Printable",
  ),
  headed('Content-Type: image/png; name="a \\"b\\".png"', "Content-Disposition: inline; size=10"),
  headed("Content-Type: multipart/mixed; boundary=b"),
  headed("Content-Type: multipart/mixed"),
  headed("Content-Type: message/rfc822", "", "Subject: in", "To: x"),
  headed("Content-Type: message/rfc822", "", "Content-Type: message/rfc822", "", "Subject: in"),
  headed("Content-Type: message/delivery-status"),
  headed(
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    "",
    "one",
    "--b",
    "Content-Type: message/rfc822",
    "",
    "Subject: in",
    "Content-Type: multipart/alternative; boundary=c",
    "",
    "--c",
    "--c",
    "Content-Type: application/pdf",
    "",
    "x",
    "--c--",
    "epilogue",
    "--b--",
  ),
  headed("Content-Type: multipart/digest; boundary=b", "", "--b", "", "To: x", "", "y", "--b--"),
  latin1(fixture("aruba-2023-busta-di-trasporto.eml")).replaceAll("\n", "\r\n"),
];

const OCTETS = MESSAGES.map((message) => octetsOf(message));

/** Types, encodings and attributes have no case. */
function lowerCase(value: Value): Value {
  if (typeof value === "string") return value.toLowerCase();
  return Array.isArray(value) ? value.map(lowerCase) : value;
}

const peer = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name: `dovecot: ${name} (needs dovecot and root)`, ignore: !dovecotAvailable, fn });

peer("envelopes and structures are the same there", async () => {
  const items = ["ENVELOPE", "BODY", "BODYSTRUCTURE"];
  const theirs = await dovecotAnswers(OCTETS, items.map((item) => `FETCH 1:* ${item}`));
  for (const [at, message] of OCTETS.entries()) {
    const content = await contentOf(message);
    const { body, bodystructure } = await bodyStructures(content);
    for (const [item, text] of [envelopeText(content.root), body, bodystructure].entries()) {
      const expected = fetched(theirs[item]![at]).map(lowerCase);
      expect([at, lowerCase(parseValue(text))]).toEqual([at, ...expected]);
    }
  }
});

const SECTIONS = ["", "1", "2", "1.1", "1.2", "2.1", "1.1.1", "1.1.2", "1.2.1", "1.3.1", "1.3.2.1"]
  .flatMap((number) => {
    const prefix = number === "" ? "" : `${number}.`;
    const fields = `${prefix}HEADER.FIELDS`;
    const texts = [`${prefix}HEADER`, `${prefix}TEXT`, `${fields} (SUBJECT)`, `${fields}.NOT (TO)`];
    return [number, ...texts, ...(number === "" ? [] : [`${number}.MIME`])];
  });

peer("sections are the same there", async () => {
  const theirs = await dovecotAnswers(
    OCTETS,
    SECTIONS.map((section) => `FETCH 1:* BODY.PEEK[${section}]`),
  );
  for (const [at, message] of OCTETS.entries()) {
    const content = await contentOf(message);
    for (const [index, section] of SECTIONS.entries()) {
      const ours = await sectionText(content, section);
      // To Dovecot 1.1 of some parts without parts is the part itself.
      if (ours === null && /\.1(?:\.|$)/.test(section)) continue;
      const [expected] = fetched(theirs[index]![at]);
      expect([at, section, ours ?? ""]).toEqual([at, section, expected ?? ""]);
    }
  }
});

Deno.test({
  name: "dovecot: threads and orders are the same there (needs dovecot and root)",
  ignore: !dovecotAvailable,
  async fn() {
    await fc.assert(
      fc.asyncProperty(mailbox(), async (messages) => {
        const [threads, subjects, dates] = await dovecotAnswers(messages, [
          "THREAD REFERENCES UTF-8 ALL",
          "SORT (SUBJECT) UTF-8 ALL",
          "SORT (DATE) UTF-8 ALL",
        ]);
        const keys = await Promise.all(
          messages.map(async (message) => sortKeys((await contentOf(message)).root)),
        );
        expect([`THREAD ${threadsText(threadByReferences(keys.map(threaded)))}`]).toEqual(threads);
        expect([`SORT ${order(keys.map(({ subject }) => subject))}`]).toEqual(subjects);
        expect([`SORT ${order(keys.map(({ sent }) => sent?.instant ?? 0))}`]).toEqual(dates);
      }),
      { numRuns: 20 },
    );
  },
});

function threaded(keys: SortKeys, at: number): ThreadedMessage {
  return { ...keys, uid: at + 1, baseSubject: keys.subject, date: keys.sent?.instant ?? 0 };
}

/** Message numbers by a key, those of the same key in their order. */
function order<Key extends string | number>(keys: readonly Key[]): string {
  return [...keys.keys()]
    .sort((one, other) => keys[one]! < keys[other]! ? -1 : keys[one]! > keys[other]! ? 1 : 0)
    .map((at) => at + 1).join(" ");
}

/** Messages that refer to earlier ones, in any order; some of them are missing. */
function mailbox(): fc.Arbitrary<Uint8Array[]> {
  return fc.array(message(), { minLength: 1, maxLength: 14 })
    .chain((parts) =>
      fc.shuffledSubarray(parts.map((part, at) => octetsOf(messageText(part, at))), {
        minLength: 1,
      })
    );
}

interface Sample {
  readonly day: number;
  readonly zone: string;
  readonly subject: string;
  readonly field: string;
  readonly ancestors: readonly number[];
}

function message(): fc.Arbitrary<Sample> {
  return fc.record({
    day: fc.integer({ min: 1, max: 28 }),
    zone: fc.constantFrom("+0100", "GMT", "-0800"),
    subject: fc.constantFrom(...SUBJECTS),
    field: fc.constantFrom("References", "In-Reply-To"),
    ancestors: fc.array(fc.integer({ min: 1, max: 14 }), { maxLength: 4 }),
  });
}

const SUBJECTS = [
  ...["a", "Re: a", "[x] Re: a", "a (fwd)", "Fwd: b", "[fwd: b]", "[l]", "Re: [l]", "[l] d", ""],
  ...["re[2]: e", "RE : e", "[a] [b] e", "[FWD: [x] Re: e (fwd)] (fwd)", "fw:fwd:re: z", "Re:"],
  ...["[[x] y", "=?UTF-8?Q?Re:_perch=C3=A8?=", "PERCH\xc3\x88"],
];

function messageText({ day, zone, subject, field, ancestors }: Sample, at: number): string {
  const ids = ancestors.map((back) => at - back).sort((one, other) => one - other)
    .map((id) => `<${id}@alfa.example>`);
  return [
    `Date: ${day} Nov 2026 23:30:00 ${zone}`,
    `Message-ID: <${at}@alfa.example>`,
    `Subject: ${subject}`,
    ...(ids.length === 0
      ? []
      : [`${field}: ${field === "References" ? ids.join(" ") : ids.at(-1)}`]),
    "",
    "",
  ].join("\r\n");
}
