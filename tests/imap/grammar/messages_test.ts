import { expect } from "expect";
import { STAR } from "../../../adapters/imap/server/grammar/ast.ts";
import { answerTo, commandOf, loggedIn } from "./readings.ts";

Deno.test("sets of numbers", () => {
  const set = (text: string) => {
    const command = commandOf(`COPY ${text} x`);
    return command.name === "COPY" && command.set;
  };
  expect(set("1")).toEqual([[1, 1]]);
  expect(set("2,4:7,9,12:*")).toEqual([[2, 2], [4, 7], [9, 9], [12, STAR]]);
  // RFC 9051 §9, seq-range: the order means nothing.
  expect(set("4:2,*:4")).toEqual([[2, 4], [4, STAR]]);
  expect(set("*")).toEqual([[STAR, STAR]]);
  expect(set("4294967295")).toEqual([[4294967295, 4294967295]]);
  expect(set("$")).toEqual("$");
});

Deno.test("what is no set", () => {
  const answers: Record<string, string> = {
    "0": "a number is zero",
    "1:0": "a number is zero",
    "4294967296": "a number is too high",
    "-1": "expected a number",
    "1,": "expected a number",
    ",1": "expected a number",
    "1:2:3": "expected a space",
    "1;2": "expected a space",
    "$,1": "expected a space",
    "": "expected a number",
  };
  for (const [set, answer] of Object.entries(answers)) {
    expect([set, answerTo(`COPY ${set} x`)]).toEqual([set, `BAD Cannot read COPY: ${answer}`]);
  }
});

Deno.test("ranges of a set are counted", () => {
  const limits = { ranges: 3 };
  expect(commandOf("COPY 1,2,3 x", loggedIn(limits))).toBeTruthy();
  expect(answerTo("COPY 1,2,3,4 x", limits))
    .toBe("NO [LIMIT] Cannot read COPY: too many ranges in a set");
});

Deno.test("COPY, MOVE and EXPUNGE, by number and by UID", () => {
  expect(commandOf("MOVE 1 Cestino"))
    .toEqual({ name: "MOVE", uid: false, set: [[1, 1]], mailbox: "Cestino" });
  expect(commandOf("uid copy 1 Cestino"))
    .toEqual({ name: "COPY", uid: true, set: [[1, 1]], mailbox: "Cestino" });
  expect(commandOf("EXPUNGE")).toEqual({ name: "EXPUNGE", uids: null });
  expect(commandOf("UID EXPUNGE 1:*")).toEqual({ name: "EXPUNGE", uids: [[1, STAR]] });
  expect(answerTo("UID EXPUNGE")).toBe("BAD Cannot read UID EXPUNGE: expected a space");
});

Deno.test("STORE in all its forms", () => {
  const read = (text: string) => {
    const { name: _name, uid: _uid, set: _set, ...rest } = commandOf(`STORE 1 ${text}`) as
      & ReturnType<typeof commandOf>
      & { readonly name: "STORE" };
    return rest;
  };
  const flags = ["\\Seen"];
  expect(read("FLAGS (\\Seen)"))
    .toEqual({ mode: "replace", silent: false, flags, unchangedSince: null });
  expect(read("+flags.silent \\SEEN"))
    .toEqual({ mode: "add", silent: true, flags, unchangedSince: null });
  expect(read("-FLAGS.SILENT ()"))
    .toEqual({ mode: "remove", silent: true, flags: [], unchangedSince: null });
  expect(read("(UNCHANGEDSINCE 12121230045) +FLAGS (\\Seen)"))
    .toEqual({ mode: "add", silent: false, flags, unchangedSince: 12121230045 });
  expect(commandOf("UID STORE 1 FLAGS x")).toMatchObject({ name: "STORE", uid: true });
  expect(answerTo("STORE 1 FLAGS")).toBe("BAD Cannot read STORE: expected FLAGS");
  expect(answerTo("STORE 1 *FLAGS ()")).toBe("BAD Cannot read STORE: expected FLAGS");
  expect(answerTo("STORE 1 (X 1) FLAGS ()"))
    .toBe("BAD Cannot read STORE: there is no such modifier");
});

Deno.test("flags: the system's in one spelling, keywords as they are, each once", () => {
  expect(commandOf("STORE 1 FLAGS \\sEEN \\answered \\FLAGGED \\deleted \\draft $X \\Seen $X $x"))
    .toMatchObject({
      flags: ["\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft", "$X", "$x"],
    });
  for (const flag of ["\\Recent", "\\*", "\\", "\\X"]) {
    expect(answerTo(`STORE 1 FLAGS (${flag})`)).toMatch(/^BAD Cannot read STORE: /);
  }
  for (const keyword of ["a]", "a%", '"a"', "\xe8", "a{1}"]) {
    expect(answerTo(`STORE 1 FLAGS (${keyword})`)).toMatch(/^BAD Cannot read STORE: expected/);
  }
});

Deno.test("flags have limits", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => `k${index}`).join(" ");
  expect(commandOf(`STORE 1 FLAGS (${many(50)})`)).toBeTruthy();
  expect(answerTo(`STORE 1 FLAGS (${many(51)})`))
    .toBe("NO [LIMIT] Cannot read STORE: too many flags");
  expect(commandOf(`STORE 1 FLAGS (${"k".repeat(64)})`)).toBeTruthy();
  expect(answerTo(`STORE 1 FLAGS (${"k".repeat(65)})`))
    .toBe("NO [LIMIT] Cannot read STORE: a keyword is too long");
});
