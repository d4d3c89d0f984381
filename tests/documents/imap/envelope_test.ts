/**
 * ENVELOPE.
 *
 * @module
 */
import { expect } from "expect";
import { envelopeText } from "../../../adapters/documents/imap/envelope.ts";
import { contentOf, parseValue, type Value } from "./support.ts";

/** The members of an envelope by their names. */
async function envelopeOf(...lines: string[]): Promise<Record<string, Value>> {
  const { root } = await contentOf([...lines, "", "text"].join("\r\n"));
  const members = parseValue(envelopeText(root));
  if (!Array.isArray(members)) throw new Error("the envelope is no list");
  const names = ["date", "subject", "from", "sender", "replyTo", "to", "cc", "bcc"];
  return Object.fromEntries([...names, "inReplyTo", "messageId"].map((name, at) => [
    name,
    members[at] as Value,
  ]));
}

Deno.test("envelope: the whole of it as it goes over the wire", async () => {
  const { root } = await contentOf(
    [
      "Message-ID: <1@alfa.example>",
      "Date: Mon, 16 Nov 2026 10:00:00 +0100",
      "From: Mario Rossi <mario@alfa.example>",
      "To: anna@beta.example, =?UTF-8?Q?Nicol=C3=B2?= <nic@beta.example>",
      "In-Reply-To: <0@beta.example>",
      'Subject: Il "mio" \\ oggetto',
      "",
      "",
    ].join("\r\n"),
  );
  const mario = '(("Mario Rossi" NIL "mario" "alfa.example"))';
  expect(envelopeText(root)).toBe(
    '("Mon, 16 Nov 2026 10:00:00 +0100" "Il \\"mio\\" \\\\ oggetto" ' +
      `${mario} ${mario} ${mario} ` +
      '((NIL NIL "anna" "beta.example")("=?UTF-8?Q?Nicol=C3=B2?=" NIL "nic" "beta.example")) ' +
      'NIL NIL "<0@beta.example>" "<1@alfa.example>")',
  );
});

Deno.test("envelope: absent is NIL, empty is empty, and an empty list is NIL", async () => {
  expect(await envelopeOf("Subject:", "To: ", "Sender:", "Reply-To: ", "From: a@alfa.example"))
    .toEqual({
      date: null,
      subject: "",
      from: [[null, null, "a", "alfa.example"]],
      sender: [[null, null, "a", "alfa.example"]],
      replyTo: [[null, null, "a", "alfa.example"]],
      to: null,
      cc: null,
      bcc: null,
      inReplyTo: null,
      messageId: null,
    });
});

Deno.test("envelope: groups stand between markers, also one that never ends", async () => {
  const { to, cc } = await envelopeOf(
    'To: "The Office": a@alfa.example, B <b@alfa.example>;, undisclosed-recipients:;',
    "Cc: open: c@alfa.example",
  );
  expect(to).toEqual([
    [null, null, "The Office", null],
    [null, null, "a", "alfa.example"],
    ["B", null, "b", "alfa.example"],
    [null, null, null, null],
    [null, null, "undisclosed-recipients", null],
    [null, null, null, null],
  ]);
  expect(cc).toEqual([
    [null, null, "open", null],
    [null, null, "c", "alfa.example"],
    [null, null, null, null],
  ]);
});

Deno.test("envelope: names, routes, quoting and comments", async () => {
  const { to } = await envelopeOf(
    'To: "Rossi, \\"M\\"" <"a b"@alfa.example>, J. Doe <@one,@two:j.doe@[192.0.2.1]>,',
    " c . d@alfa.example (Old (form)),",
    "\tA\t\t=?UTF-8?Q?B?= <e@alfa.example>",
  );
  expect(to).toEqual([
    ['Rossi, "M"', null, "a b", "alfa.example"],
    ["J. Doe", "@one,@two", "j.doe", "[192.0.2.1]"],
    ["Old (form)", null, "c.d", "alfa.example"],
    ["A =?UTF-8?Q?B?=", null, "e", "alfa.example"],
  ]);
});

Deno.test("envelope: whatever is no address never looks like a group", async () => {
  const { from, to } = await envelopeOf('From: root, <>, a@, @b, Foo Bar, "open <c@d>', "To: <a@b");
  expect(from).toEqual([
    [null, null, "root", "MISSING_DOMAIN"],
    [null, null, "MISSING_MAILBOX", "MISSING_DOMAIN"],
    [null, null, "a", "MISSING_DOMAIN"],
    [null, null, "MISSING_MAILBOX", "b"],
    ["Foo Bar", null, "MISSING_MAILBOX", "MISSING_DOMAIN"],
    [null, null, "open <c@d>", "MISSING_DOMAIN"],
  ]);
  expect(to).toEqual([[null, null, "a", "b"]]);
});

Deno.test("envelope: raw octets go as literals, NUL not at all, folding as RFC 5322 says", async () => {
  const { root } = await contentOf("Subject: perch\xc3\xa8\0\r\n\tno\rn\r\n\r\n");
  expect(envelopeText(root)).toBe(
    "(NIL {12}\r\nperch\xc3\xa8\tno\rn NIL NIL NIL NIL NIL NIL NIL NIL)",
  );
});

Deno.test("envelope: of fields that stand twice the first counts, addresses are joined", async () => {
  const { subject, to } = await envelopeOf("Subject: one", "To: a@b", "Subject: two", "To: c@d");
  expect(subject).toBe("one");
  expect(to).toEqual([[null, null, "a", "b"], [null, null, "c", "d"]]);
});
