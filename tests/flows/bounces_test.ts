/**
 * Bounces: delivery status notifications that other hosts send for envelopes (RFC 6109 §2.2.2).
 *
 * @module
 */
import { expect } from "expect";
import { octetsOf } from "../../adapters/documents/mime/octets.ts";
import { lines, mailTo } from "./mail.ts";
import { Providers } from "./providers.ts";

const ANNA = "anna@alfa.example";
const CARLA = "carla@alfa.example";
const DARIO = "dario@beta.example";

Deno.test("flow: a bounce counts for nobody of whom anything else has been heard", async () => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  const pecId = await alfa.accept({ account: ANNA, recipients: [DARIO], content: mailTo(DARIO) });
  await providers.settled();
  const delivered = await alfa.kinds(ANNA, pecId);
  const bounce = (status: string, recipient: string) =>
    octetsOf(lines(
      "From: MAILER-DAEMON@beta.example",
      `To: ${ANNA}`,
      "MIME-Version: 1.0",
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      "",
      "--b",
      "",
      "Undelivered",
      "--b",
      "Content-Type: message/delivery-status",
      "",
      "Reporting-MTA: dns; mx.beta.example",
      "",
      `Final-Recipient: rfc822; ${recipient}`,
      "Action: failed",
      `Status: ${status}`,
      "",
      "--b",
      "Content-Type: text/rfc822-headers",
      "",
      `Message-ID: <${pecId}>`,
      "",
      "--b--",
    ));
  // The receiving provider has answered for it: no bounce counts any more.
  expect((await alfa.offer("", [ANNA], bounce("5.1.1", DARIO))).code).toBe(250);
  await providers.settled();
  expect(await alfa.kinds(ANNA, pecId)).toEqual(delivered);
  // It concerns the sender of the message and nobody else, however it is addressed.
  const report = bounce("5.1.1", DARIO);
  for (const others of [[CARLA], [ANNA, CARLA], ["nobody@alfa.example"]]) {
    expect((await alfa.offer("", others, report)).code).toBe(550);
  }
  // With a reverse-path, or about somebody else, it is ordinary mail like any other.
  expect((await alfa.offer("x@ordinary.example", [ANNA], bounce("5.1.1", DARIO))).code).toBe(550);
  expect((await alfa.offer("", [ANNA], bounce("5.1.1", "x@beta.example"))).code).toBe(550);
});
