import { expect } from "expect";
import {
  type DeliveryReport,
  readDeliveryReport,
} from "../../../adapters/documents/mime/delivery_report.ts";
import { encodeBase64 } from "../../../adapters/documents/mime/base64.ts";
import { latin1, octetsOf } from "../../../adapters/documents/mime/octets.ts";
import { deliveryStatus } from "../../../adapters/documents/pec/delivery_status.ts";
import { crlf, scan } from "./support.ts";

function read(message: string): Promise<DeliveryReport | null> {
  const octets = octetsOf(message);
  return readDeliveryReport(
    scan(message),
    (start, end) => Promise.resolve(octets.subarray(start, end)),
  );
}

/** A report around a status part's header and body, and around what comes back. */
function report(status: string, returned: string[] = []): string {
  return crlf(
    "From: MAILER-DAEMON@mx.ordinaria.example (Mail Delivery System)",
    "To: anna@alfa.example",
    "Subject: Undelivered Mail Returned to Sender",
    "MIME-Version: 1.0",
    "Content-Type: multipart/report; report-type=delivery-status;",
    '\tboundary="B/mx.ordinaria.example"',
    "",
    "This is a MIME-encapsulated message.",
    "",
    "--B/mx.ordinaria.example",
    "Content-Description: Notification",
    "Content-Type: text/plain; charset=us-ascii",
    "",
    "I'm sorry to have to inform you that your message could not be delivered.",
    "",
    "--B/mx.ordinaria.example",
    status,
    ...returned.length > 0 ? ["--B/mx.ordinaria.example", ...returned] : [],
    "--B/mx.ordinaria.example--",
    "",
  );
}

/** The same with a status part as usual. */
function usual(...lines: string[]): string {
  return report(crlf("Content-Type: message/delivery-status", "", ...lines));
}

const RETURNED = [
  "Content-Description: Undelivered Message",
  "Content-Type: message/rfc822",
  "",
  "Return-Path: <anna@alfa.example>",
  "Message-ID: <opec.42@alfa.example>",
  "Subject: POSTA CERTIFICATA: prova",
  "",
  "Testo",
  "",
];

Deno.test("delivery report: as Postfix sends it", async () => {
  const status = crlf(
    "Content-Description: Delivery report",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.ordinaria.example",
    "Original-Envelope-Id: opec.42@alfa.example",
    "X-Postfix-Queue-ID: 9E6D2E0A31",
    "X-Postfix-Sender: rfc822; anna@alfa.example",
    "Arrival-Date: Sat, 21 Nov 2026 10:30:00 +0100 (CET)",
    "",
    "Final-Recipient: rfc822; bruno.nuovo@ordinaria.example",
    "Original-Recipient: rfc822;bruno@ordinaria.example",
    "Action: failed",
    "Status: 5.1.1",
    "Remote-MTA: dns; store.ordinaria.example",
    "Diagnostic-Code: smtp; 550 5.1.1 <bruno.nuovo@ordinaria.example>: Recipient",
    "    address rejected: User unknown",
    "",
  );
  expect(await read(report(status, RETURNED))).toEqual({
    recipients: [{
      recipient: "bruno@ordinaria.example",
      finalRecipient: "bruno.nuovo@ordinaria.example",
      action: "failed",
      status: "5.1.1",
      diagnostic: "550 5.1.1 <bruno.nuovo@ordinaria.example>: Recipient address rejected: " +
        "User unknown",
    }],
    originalMessageId: "<opec.42@alfa.example>",
    originalEnvelopeId: "opec.42@alfa.example",
  });
});

Deno.test("delivery report: several recipients, each with its own fate", async () => {
  const found = await read(usual(
    "Reporting-MTA: dns; mx.ordinaria.example",
    "",
    "Final-Recipient: RFC822; <Bruno@ordinaria.example>",
    "Action: Delayed (still trying)",
    "Status: 4.4.1 (no answer from host)",
    "Will-Retry-Until: Sun, 22 Nov 2026 10:30:00 +0100",
    " ",
    "Final-Recipient: rfc822;carla@ordinaria.example",
    "Action: relayed",
    "Status: 2.1.9",
    "",
    "",
    "Final-Recipient: rfc822; dario@ordinaria.example (Dario)",
    "Action: FAILED",
    "",
    "Final-Recipient: elena@ordinaria.example",
    "Status: 4.2.2",
    "Diagnostic-Code: X-Notes; =?utf-8?q?casella_piena=3A_citt=C3=A0?=",
    "",
  ));
  expect(found).toEqual({
    recipients: [
      {
        recipient: "Bruno@ordinaria.example",
        action: "delayed",
        status: "4.4.1",
        diagnostic: "",
      },
      {
        recipient: "carla@ordinaria.example",
        action: "relayed",
        status: "2.1.9",
        diagnostic: "",
      },
      {
        recipient: "dario@ordinaria.example",
        action: "failed",
        status: "5.0.0",
        diagnostic: "",
      },
      {
        recipient: "elena@ordinaria.example",
        action: "delayed",
        status: "4.2.2",
        diagnostic: "casella piena: città",
      },
    ],
  });
});

Deno.test("delivery report: what can't be used is left out", async () => {
  const found = await read(usual(
    "Reporting-MTA: dns; mx.ordinaria.example",
    "Original-Envelope-Id: " + "x".repeat(101),
    "",
    "Final-Recipient: x400; /C=IT/S=BRUNO",
    "Action: failed",
    "Status: 5.1.1",
    "",
    "Final-Recipient: rfc822; nobody",
    "Action: failed",
    "",
    "Final-Recipient: rfc822; carla@ordinaria.example",
    "Action: vanished",
    "Status: 5.1.1",
    "",
    "Final-Recipient: rfc822; dario@ordinaria.example",
    "",
    `Final-Recipient: rfc822; ${"e".repeat(300)}@ordinaria.example`,
    "Action: failed",
    "",
    `Final-Recipient: rfc822; ${"e,".repeat(20_000)}`,
    "Action: failed",
    "",
    "Final-Recipient: rfc822; elena@ordinaria.example",
    "Action: failed",
    "Status: 15.1.1 or so",
    `Diagnostic-Code: smtp; 550 ${"a".repeat(2000)}`,
    "",
  ));
  expect(found?.originalEnvelopeId).toBe(undefined);
  expect(found?.recipients.map(({ recipient, status }) => [recipient, status])).toEqual([
    ["elena@ordinaria.example", "5.0.0"],
  ]);
  expect(found?.recipients[0]?.diagnostic.length).toBe(1000);
});

Deno.test("delivery report: encoded, internationalized, with bare line feeds", async () => {
  const status = crlf(
    "Reporting-MTA: dns; mx.ordinaria.example",
    "",
    "Final-Recipient: utf-8; citt\\x{E0}@ordinaria.example",
    "Action: failed",
    "Status: 5.6.7",
    "",
  );
  const encoded = report(crlf(
    "Content-Type: message/global-delivery-status",
    "Content-Transfer-Encoding: base64",
    "",
    latin1(encodeBase64(octetsOf(status))),
  ));
  const expected = [{ recipient: "città@ordinaria.example", status: "5.6.7" }];
  expect((await read(encoded))?.recipients).toMatchObject(expected);
  expect((await read(encoded.replaceAll("\r\n", "\n")))?.recipients).toMatchObject(expected);
});

Deno.test("delivery report: the header of the message that came back", async () => {
  const status = crlf(
    "Content-Type: message/delivery-status",
    "",
    "Final-Recipient: rfc822; bruno@ordinaria.example",
    "Action: failed",
    "",
  );
  const header = ["Subject: x", "Message-Id:", " <opec.42@alfa.example>", "", "Message-ID: <no>"];
  const returns = [
    ["Content-Type: text/rfc822-headers", "", ...header],
    [
      "Content-Type: message/rfc822",
      "Content-Transfer-Encoding: base64",
      "",
      latin1(encodeBase64(octetsOf(crlf(...header)))),
    ],
  ];
  for (const returned of returns) {
    const found = await read(report(status, returned));
    expect(found?.originalMessageId).toBe("<opec.42@alfa.example>");
  }
  const strange = ["Content-Type: text/rfc822-headers", "", "Message-ID: opec.42", ""];
  expect((await read(report(status, strange)))?.originalMessageId).toBe(undefined);
});

Deno.test("delivery report: within the multipart of a gateway, not within a message", async () => {
  const inner = report(crlf(
    "Content-Type: message/delivery-status",
    "",
    "Final-Recipient: rfc822; bruno@ordinaria.example",
    "Action: failed",
    "",
  ));
  const wrapped = (type: string, part: string) =>
    crlf(`Content-Type: ${type}; boundary=outer`, "", "--outer", part, "--outer--", "");
  const gateway = inner.slice(inner.indexOf("Content-Type: multipart/report"));
  expect(await read(wrapped("multipart/mixed", gateway))).not.toBe(null);
  const attached = `Content-Type: message/rfc822\r\n\r\n${inner}`;
  expect(await read(wrapped("multipart/mixed", attached))).toBe(null);
});

Deno.test("delivery report: ordinary messages and other bounces are none", async () => {
  const qmail = crlf(
    "From: MAILER-DAEMON@mx.ordinaria.example",
    "Subject: failure notice",
    "",
    "Hi. This is the qmail-send program at mx.ordinaria.example.",
    "<bruno@ordinaria.example>:",
    "Sorry, no mailbox here by that name. (#5.1.1)",
    "",
  );
  expect(await read(qmail)).toBe(null);
  const receipt = report(crlf(
    "Content-Type: message/disposition-notification",
    "",
    "Final-Recipient: rfc822; bruno@ordinaria.example",
    "Disposition: manual-action/MDN-sent-manually; displayed",
    "",
  ));
  expect(await read(receipt)).toBe(null);
  expect(await read(usual("Reporting-MTA: dns; mx.ordinaria.example", ""))).toBe(null);
  expect(await read("")).toBe(null);
});

Deno.test("delivery report: a status part beyond the limit is not read", async () => {
  const group = ["Final-Recipient: rfc822; bruno@ordinaria.example", "Action: failed", ""];
  // The last address of what is cut off would be another one.
  const filling = `X-Filling: ${"x".repeat(1024 * 1024)}`;
  expect(await read(usual(...group))).not.toBe(null);
  expect(await read(usual(...group, filling, ""))).toBe(null);
  const many = await read(usual("X: y", "", ...Array(15_000).fill(group).flat()));
  expect(many?.recipients.length).toBe(10_000);
});

Deno.test("delivery report: the engine's own can be read", async () => {
  const issuer = {
    name: "Alfa PEC",
    domain: "alfa.example",
    address: "posta-certificata@alfa.example",
  };
  const certified = {
    at: Date.UTC(2026, 10, 21, 9, 30),
    pecId: "opec.42@alfa.example",
    sender: "anna@alfa.example",
    recipients: [{ address: "bruno@ordinaria.example", kind: "esterno" as const }],
    replyTo: "",
    subject: "prova",
  };
  const { bytes } = deliveryStatus(issuer, certified, {
    recipient: "bruno@ordinaria.example",
    reporter: "mail.alfa.example",
    code: "5.1.1",
    detail: "550 no such user",
    words: "parole",
  });
  expect(await read(latin1(bytes))).toEqual({
    recipients: [{
      recipient: "bruno@ordinaria.example",
      action: "failed",
      status: "5.1.1",
      diagnostic: "550 no such user",
    }],
  });
});
