/**
 * Searches for header fields.
 *
 * @module
 */
import { expect } from "expect";
import { ANNA, message, withIndex, type Workplace } from "./support.ts";

/** The EMAILIDs of the messages found, of some with these further fields. */
async function found(place: Workplace, field: string, text: string): Promise<number[]> {
  const refs = Array.from({ length: 4 }, (_, at) => ({ uid: at + 1, email: at + 1 }));
  return [...await place.index.search(ANNA, refs, { kind: "header", field, text })];
}

Deno.test("header fields are searched by their decoded values", async () => {
  await withIndex(async (place) => {
    await place.store([
      message("=?utf-8?q?Citt=C3=A0?= =?utf-8?q?_nuova?=", "corpo", ["Cc: Zoe <z@beta.example>"]),
      message("Folded\r\n subject", "città", ["X-Note: first", "X-Note: second", "Bcc:"]),
      message("Altro", "X-Note: in the body"),
      "\r\nno header at all",
    ]);
    const cases: readonly (readonly [field: string, text: string, emails: number[]])[] = [
      ["subject", "CITTÀ NUOVA", [1]],
      ["Subject", "folded subject", [2]],
      ["subject", "citta", [1]],
      ["subject", "citta nuova", []],
      ["subject", "", [1, 2, 3]],
      ["from", "rossi <anna", [1, 2, 3]],
      ["to", "BETA.example", [1, 2, 3]],
      ["cc", "zoe", [1]],
      ["cc", "", [1]],
      ["bcc", "", [2]],
      ["bcc", "a", []],
      ["X-NOTE", "second", [2]],
      ["x-note", "first second", []],
      ["x-note", "8bit", []],
      ["x-note", "", [2]],
      ["x-not", "", []],
      ["note", "first", []],
    ];
    for (const [field, text, emails] of cases) {
      expect({ field, text, emails: await found(place, field, text) })
        .toEqual({ field, text, emails });
    }
  });
});

Deno.test("TEXT looks into header and body, BODY into the body alone", async () => {
  await withIndex(async (place) => {
    const refs = await place.store([message("Fattura", "nulla"), message("Nulla", "la fattura")]);
    const search = async (kind: "text" | "body", text: string) => [
      ...await place.index.search(ANNA, refs, { kind, text }),
    ];
    expect(await search("text", "fattura")).toEqual([1, 2]);
    expect(await search("body", "fattura")).toEqual([2]);
    expect(await search("text", "subject: fa")).toEqual([1]);
    expect(await search("text", "")).toEqual([1, 2]);
    expect(await search("text", "8bit la")).toEqual([]);
  });
});

Deno.test("only what is asked about is found, and nothing of other mailboxes", async () => {
  await withIndex(async (place) => {
    const bodies = Array.from({ length: 100 }, (_, at) => message("Prova", `numero ${at}`));
    const refs = await place.store(bodies);
    await place.store(bodies, "bruno@alfa.example");
    await place.index.caughtUp();
    const asked = refs.filter(({ email }) => email % 2 === 0);
    const search = (messages: typeof refs) =>
      place.index.search(ANNA, messages, { kind: "text", text: "numero" });
    expect(await search(asked)).toEqual(new Set(asked.map(({ email }) => email)));
    expect(await search(asked.slice(0, 3))).toEqual(new Set([2, 4, 6]));
    expect(await search([])).toEqual(new Set());
    const unknown = [{ uid: 500, email: 500 }];
    expect(await search(unknown)).toEqual(new Set());
    expect(await place.index.search("nobody@alfa.example", refs, { kind: "text", text: "numero" }))
      .toEqual(new Set());
  });
});
