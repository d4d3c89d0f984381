/** @module */
import { expect } from "expect";
import { TAG } from "../../adapters/documents/smime/der.ts";
import {
  derElement,
  derOctetString,
  derSequence,
} from "../../adapters/documents/smime/der_writer.ts";
import { LARGEST_ANSWER, readTimeStampResponse } from "../../adapters/timestamp/response.ts";
import { codeOf, faultOf, status, timeStampResponse, timeStampToken } from "./support.ts";

const token = await timeStampToken();

function words(text: string): Uint8Array {
  return derSequence(derElement(TAG.utf8String, new TextEncoder().encode(text)));
}

Deno.test("time-stamp answer: granted, with modifications or without, it has the token", () => {
  for (const number of [0, 1]) {
    expect(readTimeStampResponse(timeStampResponse([status(number)], token))).toEqual(token);
  }
  const talkative = timeStampResponse([status(0), words("done")], token);
  expect(readTimeStampResponse(talkative)).toEqual(token);
});

Deno.test("time-stamp answer: a refusal says why, in the authority's words", async () => {
  const badAlgAndPolicy = derElement(TAG.bitString, Uint8Array.of(0, 0x80, 0x01));
  const answer = timeStampResponse([status(2), words("no\nway"), badAlgAndPolicy]);
  const fault = await faultOf(() => readTimeStampResponse(answer));
  expect(fault.code).toBe("refused");
  expect(fault.message).toContain('rejection, badAlg, unacceptedPolicy, "no\\nway"');
});

Deno.test("time-stamp answer: not granted is refused even with a token", async () => {
  for (const number of [2, 3, 4, 5, 6]) {
    const answer = timeStampResponse([status(number)], token);
    expect(await codeOf(() => readTimeStampResponse(answer))).toBe("refused");
  }
});

Deno.test("time-stamp answer: an authority's words are cut short", async () => {
  const answer = timeStampResponse([status(2), words("a".repeat(5000))]);
  const { message } = await faultOf(() => readTimeStampResponse(answer));
  expect(message.length).toBeLessThan(300);
});

Deno.test("time-stamp answer: anything else is malformed", async () => {
  const answers = [
    new Uint8Array(0),
    new TextEncoder().encode("<html>"),
    timeStampResponse([status(0)]),
    timeStampResponse([status(0)], derOctetString(token)),
    timeStampResponse([status(0)], token, token),
    timeStampResponse([], token),
    timeStampResponse([status(0), words("a".repeat(LARGEST_ANSWER))], token),
  ];
  for (const answer of answers) {
    expect(await codeOf(() => readTimeStampResponse(answer))).toBe("malformed");
  }
});
