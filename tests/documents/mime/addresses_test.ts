/**
 * Address lists, both ways.
 *
 * @module
 */
import { expect } from "expect";
import {
  formatMailbox,
  isMailbox,
  parseAddresses,
} from "../../../adapters/documents/mime/addresses.ts";
import { MimeFault } from "../../../adapters/documents/mime/limits.ts";

/** A list, the mailboxes in it as `name|address`, and what is invalid. */
const LISTS: [string, string[], string[]?][] = [
  ["", []],
  [" , ,; ", []],
  ["anna@alfa.example", ["|anna@alfa.example"]],
  ["<anna@alfa.example>", ["|anna@alfa.example"]],
  ["Anna <anna@alfa.example>,bruno@beta.example", [
    "Anna|anna@alfa.example",
    "|bruno@beta.example",
  ]],
  ['"Uno, \\"due\\"" <Anna.R+x@Alfa.Example>', ['Uno, "due"|Anna.R+x@Alfa.Example']],
  ["anna@alfa.example (Anna (la prima))", ["Anna (la prima)|anna@alfa.example"]],
  ["(a) anna (b) @ (c) alfa (d) . example (e)", ["e|anna@alfa.example"]],
  ["J. Q. Public <j@alfa.example>", ["J. Q. Public|j@alfa.example"]],
  ["=?UTF-8?Q?Citt=C3=A0=2C?= di <c@alfa.example>", ["Città, di|c@alfa.example"]],
  ['"=?UTF-8?Q?Citt=C3=A0?=" <c@alfa.example>', ["Città|c@alfa.example"]],
  ["Citt\xc3\xa0 <citt\xc3\xa0@per\xc3\xb9.example>", ["Città|città@perù.example"]],
  ["Città <città@perù.example>", ["Città|città@perù.example"]],
  ["x@XN--PER-QVA.example", ["|x@XN--PER-QVA.example"]],
  ["undisclosed-recipients:;", []],
  ["A Group:Ed <e@alfa.example>,j@beta.example;, k@beta.example", [
    "Ed|e@alfa.example",
    "|j@beta.example",
    "|k@beta.example",
  ]],
  ["One: a@alfa.example; Two: b@alfa.example", ["|a@alfa.example", "|b@alfa.example"]],
  ["a@alfa.example; b@beta.example", ["|a@alfa.example", "|b@beta.example"]],
  ["<@one.example,@two.example:anna@alfa.example>", ["|anna@alfa.example"]],
  ['"a b"@alfa.example, "c"@alfa.example', ['|"a b"@alfa.example', '|"c"@alfa.example']],
  ["anna@[192.0.2.1]", ["|anna@[192.0.2.1]"]],
  ['"Per conto di: anna@alfa.example" <posta-certificata@alfa.example>', [
    "Per conto di: anna@alfa.example|posta-certificata@alfa.example",
  ]],
  ["anna@alfa.example <anna@alfa.example>", ["anna@alfa.example|anna@alfa.example"]],
  // Not a mailbox.
  ["anna", [], ["anna"]],
  ["<>", [], ["<>"]],
  ["a@b@alfa.example", [], ["a@b@alfa.example"]],
  ["anna rossi@alfa.example", [], ["anna rossi@alfa.example"]],
  ["a@alfa.example b@beta.example", [], ["a@alfa.example b@beta.example"]],
  ["A <a@alfa.example> <b@beta.example>", [], ["A <a@alfa.example> <b@beta.example>"]],
  ["A <a@alfa.example> b", [], ["A <a@alfa.example> b"]],
  ["A <a@alfa.example", [], ["A <a@alfa.example"]],
  ["A <a@alfa.example, b@beta.example>", [], ["A <a@alfa.example, b@beta.example>"]],
  ["a@alfa.example>, b@beta.example", ["|b@beta.example"], ["a@alfa.example>"]],
  ['ok@alfa.example, "open <a@alfa.example>', ["|ok@alfa.example"], ['"open <a@alfa.example>']],
  ["ok@alfa.example, (open a@alfa.example", ["|ok@alfa.example"], ["(open a@alfa.example"]],
  ["a)b@alfa.example", [], ["a)b@alfa.example"]],
  ["G: H: a@alfa.example;", [], ["H: a@alfa.example"]],
];

for (const [list, mailboxes, invalid = []] of LISTS) {
  Deno.test(`address list: ${JSON.stringify(list)}`, () => {
    const read = parseAddresses(list);
    expect(read.addresses.map(({ name, address }) => `${name}|${address}`)).toEqual(mailboxes);
    expect(read.invalid).toEqual(invalid);
  });
}

Deno.test("addresses by RFC 5321 and RFC 6531", () => {
  const label = "a".repeat(63);
  const valid = [
    "a@b",
    "a.b!#$%&'*+-/=?^_`{|}~@alfa.example",
    `${"a".repeat(64)}@alfa.example`,
    `a@${label}.${label}.${label}.example`,
    '"a@b \\" c"@alfa.example',
    '""@alfa.example',
    "a@[IPv6:2001:db8::1]",
    "a@[tag:content]",
    "a@xn--per-qva.example",
    "è@perù.example",
    `${"è".repeat(32)}@alfa.example`,
  ];
  const invalid = [
    "",
    "a",
    "@alfa.example",
    "a@",
    ".a@alfa.example",
    "a.@alfa.example",
    "a..b@alfa.example",
    "a b@alfa.example",
    "a\u00a0b@alfa.example",
    "a\u0085@alfa.example",
    "a\r\n@alfa.example",
    '"a"b@alfa.example',
    '"a"b"@alfa.example',
    '"a\\"@alfa.example',
    "a@-alfa.example",
    "a@alfa-.example",
    "a@alfa..example",
    "a@alfa.example.",
    "a@al_fa.example",
    "a@[192.0.2.256]",
    "a@[192.0.2]",
    "a@[IPv6:192.0.2.1]",
    "a@[IPv6:::1::]",
    "a@[]",
    "a@[192.0.2.1",
    "a@alfa.example>",
    "a\ud800@alfa.example",
    `${"a".repeat(65)}@alfa.example`,
    `${"è".repeat(33)}@alfa.example`,
    `a@${label}a.example`,
    `a@${`${label}.`.repeat(4)}example`,
  ];
  expect(valid.filter((address) => !isMailbox(address))).toEqual([]);
  expect(invalid.filter(isMailbox)).toEqual([]);
});

Deno.test("a mailbox is written so that it is read again", () => {
  const names = [
    "",
    "Anna",
    "Anna Rossi",
    "Rossi, Anna",
    'Anna "la prima" \\ <x>',
    "J. Q.",
    "Per conto di: anna@alfa.example",
    "Città, perché no? (sì)",
    "=?UTF-8?Q?no_word?=",
    "è".repeat(100),
  ];
  for (const name of names) {
    const mailbox = { name, address: "anna@alfa.example" };
    const written = formatMailbox(mailbox);
    expect(written).toMatch(/^[ -~]+$/);
    expect(parseAddresses(written)).toEqual({ addresses: [mailbox], invalid: [] });
  }
  expect(formatMailbox({ name: "Anna R", address: "a@b" })).toBe("Anna R <a@b>");
  expect(formatMailbox({ name: "R, A", address: "a@b" })).toBe('"R, A" <a@b>');
});

Deno.test("a mailbox cannot smuggle in a field", () => {
  const name = "x\r\nBcc: bruno@beta.example";
  expect(formatMailbox({ name, address: "a@b" })).toBe('"x Bcc: bruno@beta.example" <a@b>');
  expect(() => formatMailbox({ name: "", address: "a@b\r\nBcc: c@d" })).toThrow(
    "Cannot format mailbox",
  );
});

Deno.test("lists have an end", () => {
  const limitOf = (list: string) => {
    try {
      parseAddresses(list);
    } catch (error) {
      return error instanceof MimeFault ? error.limit : error;
    }
    return "none";
  };
  expect(limitOf("a@b,".repeat(10_000))).toBe("none");
  expect(limitOf("a@b,".repeat(10_001))).toBe("addresses");
  expect(limitOf("x,".repeat(10_001))).toBe("addresses");
  expect(limitOf("x".repeat(2 ** 20 + 1))).toBe("addressBytes");
});

Deno.test("hostile lists of 256 KB are read in one pass", () => {
  const size = 2 ** 18;
  for (
    const unit of ["(", '"', "<", "\\", "()", "a:", "()()::", ",;", "=?", "[", " ", "a ", "@<"]
  ) {
    const list = unit.repeat(size / unit.length);
    const { addresses } = parseAddresses(list);
    expect(addresses).toEqual([]);
  }
  const colons = "()".repeat(size / 4) + ":".repeat(size / 2);
  expect(parseAddresses(colons).invalid.length).toBe(1);
});
