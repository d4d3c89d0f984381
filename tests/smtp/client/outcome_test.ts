import { expect } from "expect";
import fc from "fast-check";
import { verdictOfReply } from "../../../adapters/smtp/client/outcome.ts";

Deno.test("replies: code, enhanced code and text", () => {
  expect(verdictOfReply("250 2.6.0 <id@alfa.example> queued")).toEqual({
    outcome: "taken",
    code: 250,
    enhanced: "2.6.0",
    text: "<id@alfa.example> queued",
  });
  expect(verdictOfReply("550-5.1.1 no\r\n550 5.1.1 such user")).toMatchObject({
    outcome: "refused",
    enhanced: "5.1.1",
    text: "no such user",
  });
  expect(verdictOfReply("450 greylisted, 5.1.1 is not meant")).toMatchObject({
    outcome: "deferred",
    enhanced: "4.0.0",
    text: "greylisted, 5.1.1 is not meant",
  });
  expect(verdictOfReply("550 5.7.26")).toMatchObject({ enhanced: "5.7.26" });
});

Deno.test("replies: no reply whatever makes the relay stumble", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 700 }), (reply) => {
      const { outcome, text, enhanced } = verdictOfReply(reply);
      expect(["taken", "refused", "deferred"]).toContain(outcome);
      expect(text.length).toBeLessThanOrEqual(500);
      expect(text).not.toMatch(/\p{Cc}/u);
      expect(enhanced).toMatch(/^[245]\.\d{1,3}\.\d{1,3}$/);
    }),
    { numRuns: 60, seed: 5321 },
  );
});
