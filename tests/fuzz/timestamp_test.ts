/** @module */
import { expect } from "expect";
import fc from "fast-check";
import { TimeStampFault } from "../../adapters/timestamp/fault.ts";
import { readTimeStampResponse } from "../../adapters/timestamp/response.ts";
import { verifyTimeStamp } from "../../adapters/timestamp/verify.ts";
import {
  DIGEST,
  status,
  timeStampInfo,
  timeStampResponse,
  timeStampToken,
  TRUST,
  tsa,
} from "../timestamp/support.ts";
import { constructedTag } from "../../adapters/documents/smime/der.ts";
import { derElement } from "../../adapters/documents/smime/der_writer.ts";

const SEED = 3161;
const name = derElement(constructedTag(4), tsa.certificate.subject.der);
const token = await timeStampToken({
  info: timeStampInfo({ tail: [derElement(constructedTag(0), name)] }),
});
const answer = timeStampResponse([status(0)], token);

/** What comes of bytes: whether they are accepted. Nothing but a TimeStampFault may be thrown. */
async function accepted(read: () => unknown): Promise<boolean> {
  try {
    await read();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(TimeStampFault);
    return false;
  }
}

Deno.test("fuzz: a time stamp with any bit flipped is never accepted", async () => {
  expect(await accepted(() => verifyTimeStamp(token, DIGEST, TRUST))).toBe(true);
  const taken: string[] = [];
  for (let place = 0; place < token.length; place++) {
    for (let bit = 0; bit < 8; bit++) {
      const flipped = Uint8Array.from(token);
      flipped[place]! ^= 1 << bit;
      if (await accepted(() => verifyTimeStamp(flipped, DIGEST, TRUST))) {
        taken.push(`${place}:${bit}`);
      }
    }
  }
  expect(taken).toEqual([]);
});

Deno.test("fuzz: any bytes, and any stamp cut, doubled or changed, end in a fault", async () => {
  const place = fc.nat(answer.length - 1);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.tuple(place, place).map(([at, to]) =>
      Uint8Array.of(...answer.subarray(0, at), ...answer.subarray(to))
    ).filter((changed) => changed.length !== answer.length),
    fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 8 }).map((edits) => {
      const changed = Uint8Array.from(answer);
      for (const [at, value] of edits) changed[at] = value;
      return changed;
    }),
  );
  const property = fc.asyncProperty(bytes, async (input) => {
    await accepted(() => readTimeStampResponse(input));
    await accepted(() => verifyTimeStamp(input, DIGEST, TRUST));
    const inside = input.subarray(answer.length - token.length);
    const same = inside.toHex() === token.toHex();
    expect(await accepted(() => verifyTimeStamp(inside, DIGEST, TRUST))).toBe(same);
  });
  await fc.assert(property, { seed: SEED, numRuns: 2000 });
});
