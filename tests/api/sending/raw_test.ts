/**
 * Sending what partners have composed themselves.
 *
 * @module
 */
import { expect } from "expect";
import { accessPoint } from "../../../adapters/points/access_point.ts";
import { HOUR } from "../../../events/instant.ts";
import { withApi } from "../support/application.ts";
import {
  ANNA,
  BRUNO,
  CARLA,
  draft,
  limitedTo,
  OPERATIONS,
  send,
  sendRaw,
  submissions,
  submittedAs,
  under,
} from "./support.ts";

const MESSAGE = [
  `From: Anna <${ANNA}>`,
  `To: ${CARLA}, Bruno <${BRUNO}>`,
  `Cc: ${CARLA.toUpperCase()}`,
  "Subject: =?UTF-8?Q?Citt=C3=A0?=",
  "X-TipoRicevuta: sintetica",
  "",
  "Buongiorno.",
  "",
].join("\r\n");

Deno.test("raw: the message is submitted byte by byte, to those of To and Cc", async () => {
  await withApi(async (api) => {
    const query = `mailbox=${ANNA}&reference=r-1`;
    const { status, headers, json } = await sendRaw(api, "chiave", MESSAGE, query);
    expect(status).toBe(202);
    expect(headers.get("location")).toBe(`/v1/messages/${json.id}`);
    expect(json).toMatchObject({
      state: "accepted",
      subject: "Città",
      receipt_type: "synthetic",
      reference: "r-1",
      size: MESSAGE.length,
    });
    expect(json.recipients.map(({ address }: { address: string }) => address.toLowerCase()))
      .toEqual([CARLA, BRUNO]);
    expect(await submittedAs(api.world, json.id)).toBe(MESSAGE);
  }, { operations: OPERATIONS });
});

Deno.test("raw: the same octets again are the same message; others, or another reference, not", async () => {
  await withApi(async (api) => {
    const first = await sendRaw(api, "chiave", MESSAGE);
    // In pieces, as a network brings them.
    const again = await sendRaw(api, "chiave", inPieces(MESSAGE, 7));
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.json.id).toBe(first.json.id);
    const reuse = [
      await sendRaw(api, "chiave", MESSAGE.replace("giorno", "dì")),
      await sendRaw(api, "chiave", MESSAGE, `mailbox=${ANNA}&reference=x`),
    ];
    for (const { status, json } of reuse) {
      expect([status, json.type]).toEqual([422, "/v1/problems/idempotency-key-reused"]);
    }
    expect(await submissions(api.world)).toBe(1);
  }, { operations: OPERATIONS });
});

Deno.test("raw: every formal fault is told with its field, rule and remedy before anything is sent", async () => {
  const faults: readonly [fields: (string | undefined)[], message: string, words: string][] = [
    [["From"], MESSAGE.replace(/From.*\r\n/, ""), "From is missing"],
    [["From"], MESSAGE.replace(ANNA, CARLA), "must be the mailbox"],
    [["From"], MESSAGE.replace(`<${ANNA}>`, `<${ANNA}>, ${CARLA}`), "one address"],
    [["To"], MESSAGE.replace(/To: .*\r\n/, ""), "To is missing"],
    [["To"], MESSAGE.replace(/To: .*\r\n/, "To: nessuno:;\r\n"), "no address"],
    [["To"], MESSAGE.replace(CARLA, "carla"), '"carla" is no mail address'],
    [["Cc"], MESSAGE.replace(CARLA.toUpperCase(), "carla@"), '"carla@" is no mail address'],
    [["Bcc"], `Bcc: ${CARLA}\r\n${MESSAGE}`, "Bcc is not allowed"],
    [["From", "Bcc"], `Bcc: ${CARLA}\r\n${MESSAGE.replace(ANNA, CARLA)}`, "Bcc is not allowed"],
    [["Subject"], `Subject: ${"a b ".repeat(200)}\r\n`.repeat(12) + MESSAGE, "Subject is longer"],
    [["Message-ID"], `Message-ID: <a\tb>\r\n${MESSAGE}`, "Message-ID is not printable"],
    [[undefined], `Buongiorno\r\n${MESSAGE}`, "a line that is no field"],
    [[undefined], MESSAGE.replaceAll("\r\n", "\n"), "LF without CR at octet"],
    [[undefined], MESSAGE.slice(0, -2), "does not end in CRLF"],
    [[undefined], MESSAGE + "x".repeat(999) + "\r\n", "longer than 998 octets"],
    [[undefined], MESSAGE + "\0\r\n", "NUL at octet"],
    [[undefined], MESSAGE.replace("Cc: ", `Cc: ${"a@b.c,\r\n ".repeat(11_000)}`), "10000 entries"],
    [[undefined], `${"X: y\r\n".repeat(960)}${MESSAGE}`, "950"],
  ];
  await withApi(async (api) => {
    for (const [fields, message, words] of faults) {
      const { status, json } = await sendRaw(api, "chiave", message);
      const named = json.errors.map((one: { header?: string }) => one.header);
      const told = json.errors.map((one: { detail: string }) => one.detail).join(" ");
      expect([words, status, named, told.includes(words)]).toEqual([words, 422, fields, true]);
    }
    const empty = await sendRaw(api, "chiave", "");
    expect([empty.status, empty.json.errors[0].detail.includes("no header")]).toEqual([422, true]);
    expect(await submissions(api.world)).toBe(0);
    expect((await sendRaw(api, "chiave", MESSAGE)).status).toBe(202);
  }, { operations: OPERATIONS });
});

Deno.test("raw: by SMTP the same keys are known", async () => {
  await withApi(async (api) => {
    const submit = async (key: string) => {
      const content = new TextEncoder().encode(`Idempotency-Key: ${key}\r\n${MESSAGE}`);
      const sink = accessPoint(api.provider, null as never, 1_000_000).content({
        account: ANNA,
        sender: ANNA,
        recipients: [CARLA, BRUNO],
        parameters: { size: null, body: "8BITMIME", smtpUtf8: false },
        peer: { address: "192.0.2.7", port: 1, secure: true, helo: "" },
      });
      await sink.write(content);
      return await sink.end({ size: content.length, eightBit: false });
    };
    expect((await submit("smtp")).code).toBe(250);
    expect((await sendRaw(api, "smtp", MESSAGE)).json.type)
      .toBe("/v1/problems/idempotency-key-reused");
    expect((await sendRaw(api, "api", MESSAGE)).status).toBe(202);
    expect((await submit("api")).code).toBe(554);
    const send_at = new Date(api.clock.now() + HOUR).toISOString();
    const { json: planned } = await send(api, "later", draft({ send_at }));
    expect((await submit("later")).code).toBe(554);
    expect((await api.ask("POST", `/v1/messages/${planned.id}/cancel`)).json.state)
      .toBe("cancelled");
    expect((await submit("later")).code).toBe(554);
    expect(await submissions(api.world)).toBe(2);
  }, { operations: OPERATIONS });
});

Deno.test("raw: a local part in quotes may hold what no address in a draft does", async () => {
  await withApi(async (api) => {
    const odd = MESSAGE.replace(`Bruno <${BRUNO}>`, '"bruno <b> @"@beta.example');
    const { status, json } = await sendRaw(api, "chiave", odd);
    expect(status).toBe(202);
    const addresses = json.recipients.map(({ address }: { readonly address: string }) => address);
    expect(addresses).toContain('"bruno <b> @"@beta.example');
    for (const path of ["", "/timeline", "/receipts", "/recipients"]) {
      expect((await api.ask("GET", `/v1/messages/${json.id}${path}`)).status).toBe(200);
    }
  });
});

Deno.test("raw: it needs its mailbox in the query, and that the caller may use it", async () => {
  await withApi(async (api) => {
    const { status, json } = await sendRaw(api, "chiave", MESSAGE, "reference=x");
    expect([status, json.errors[0].parameter]).toEqual([400, "mailbox"]);
    expect((await sendRaw(api, "chiave", MESSAGE, `mailbox=${BRUNO}`)).status).toBe(404);
    // Of a draft, the query says nothing.
    const asked = { json: draft(), ...under("chiave") };
    const answer = await api.ask("POST", `/v1/messages?mailbox=${ANNA}`, asked);
    expect([answer.status, answer.json.errors[0].parameter]).toEqual([400, "mailbox"]);
    const typeless = await api.ask("POST", "/v1/messages", under("chiave"));
    expect(typeless.status).toBe(415);
    expect(await submissions(api.world)).toBe(0);
  }, { operations: OPERATIONS });
});

Deno.test("raw: what is larger than any message may be is not read to its end", async () => {
  await withApi(async (api) => {
    let read = 0;
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        read += 2000;
        controller.enqueue(new TextEncoder().encode("x".repeat(1998).replace(/x{500}/g, "$&\r\n")));
        if (read > 10_000_000) controller.close();
      },
    });
    expect((await sendRaw(api, "chiave", endless)).status).toBe(413);
    expect(read).toBeLessThan(1_000_000);
    expect(await submissions(api.world)).toBe(0);
  }, { operations: OPERATIONS, gateway: limitedTo({ maxMessageBytes: 100_000 }) });
});

function inPieces(text: string, size: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at += size));
    },
  });
}

Deno.test("raw: it is sent later, and metadata come back, as with a draft", async () => {
  await withApi(async (api) => {
    const sendAt = new Date(api.clock.now() + HOUR).toISOString();
    const metadata = encodeURIComponent('{"pratica":"2026/11"}');
    const query = `mailbox=${ANNA}&metadata=${metadata}&send_at=${sendAt}`;
    const { status, json } = await sendRaw(api, "poi", MESSAGE, query);
    expect(status).toBe(202);
    expect(json).toMatchObject({
      state: "scheduled",
      metadata: { pratica: "2026/11" },
      send_at: sendAt,
    });
    expect(await submissions(api.world)).toBe(0);
    const again = await sendRaw(api, "poi", MESSAGE, query);
    expect(again.json.id).toBe(json.id);
    expect((await sendRaw(api, "poi", MESSAGE, `mailbox=${ANNA}`)).status).toBe(422);
    for (const wrong of ["x", "[]", '{"a":1}']) {
      const asked = `mailbox=${ANNA}&metadata=${encodeURIComponent(wrong)}`;
      const refused = await sendRaw(api, "altra", MESSAGE, asked);
      expect([refused.status, refused.json.errors[0].parameter]).toEqual([400, "metadata"]);
    }
  }, { operations: OPERATIONS });
});
