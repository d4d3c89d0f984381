/**
 * THREAD=REFERENCES; see dovecot_test.ts for more.
 *
 * @module
 */
import { expect } from "expect";
import {
  threadByReferences,
  type ThreadedMessage,
  threadsText,
} from "../../../adapters/documents/imap/thread.ts";

interface Sample {
  readonly id?: string;
  readonly refs?: string;
  readonly subject?: string;
  readonly reply?: boolean;
  readonly date?: number;
}

/** Threads messages with the numbers 1, 2, 3 …, dated in this order unless they say otherwise. */
function threads(...samples: Sample[]): string {
  return threadsText(threadByReferences(samples.map(message)));
}

function message({ id, refs, subject, reply, date }: Sample, at: number): ThreadedMessage {
  return {
    uid: at + 1,
    messageId: id ?? null,
    references: refs?.split(" ") ?? [],
    baseSubject: subject ?? "",
    isReply: reply ?? false,
    date: date ?? at,
  };
}

Deno.test("thread: answers stand under what they answer, in the order of their dates", () => {
  expect(threads(
    { id: "a" },
    { id: "c", refs: "a b", date: 9 },
    { id: "b", refs: "a" },
    { id: "d", refs: "a", date: 8 },
    { id: "e" },
  )).toBe("(1 (3 2)(4))(5)");
  expect(threads()).toBe("");
  const same = { date: 0 };
  expect(threads(same, { id: "x", ...same }, { refs: "x", ...same }, { refs: "x", ...same }))
    .toBe("(1)(2 (3)(4))");
});

Deno.test("thread: a missing message with one child is left out, with more it stands alone", () => {
  expect(threads({ id: "a", refs: "x" })).toBe("(1)");
  expect(threads({ id: "a", refs: "x" }, { id: "b", refs: "x y" })).toBe("((1)(2))");
  expect(threads({ id: "r" }, { id: "a", refs: "r x" }, { id: "b", refs: "r x" }))
    .toBe("(1 (2)(3))");
});

Deno.test("thread: a message's own references win over what others say of it", () => {
  expect(threads({ id: "c", refs: "a b" }, { id: "a" }, { id: "z" }, { id: "b", refs: "z" }))
    .toBe("(2)(3 4 1)");
  expect(threads({ id: "c", refs: "a b" }, { id: "a" }, { id: "b" })).toBe("(2)(3 1)");
});

Deno.test("thread: only the first of two messages with one identifier is meant by it", () => {
  expect(threads({ id: "a" }, { id: "a" }, { id: "b", refs: "a" })).toBe("(1 3)(2)");
});

Deno.test("thread: messages without references meet by subject", () => {
  const s = { subject: "S" };
  expect(threads({ ...s, reply: true }, s, { ...s, reply: true })).toBe("(2 (1)(3))");
  expect(threads(s, s)).toBe("((1)(2))");
  expect(threads(s, s, { ...s, reply: true }, s)).toBe("((1)(2)(3)(4))");
  expect(threads(s, { ...s, refs: "x" }, { ...s, refs: "x" })).toBe("((1)(2)(3))");
  expect(threads({ subject: "" }, { subject: "" })).toBe("(1)(2)");
});

Deno.test("thread: missing parents of one subject become one", () => {
  const s = { subject: "S" };
  expect(threads(
    { ...s, refs: "x" },
    { ...s, refs: "x" },
    { ...s, refs: "y" },
    { ...s, refs: "y" },
  )).toBe("((1)(2)(3)(4))");
});

Deno.test("thread: circles end somewhere, and every message is listed once", () => {
  expect(threads({ id: "a", refs: "a" })).toBe("(1)");
  expect(threads({ id: "a", refs: "b" }, { id: "b", refs: "a" })).toBe("(2 1)");
  expect(threads({ id: "a", refs: "b a b" }, { id: "b", refs: "x a x" })).toBe("(2 1)");
});

Deno.test("thread: a hundred thousand messages, whatever they claim", () => {
  const count = 100_000;
  const chain = Array.from({ length: count }, (_, at) => ({
    id: String(at),
    refs: `${at - 1} ${at - 2} missing-${at % 7} ${at - 1}`,
  }));
  const numbers = threads(...chain).match(/\d+/g) ?? [];
  expect(new Set(numbers).size).toBe(count);
  const backwards = chain.map(({ id }, at) => ({ id, refs: `${at + 1}`, subject: "s" }));
  expect(threads(...backwards).match(/\d+/g)).toHaveLength(count);
  const missing = Array.from({ length: count }, (_, at) => ({ refs: `x${at} x${at + 1}` }));
  expect(threads(...missing).match(/\d+/g)).toHaveLength(count);
});
