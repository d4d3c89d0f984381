/**
 * Random reports before the reader of delivery status notifications.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { readDeliveryReport } from "../../adapters/documents/mime/delivery_report.ts";
import { octetsOf } from "../../adapters/documents/mime/octets.ts";
import { crlf, scan } from "../documents/mime/support.ts";

const SEED = 3464;

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "binary-ascii", maxLength: 20 }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "\r\n",
      "\r\n\r\n",
      "\n",
      "Final-Recipient:",
      "Original-Recipient:",
      " rfc822;",
      " utf-8;",
      " a@ordinaria.example",
      "\\x{FFFFFF}",
      "\\x{D800}",
      "Final-Recipient: utf-8; \\x{D800}@ordinaria.example\r\nAction: failed",
      "Action: failed",
      "Action: ",
      "Status: 5.1.1",
      "Status:",
      "Diagnostic-Code: smtp; ",
      "=?utf-8?q?=00=C3?=",
      "=?utf-16be?b?2AA=?=",
      "Original-Envelope-Id: x",
      "--b",
      "Message-ID: <x@y>",
      "\xe8",
      ';<>("',
    ),
  },
);
const lines = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

Deno.test("no report makes the reader throw, or gives what cannot be used", async () => {
  await fc.assert(
    fc.asyncProperty(lines, lines, fc.boolean(), async (status, returned, whole) => {
      const message = crlf(
        "Content-Type: multipart/report; boundary=b",
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        `Final-Recipient: rfc822; first@ordinaria.example\r\nAction: failed\r\n\r\n${status}`,
        "--b",
        `Content-Type: ${whole ? "message/rfc822" : "text/rfc822-headers"}`,
        "",
        returned,
        "--b--",
      );
      const octets = octetsOf(message);
      const report = await readDeliveryReport(scan(message), (start, end) => {
        expect(start).toBeLessThanOrEqual(end);
        expect(end).toBeLessThanOrEqual(octets.length);
        return Promise.resolve(octets.subarray(start, end));
      });
      expect(report?.recipients[0]?.recipient).toBe("first@ordinaria.example");
      for (const { recipient, status, diagnostic } of report?.recipients ?? []) {
        expect(recipient).toMatch(/^[^\s<>]+@[^\s<>]+$/);
        expect(recipient.isWellFormed()).toBe(true);
        expect(status).toMatch(/^[245]\.\d{1,3}\.\d{1,3}$/);
        // deno-lint-ignore no-control-regex -- control characters are what is looked for
        expect(diagnostic).not.toMatch(/[\x00-\x1f\x7f]/);
        expect(diagnostic.isWellFormed()).toBe(true);
      }
      if (report?.originalMessageId) expect(report.originalMessageId).toMatch(/^<[^<>\s]+>$/);
    }),
    { seed: SEED, numRuns: 300 },
  );
});
