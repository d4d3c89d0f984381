/**
 * Messages that were written to break their readers.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { attachmentDisposition } from "../../../adapters/api/byte_answer.ts";
import { ForwardReader } from "../../../adapters/api/mailboxes/forward_reader.ts";
import { mountMailboxes } from "../../../adapters/api/mailboxes/mailboxes.ts";
import { withApi } from "../support/application.ts";
import { append, lines, MAILBOX } from "./support.ts";

const operations = [mountMailboxes];

/** What structures, headers and texts are made of, put together without sense. */
const PIECES = [
  "X-Trasporto: posta-certificata",
  "X-Trasporto: errore",
  "X-Ricevuta: avvenuta-consegna",
  "Content-Type: multipart/signed; boundary=s",
  "Content-Type: multipart/mixed; boundary=m",
  "Content-Type: multipart/related; boundary=s",
  'Content-Type: message/rfc822; name="postacert.eml"',
  'Content-Type: application/xml; name="daticert.xml"',
  "Content-Type: text/html; charset=utf-7",
  "Content-Type: text/plain; charset=x-unknown",
  "Content-Type: application/pkcs7-signature",
  "Content-Transfer-Encoding: base64",
  "Content-Transfer-Encoding: quoted-printable",
  "Content-Transfer-Encoding: x-nobody",
  "Content-Disposition: attachment; filename=../../etc/passwd",
  "Content-ID: <a>",
  "Content-ID: <>",
  "From: ,,;<@>",
  "From: =?utf-8?q?=ED=A0=80?= <a@b.example>",
  "Subject: =?utf-16?b?2AA=?=",
  "Date: yesterday",
  "Message-ID: \ud800",
  "<img src=cid:a><script>",
  "=3Cb=3E=ED=A0=80",
  "UmVjZWl2ZWQ6IHgNCg0KeA==",
  '<postacert tipo="posta-certificata" errore="nessuno">',
  "",
  "--s",
  "--m",
  "--s--",
  "--m--",
];

Deno.test("hostile: whatever is stored is shown, and follows its schema", () =>
  withApi(async (api) => {
    const some = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(some, async (pieces) => {
        const uid = await append(api, lines(...pieces));
        const path = `${MAILBOX}/messages/${uid}`;
        const { status, json } = await api.ask("GET", path);
        expect(status).toBe(200);
        expect(json.certified).toBe(null);
        expect(json.content.html ?? "").not.toContain("<script");
        for (const { url, size } of json.content.attachments) {
          expect((await api.ask("GET", url)).bytes.length).toBe(size);
        }
        expect([200, 404]).toContain((await api.ask("GET", `${path}/original`)).status);
      }),
      { numRuns: 60 },
    );
    expect((await api.ask("GET", `${MAILBOX}/messages?limit=200`)).status).toBe(200);
    expect(api.log.filter((line) => line.startsWith("api.failed"))).toEqual([]);
  }, { operations }));

Deno.test("hostile: names of files lead nowhere, and end no header", () => {
  const named = (name: string) => attachmentDisposition(name);
  expect(named("../../etc/passwd")).toBe(
    "attachment; filename=\"__.._etc_passwd\"; filename*=UTF-8''__.._etc_passwd",
  );
  expect(named('a"\r\nSet-Cookie: x')).not.toMatch(/[\r\n]|""|a"/);
  // A name that would read backwards: exe.pdf for fdp.exe.
  expect(named("\u202efdp.exe")).toContain('filename="_fdp.exe"');
  expect(named("")).toContain('filename="file"');
  expect(named("perché (1).pdf")).toBe(
    "attachment; filename=\"perch_ (1).pdf\"; filename*=UTF-8''perch%C3%A9%20%281%29.pdf",
  );
  fc.assert(fc.property(fc.string({ unit: "binary" }), (name) => {
    expect(named(name)).toMatch(
      /^attachment; filename="[ -!#-.0-[\]-~]{1,150}"; filename\*=UTF-8''/,
    );
  }));
});

Deno.test("a forward reader reads any ranges, and ascending ones in one pass", async () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, at) => at);
  const range = fc.tuple(fc.nat(110), fc.nat(60), fc.nat(3));
  await fc.assert(
    fc.asyncProperty(fc.array(range), fc.integer({ min: 1, max: 30 }), async (ranges, step) => {
      const reader = new ForwardReader(async function* () {
        for (let at = 0; at < bytes.length; at += step) yield await bytes.slice(at, at + step);
      });
      for (const [start, length, pieces] of ranges) {
        const read: number[] = [];
        let left = pieces;
        for await (const piece of reader.read(start, start + length)) {
          read.push(...piece);
          // Some stop before the end.
          if (left-- === 0) break;
        }
        const wanted = [...bytes.slice(start, start + length)];
        expect(wanted.slice(0, read.length)).toEqual(read);
        if (left >= 0) expect(read).toEqual(wanted);
      }
    }),
  );
  let opened = 0;
  const reader = new ForwardReader(async function* () {
    opened++;
    yield await bytes;
  });
  for (const [start, end] of [[0, 10], [10, 30], [90, 200]] as const) {
    await Array.fromAsync(reader.read(start, end));
  }
  expect(opened).toBe(1);
});
