import { expect } from "expect";
import fc from "fast-check";
import { decodeAnswer, encodeRequest } from "../../adapters/ntp/packet.ts";
import { encodeReply, type Reply } from "./time_server.ts";

const nonce = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const now = Date.UTC(2026, 10, 21, 9, 30);

function decode(reply: Partial<Reply>, near = now) {
  return decodeAnswer(encodeReply(nonce, { time: now, ...reply }), nonce, near);
}

Deno.test("ntp packet: a request says nothing but its nonce", () => {
  const packet = encodeRequest(nonce);
  expect(packet.length).toBe(48);
  expect(packet[0]).toBe(0x23);
  expect([...packet.subarray(1, 40)].every((octet) => octet === 0)).toBe(true);
  expect(packet.subarray(40)).toEqual(nonce);
});

Deno.test("ntp packet: an answer gives the server's two instants and its own doubt", () => {
  const answer = decode({ time: now + 2.5, received: now + 1, rootDelay: 40, rootDispersion: 8 });
  if (answer?.kind !== "time") throw new Error(`unexpected answer: ${JSON.stringify(answer)}`);
  expect(answer.received).toBeCloseTo(now + 1, 2);
  expect(answer.transmitted).toBeCloseTo(now + 2.5, 2);
  expect(answer.rootDistance).toBeCloseTo(28, 1);
});

Deno.test("ntp packet: the fixed bytes of a captured form", () => {
  // 2026-11-21T09:30:00Z is 2,208,988,800 + 1,795,253,400 seconds after 1900; .5 is 0x80000000.
  const packet = new Uint8Array(48);
  packet.set([0x24, 0x01, 0x06, 0xe9]);
  packet.set(nonce, 24);
  const view = new DataView(packet.buffer);
  view.setUint32(32, 4_004_242_200);
  view.setUint32(40, 4_004_242_200);
  view.setUint32(44, 0x80000000);
  expect(decodeAnswer(packet, nonce, now)).toEqual({
    kind: "time",
    received: now,
    transmitted: now + 500,
    rootDistance: 0,
  });
});

Deno.test("ntp packet: after 7 February 2036 timestamps start over", () => {
  const later = Date.UTC(2036, 1, 8);
  expect(decode({ time: later }, later + 60_000)).toMatchObject({ transmitted: later });
  expect(decode({ time: later }, Date.UTC(2036, 1, 1))).toMatchObject({ transmitted: later });
  const earlier = Date.UTC(2036, 1, 6);
  expect(decode({ time: earlier }, later)).toMatchObject({ transmitted: earlier });
});

Deno.test("ntp packet: what does not answer the request is ignored", () => {
  expect(decode({ origin: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 9) })).toBe(undefined);
  expect(decode({ mode: 3 })).toBe(undefined);
  expect(decode({ mode: 5 })).toBe(undefined);
  const short = encodeReply(nonce, { time: now }).subarray(0, 47);
  expect(decodeAnswer(short, nonce, now)).toBe(undefined);
});

Deno.test("ntp packet: kiss codes, and servers that don't know the time", () => {
  expect(decode({ stratum: 0, code: "RATE", leap: 3 })).toEqual({ kind: "kiss", code: "RATE" });
  expect(decode({ stratum: 0, code: "A\u0000B" })).toEqual({ kind: "kiss", code: "AB" });
  expect(decode({ leap: 3 })).toMatchObject({ kind: "unusable" });
  expect(decode({ stratum: 16 })).toMatchObject({ kind: "unusable" });
  expect(decode({ stratum: 255 })).toMatchObject({ kind: "unusable" });
  expect(decode({ stratum: 15 })).toMatchObject({ kind: "time" });
  const blank = encodeReply(nonce, { time: now });
  blank.fill(0, 40);
  expect(decodeAnswer(blank, nonce, now)).toMatchObject({ kind: "unusable" });
});

Deno.test("ntp packet: no bytes make it throw, or give a time far from any era", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 80 }), (bytes) => {
      const packet = Uint8Array.from(bytes);
      if (packet.length >= 48) packet.set(nonce, 24);
      const answer = decodeAnswer(packet, nonce, now);
      if (answer?.kind !== "time") return;
      expect(Math.abs(answer.transmitted - now)).toBeLessThanOrEqual(2 ** 31 * 1000 + 1000);
      expect(answer.rootDistance).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 300, seed: 5905 },
  );
});
