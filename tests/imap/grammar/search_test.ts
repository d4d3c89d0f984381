import { expect } from "expect";
import { grammarLimits } from "../../../adapters/imap/server/grammar/limits.ts";
import { STAR } from "../../../adapters/imap/server/grammar/ast.ts";
import { answerTo, commandOf, loggedIn } from "./readings.ts";

function key(text: string) {
  const command = commandOf(`SEARCH ${text}`);
  return command.name === "SEARCH" && command.key;
}

function fault(text: string): string {
  return answerTo(`SEARCH ${text}`).replace("BAD Cannot read SEARCH: ", "");
}

const DAY = 24 * 60 * 60 * 1000;

Deno.test("keys without arguments", () => {
  expect(key("all")).toEqual({ key: "ALL" });
  for (const name of ["Answered", "Deleted", "Draft", "Flagged", "Seen"]) {
    expect(key(name)).toEqual({ key: "FLAG", flag: `\\${name}`, set: true });
    expect(key(`UN${name}`)).toEqual({ key: "FLAG", flag: `\\${name}`, set: false });
  }
  const recent = { key: "RECENT", recent: true };
  const unseen = { key: "FLAG", flag: "\\Seen", set: false };
  expect(key("RECENT")).toEqual(recent);
  expect(key("OLD")).toEqual({ key: "RECENT", recent: false });
  expect(key("NEW")).toEqual({ key: "AND", keys: [recent, unseen] });
  expect(key("SAVEDATESUPPORTED")).toEqual({ key: "SAVEDATESUPPORTED" });
});

Deno.test("keys with texts", () => {
  for (const name of ["BCC", "CC", "FROM", "SUBJECT", "TO"]) {
    expect(key(`${name} "x y"`)).toEqual({ key: "HEADER", field: name.toLowerCase(), text: "x y" });
  }
  expect(key('HEADER Message-ID ""')).toEqual({ key: "HEADER", field: "message-id", text: "" });
  expect(key("BODY {3}\r\na b")).toEqual({ key: "BODY", text: "a b" });
  expect(key("TEXT x")).toEqual({ key: "TEXT", text: "x" });
  expect(fault("TEXT")).toBe("expected a space");
  expect(fault("HEADER x")).toBe("expected a space");
});

Deno.test("keys with flags, numbers and identifiers", () => {
  expect(key("KEYWORD $PecReceipt")).toEqual({ key: "FLAG", flag: "$PecReceipt", set: true });
  expect(key("UNKEYWORD x")).toEqual({ key: "FLAG", flag: "x", set: false });
  expect(key("LARGER 0")).toEqual({ key: "LARGER", size: 0 });
  expect(key("SMALLER 9999999999")).toEqual({ key: "SMALLER", size: 9999999999 });
  expect(key("OLDER 60")).toEqual({ key: "OLDER", seconds: 60 });
  expect(key("YOUNGER 259200")).toEqual({ key: "YOUNGER", seconds: 259200 });
  expect(key("1:3,*")).toEqual({ key: "NUMBERS", set: [[1, 3], [STAR, STAR]] });
  expect(key("$")).toEqual({ key: "NUMBERS", set: "$" });
  expect(key("UID $")).toEqual({ key: "UID", set: "$" });
  expect(key("UID 4:2")).toEqual({ key: "UID", set: [[2, 4]] });
  expect(key("EMAILID M6d99ac3275bb4e")).toEqual({ key: "EMAILID", id: "M6d99ac3275bb4e" });
  expect(key("THREADID T_-1")).toEqual({ key: "THREADID", id: "T_-1" });
  expect(fault("KEYWORD \\Seen")).toBe("expected a flag");
  expect(fault("YOUNGER 0")).toBe("a number is zero");
  expect(fault("EMAILID \xe8")).toBe("expected an object identifier");
});

Deno.test("RFC 7162 §3.1.5: MODSEQ with and without an entry", () => {
  expect(key("MODSEQ 620162338")).toEqual({ key: "MODSEQ", modseq: 620162338 });
  expect(key('MODSEQ "/flags/\\\\draft" all 5')).toEqual({ key: "MODSEQ", modseq: 5 });
  expect(key('modseq "/flags/$x" PRIV 5 SEEN')).toMatchObject({ key: "AND" });
  expect(fault('MODSEQ "/x" all 5')).toBe("expected a number");
});

Deno.test("dates are days", () => {
  const days = (year: number, month: number, day: number) => Date.UTC(year, month, day) / DAY;
  for (
    const name of [
      "BEFORE",
      "ON",
      "SINCE",
      "SENTBEFORE",
      "SENTON",
      "SENTSINCE",
      "SAVEDBEFORE",
      "SAVEDON",
      "SAVEDSINCE",
    ]
  ) {
    expect(key(`${name} 1-Feb-1994`)).toEqual({ key: name, day: days(1994, 1, 1) });
  }
  expect(key('ON "29-feb-2024"')).toEqual({ key: "ON", day: days(2024, 1, 29) });
  expect(key("ON 01-JAN-1970")).toEqual({ key: "ON", day: 0 });
  // Not 1950.
  expect(key("SINCE 1-Jan-0050")).toEqual({ key: "SINCE", day: -701265 });
  for (const date of ["29-Feb-2023", "0-Jan-2020", "32-Jan-2020", "1-Foo-2020", "31-Apr-2020"]) {
    expect([date, fault(`ON ${date}`)]).toEqual([date, "there is no such day"]);
  }
  for (const date of ["1-Jan-20", '"1-Jan-2020', "2020-01-01", ""]) {
    expect([date, fault(`ON ${date}`)]).toEqual([date, "expected a date"]);
  }
});

Deno.test("AND, OR, NOT and parentheses", () => {
  const seen = { key: "FLAG", flag: "\\Seen", set: true };
  const all = { key: "ALL" };
  expect(key("ALL SEEN")).toEqual({ key: "AND", keys: [all, seen] });
  expect(key("(SEEN)")).toEqual(seen);
  expect(key("NOT NOT SEEN"))
    .toEqual({ key: "NOT", of: { key: "NOT", of: seen } });
  expect(key("OR (ALL SEEN) NOT ALL SEEN")).toEqual({
    key: "AND",
    keys: [
      {
        key: "OR",
        one: { key: "AND", keys: [all, seen] },
        other: { key: "NOT", of: all },
      },
      seen,
    ],
  });
  expect(fault("OR SEEN")).toBe("expected a space");
  expect(fault("()")).toBe("expected a search key");
  expect(fault("(SEEN")).toBe("expected a closing parenthesis");
  expect(fault("SEEN)")).toBe("too many arguments");
  expect(fault("X")).toBe("there is no such search key");
  expect(fault("")).toBe("expected a search key");
});

Deno.test("keys lie within each other so deep and no deeper", () => {
  for (const [open, close] of [["(", ")"], ["NOT ", ""], ["OR ALL ", ""], ["OR ALL (", ")"]]) {
    const nested = (depth: number) => open!.repeat(depth) + "SEEN" + close!.repeat(depth);
    const { depth } = grammarLimits;
    const deep = close === ")" && open !== "(" ? depth / 2 : depth;
    expect(key(nested(deep))).toBeTruthy();
    expect(fault(nested(deep + 1)))
      .toBe("NO [LIMIT] Cannot read SEARCH: search keys lie too deep within each other");
    expect(fault(nested(5000))).toContain("too deep");
  }
});

Deno.test("keys are counted", () => {
  const limits = { searchKeys: 4 };
  expect(commandOf("SEARCH SEEN NOT ALL 1", loggedIn(limits))).toBeTruthy();
  expect(answerTo("SEARCH SEEN NOT ALL OR 1 2", limits))
    .toBe("NO [LIMIT] Cannot read SEARCH: too many search keys");
});

Deno.test("texts are read in their charset", () => {
  const charset = (text: string) => {
    const command = commandOf(`SEARCH ${text}`);
    return command.name === "SEARCH" && command.key.key === "BODY" &&
      [command.charset, command.key.text];
  };
  expect(charset("CHARSET utf-8 BODY \xc3\xa8")).toEqual(["UTF-8", "è"]);
  expect(charset('CHARSET "US-ASCII" BODY x')).toEqual(["US-ASCII", "x"]);
  expect(charset("BODY x")).toEqual(["US-ASCII", "x"]);
  // Not named, but clients send it.
  expect(charset('BODY "\xc3\xa8"')).toEqual(["US-ASCII", "è"]);
  // Left to the session, which refuses the charset.
  expect(charset("CHARSET iso-8859-1 BODY {1}\r\n\xe8")).toEqual(["ISO-8859-1", "\xe8"]);
  expect(fault("CHARSET UTF-8 BODY \xe8")).toBe("a text is not UTF-8");
  expect(fault("BODY \xe8")).toBe("a text is not US-ASCII");
  expect(fault("CHARSET UTF-8")).toBe("expected a space");
});

Deno.test("RFC 4731, RFC 5182: result options", () => {
  const returns = (text: string) => {
    const command = commandOf(`UID SEARCH ${text}`);
    return command.name === "SEARCH" && command.uid && command.returns;
  };
  expect(returns("ALL")).toBe(null);
  expect(returns("return () ALL")).toEqual(["ALL"]);
  expect(returns("RETURN (MIN MAX COUNT SAVE ALL) CHARSET UTF-8 ALL"))
    .toEqual(["MIN", "MAX", "COUNT", "SAVE", "ALL"]);
  expect(fault("RETURN (PARTIAL 1:5) ALL")).toBe("there is no such return option");
});

Deno.test("SORT and THREAD", () => {
  expect(commandOf("SORT (REVERSE DATE subject) UTF-8 SINCE 1-Jan-1970 SEEN")).toMatchObject({
    name: "SORT",
    uid: false,
    returns: null,
    criteria: [{ by: "DATE", reverse: true }, { by: "SUBJECT", reverse: false }],
    charset: "UTF-8",
    key: { key: "AND" },
  });
  expect(commandOf("UID SORT RETURN (COUNT) (SIZE) us-ascii ALL"))
    .toMatchObject({ uid: true, returns: ["COUNT"], charset: "US-ASCII", key: { key: "ALL" } });
  expect(commandOf("UID THREAD references UTF-8 TEXT \xc3\xa8")).toEqual({
    name: "THREAD",
    uid: true,
    algorithm: "REFERENCES",
    charset: "UTF-8",
    key: { key: "TEXT", text: "è" },
  });
  expect(answerTo("SORT () UTF-8 ALL")).toBe("BAD Cannot read SORT: expected a sort key");
  expect(answerTo("SORT (X) UTF-8 ALL")).toBe("BAD Cannot read SORT: there is no such sort key");
  expect(answerTo("SORT (REVERSE) UTF-8 ALL"))
    .toBe("BAD Cannot read SORT: there is no such sort key");
  expect(answerTo("SORT (DATE) UTF-8")).toBe("BAD Cannot read SORT: expected a space");
});
