/**
 * Messages that are composed of drafts: whatever a partner writes, every reader finds it again.
 *
 * @module
 */
import fc from "fast-check";
import { expect } from "expect";
import PostalMime from "postal-mime";
import {
  composeMessage,
  type Draft,
  type Enclosure,
} from "../../../adapters/api/sending/compose.ts";
import { decodedText, field } from "../../../adapters/documents/mime/headers.ts";
import { concat, latin1 } from "../../../adapters/documents/mime/octets.ts";
import { scanBytes } from "../../../adapters/documents/mime/scanner.ts";
import { WireCheck } from "../../../adapters/documents/mime/wire_check.ts";
import { headerFault, SUBMISSION_LIMITS } from "../../../adapters/points/submission_limits.ts";

const PEC_ID = "K0123456789ABCDEFGHJKMNPQR@alfa.example";
const AT = Date.UTC(2026, 10, 22, 8, 0, 5);

const DRAFT: Draft = {
  from: { address: "fatture@alfa.example", name: "" },
  to: [{ address: "bruno@beta.example", name: "" }],
  cc: [],
  replyTo: [],
  subject: "Prova",
  attachments: [],
  receipt: "completa",
};

function enclosure(filename: string, contentType: string, content: Uint8Array): Enclosure {
  return {
    filename,
    contentType,
    size: content.length,
    async *bytes() {
      // In pieces that fit no line of base64.
      for (let at = 0; at < content.length; at += 100) yield content.subarray(at, at + 100);
    },
  };
}

async function rendered(draft: Draft): Promise<Uint8Array> {
  const composed = composeMessage(draft, PEC_ID, AT);
  const bytes = concat(await Array.fromAsync(composed.content()));
  expect(bytes.length).toBe(composed.size);
  return bytes;
}

/** What every message must be, whatever it says. */
function requireCanonical(bytes: Uint8Array): void {
  const check = new WireCheck(998);
  check.push(bytes);
  expect(check.end()).toBe(null);
  expect(latin1(bytes).endsWith("\r\n")).toBe(true);
  const root = scanBytes(bytes, SUBMISSION_LIMITS);
  expect(headerFault(root)).toBe(null);
}

function textOf(draft: Partial<Draft>): Promise<string> {
  return rendered({ ...DRAFT, ...draft }).then(latin1);
}

Deno.test("compose: a plain text is the message as people would write it", async () => {
  expect(await textOf({ text: "Buongiorno,\nin allegato nulla." })).toBe([
    "Date: Sun, 22 Nov 2026 09:00:05 +0100",
    "From: fatture@alfa.example",
    "To: bruno@beta.example",
    "Subject: Prova",
    `Message-ID: <m.${PEC_ID}>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 7bit",
    "",
    "Buongiorno,",
    "in allegato nulla.",
    "",
  ].join("\r\n"));
});

Deno.test("compose: text and HTML are alternatives, and attachments stand beside them", async () => {
  const bytes = await rendered({
    ...DRAFT,
    text: "Ciao",
    html: "<p>Ciao</p>",
    attachments: [
      enclosure("vuoto.bin", "application/octet-stream", new Uint8Array()),
      enclosure("dati.csv", "text/csv; charset=utf-8", new TextEncoder().encode("a;b\nà;2\n")),
    ],
  });
  requireCanonical(bytes);
  const root = scanBytes(bytes);
  expect([root.type, root.children.map(({ type }) => type), root.closed]).toEqual([
    "multipart/mixed",
    ["multipart/alternative", "application/octet-stream", "text/csv"],
    true,
  ]);
  expect(root.children[0]!.children.map(({ type }) => type)).toEqual(["text/plain", "text/html"]);
  expect(root.children[2]!.parameters.get("charset")).toBe("utf-8");
  const parsed = await PostalMime.parse(bytes);
  expect(parsed.attachments.map((one) => new Uint8Array(one.content as ArrayBuffer).length))
    .toEqual([0, 9]);
});

Deno.test("compose: the same draft comes to the same octets", async () => {
  const draft = { ...DRAFT, text: "Città", html: "<p>Città</p>" };
  expect(await rendered(draft)).toEqual(await rendered(draft));
  const content = composeMessage(draft, PEC_ID, AT);
  const twice = [content.content(), content.content()].map((one) => Array.fromAsync(one));
  const [first, second] = await Promise.all(twice);
  expect(first).toEqual(second);
});

Deno.test("compose: the receipt that is asked for stands in X-TipoRicevuta", async () => {
  expect(await textOf({})).not.toContain("X-TipoRicevuta");
  expect(await textOf({ receipt: "breve" })).toContain("\r\nX-TipoRicevuta: breve\r\n");
  expect(await textOf({ receipt: "sintetica" })).toContain("\r\nX-TipoRicevuta: sintetica\r\n");
});

Deno.test("compose: text that knows the boundary cannot end its part", async () => {
  const known = "=_mixed_K0123456789ABCDEFGHJKMNPQR";
  const text = `Ciao\r\n--${known}\r\nContent-Type: text/html\r\n\r\n<b>x</b>\r\n--${known}--`;
  const file = enclosure("a.txt", "text/plain", new TextEncoder().encode(text));
  const bytes = await rendered({ ...DRAFT, text, attachments: [file] });
  expect(latin1(bytes)).toContain(`boundary="${known}"`);
  expect(scanBytes(bytes).children.map(({ type }) => type)).toEqual(["text/plain", "text/plain"]);
  const { text: read, attachments } = await PostalMime.parse(bytes);
  expect([read?.trim(), attachments.length]).toEqual([text.replaceAll("\r\n", "\n"), 1]);
});

Deno.test("compose: what relays and mailboxes would change on the way is encoded", async () => {
  for (const text of ["fine riga \nseconda", "riga\t", "From qui a lì\n", "x".repeat(79)]) {
    const rendered = await textOf({ text });
    expect(rendered).not.toMatch(/[ \t]\r\n|\nFrom |x{78}/);
    expect((await PostalMime.parse(rendered)).text?.replace(/\n$/, "")).toBe(text);
  }
});

Deno.test("compose: an attachment that changes under way is a fault", async () => {
  for (const size of [4, 6]) {
    const file = { ...enclosure("a.bin", "application/pdf", new Uint8Array(5)), size };
    const { content } = composeMessage({ ...DRAFT, attachments: [file] }, PEC_ID, AT);
    await expect(Array.fromAsync(content())).rejects.toThrow(`has not ${size} octets`);
  }
});

Deno.test("compose: a hundred megabytes pass by in small pieces", async () => {
  const size = 100 * 1024 * 1024;
  const chunk = new Uint8Array(64 * 1024).fill(0x41);
  const file: Enclosure = {
    filename: "grande.bin",
    contentType: "application/octet-stream",
    size,
    async *bytes() {
      for (let at = 0; at < size; at += chunk.length) yield chunk;
    },
  };
  const composed = composeMessage({ ...DRAFT, attachments: [file] }, PEC_ID, AT);
  let octets = 0;
  let largest = 0;
  for await (const piece of composed.content()) {
    octets += piece.length;
    largest = Math.max(largest, piece.length);
  }
  expect(octets).toBe(composed.size);
  expect(octets).toBeGreaterThan(size * 4 / 3);
  expect(largest).toBeLessThan(2 * chunk.length);
});

/** Text that people and programs may hand in, hostile bits among it. */
const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.array(
    fc.constantFrom(
      "\r\n",
      "\n",
      "\r",
      "From ",
      ".",
      "--=_mixed_K0123456789ABCDEFGHJKMNPQR",
      "città ",
      " \t",
      "=?UTF-8?Q?x?=",
      "\r\nBcc: x@alfa.example\r\n",
      "x".repeat(1200),
      "漢字".repeat(200),
    ),
    { maxLength: 12 },
  ).map((pieces) => pieces.join("")),
);

Deno.test("compose: any text is read again as it was, but for its line ends", async () => {
  await fc.assert(
    fc.asyncProperty(anyText, fc.option(anyText), async (text, html) => {
      const bytes = await rendered({ ...DRAFT, text, ...(html === null ? {} : { html }) });
      requireCanonical(bytes);
      const parsed = await PostalMime.parse(bytes);
      const lines = (one: string) => one.toWellFormed().replace(/\r\n?/g, "\n").trimEnd();
      expect(lines(parsed.text ?? "")).toBe(lines(text));
      if (html !== null) expect(lines(parsed.html ?? "")).toBe(lines(html));
      expect(parsed.headers.some(({ key }) => key === "bcc")).toBe(false);
    }),
    { numRuns: 200 },
  );
});

Deno.test("compose: any subject, any name of a person, of a file comes back", async () => {
  const name = fc.string({ unit: "grapheme", maxLength: 120 });
  const filename = fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 })
    .filter((one) => !/[\p{Cc}/\\]/u.test(one));
  // Control characters become blanks, and blanks at the ends are dropped.
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  const clean = (text: string) => text.replace(/[\0-\x1f\x7f-\x9f]+/g, " ");
  await fc.assert(
    fc.asyncProperty(anyText, name, filename, async (subject, name, filename) => {
      const bytes = await rendered({
        ...DRAFT,
        subject: subject.slice(0, 1000),
        to: [{ address: "bruno@beta.example", name }, { address: "x@beta.example", name: "" }],
        attachments: [enclosure(filename, "application/pdf", Uint8Array.of(1))],
      });
      requireCanonical(bytes);
      const root = scanBytes(bytes);
      const expected = clean(subject.slice(0, 1000).toWellFormed()).replace(/^[ \t]+|[ \t]+$/g, "");
      expect(decodedText(field(root, "Subject")!)).toBe(expected);
      expect(root.children[1]!.dispositionParameters.get("filename")).toBe(filename);
      const { to, attachments } = await PostalMime.parse(bytes);
      expect(to!.map(({ address }) => address)).toEqual(["bruno@beta.example", "x@beta.example"]);
      expect(to![0]!.name).toBe(clean(name).trim());
      expect(attachments[0]!.filename).toBe(filename);
    }),
    { numRuns: 200 },
  );
});

Deno.test("compose: many recipients with international names stay within the lines", async () => {
  const to = Array.from({ length: 200 }, (_, index) => ({
    address: `utente${index}@beta.example`,
    name: `Società "Ärger & Œuvre" n. ${index}, s.p.a.${"漢".repeat(index % 40)}`,
  }));
  const bytes = await rendered({ ...DRAFT, to });
  requireCanonical(bytes);
  const parsed = await PostalMime.parse(bytes);
  expect(parsed.to!.map(({ address, name }) => ({ address, name }))).toEqual(to);
});
