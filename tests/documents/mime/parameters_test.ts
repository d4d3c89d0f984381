/**
 * Parameters of structured fields, both ways.
 *
 * @module
 */
import { expect } from "expect";
import {
  formatParameters,
  parseParameterized,
} from "../../../adapters/documents/mime/parameters.ts";

function parsed(raw: string): Record<string, string> {
  return Object.fromEntries(parseParameterized(raw).parameters);
}

Deno.test("values bare, quoted, commented, folded, badly spaced", () => {
  expect(parseParameterized("  Text/Plain (a; comment) ; A=b")).toEqual({
    value: "Text/Plain",
    parameters: new Map([["a", "b"]]),
  });
  expect(parsed('x; a="b;c=\\"d\\\\e\\"" ; F =g ;; h; =i; a=second')).toEqual({
    a: 'b;c="d\\e"',
    f: "g",
  });
  expect(parsed("x;\r\n\ta=b c (d (nested) e);\r\n f=g")).toEqual({ a: "b c", f: "g" });
  expect(parsed('x; a="unterminated; b=c')).toEqual({ a: "unterminated; b=c" });
  expect(parsed("x; a=(unterminated; b=c")).toEqual({ a: "" });
  expect(parsed('x; a="é\xe0"; b=Citt\xc3\xa0')).toEqual({ a: "é\xe0", b: "Città" });
  expect(parsed("")).toEqual({});
});

Deno.test("the first 200 parameters are read", () => {
  const raw = `x${Array.from({ length: 300 }, (_, index) => `; p${index}=${index}`).join("")}`;
  const { value, parameters } = parseParameterized(raw);
  expect(value).toBe("x");
  expect([parameters.size, parameters.get("p199"), parameters.get("p200")]).toEqual([
    200,
    "199",
    undefined,
  ]);
});

Deno.test("names of Object.prototype are ordinary names", () => {
  expect(parseParameterized("x; __proto__=a; constructor=b").parameters.get("__proto__")).toBe("a");
  expect(parseParameterized("x").parameters.get("constructor")).toBe(undefined);
});

Deno.test("the examples of RFC 2231", () => {
  expect(parsed('message/external-body; URL*0="ftp://"; URL*1="cs.example/file"')).toEqual({
    url: "ftp://cs.example/file",
  });
  expect(parsed("application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A"))
    .toEqual({ title: "This is ***fun***" });
  expect(parsed(
    "application/x-stuff;\r\n title*0*=us-ascii'en'This%20is%20even%20more%20;\r\n" +
      ' title*1*=%2A%2A%2Afun%2A%2A%2A%20;\r\n title*2="isn\'t it!"',
  )).toEqual({ title: "This is even more ***fun*** isn't it!" });
});

Deno.test("continuations in any order, with gaps, with characters cut in two", () => {
  expect(parsed("x; a*1*=%A0; a*0*=utf-8''Citt%C3")).toEqual({ a: "Città" });
  expect(parsed("x; a*0=b; a*2=c")).toEqual({ a: "b" });
  expect(parsed("x; a*1=b")).toEqual({});
  expect(parsed("x; a=plain; a*=utf-8''extended")).toEqual({ a: "extended" });
  expect(parsed("x; a*=iso-8859-1''Citt%E0; b*=Citt%C3%A0; c*=none-such''%41")).toEqual({
    a: "Città",
    b: "Città",
    c: "A",
  });
  expect(parsed("x; a*=utf-8''%zz%4; *=b; **=c")).toEqual({ a: "%zz%4" });
});

Deno.test("what is formatted is read again", () => {
  const values = {
    token: "abc.txt",
    empty: "",
    quoted: 'with "quotes", \\ and ; blanks',
    accented: "Città — perché.pdf",
    long: "x".repeat(300),
    longest: "città ".repeat(40) + "📎",
    lines: "a\r\nBcc: b",
  };
  const formatted = formatParameters(values);
  expect(formatted).toMatch(/^; token=abc\.txt; empty=""; quoted="with \\"quotes\\"/);
  expect(formatted).toMatch(/^[ -~]+$/);
  for (const piece of formatted.split("; ")) expect(piece.length).toBeLessThan(76);
  expect(parsed(`x${formatted}`)).toEqual(values);
});

Deno.test("a name that is no token is refused", () => {
  expect(() => formatParameters({ "a b": "c" })).toThrow("Cannot format parameter");
  expect(() => formatParameters({ "a*": "c" })).toThrow("Cannot format parameter");
});
