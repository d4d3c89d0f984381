import { expect } from "expect";
import { answerTo, commandOf, loggedIn } from "./readings.ts";

Deno.test("a folder's name as atom, quoted string and literal", () => {
  for (const name of ["Bozze", '"Bozze"', "{5}\r\nBozze", "{5+}\r\nBozze"]) {
    expect(commandOf(`CREATE ${name}`)).toEqual({ name: "CREATE", mailbox: "Bozze" });
  }
  for (const name of ["DELETE", "SUBSCRIBE", "UNSUBSCRIBE", "GETQUOTAROOT"]) {
    expect(commandOf(`${name} x]y`)).toEqual({ name, mailbox: "x]y" });
    expect(answerTo(name)).toBe(`BAD Cannot read ${name}: expected a space`);
    expect(answerTo(`${name} x y`)).toBe(`BAD Cannot read ${name}: too many arguments`);
  }
  expect(commandOf("RENAME a b")).toEqual({ name: "RENAME", from: "a", to: "b" });
});

Deno.test("INBOX is INBOX in any case; other names keep theirs", () => {
  expect(commandOf("RENAME inBox InBox/a")).toEqual({
    name: "RENAME",
    from: "INBOX",
    to: "InBox/a",
  });
});

Deno.test("names in modified UTF-7 and in UTF-8", () => {
  const utf8 = loggedIn();
  utf8.utf8 = true;
  expect(commandOf("CREATE Novit&AOA-")).toMatchObject({ mailbox: "Novità" });
  expect(commandOf("CREATE Novit&AOA-", utf8)).toMatchObject({ mailbox: "Novit&AOA-" });
  expect(commandOf("CREATE Novit\xc3\xa0")).toMatchObject({ mailbox: "Novità" });
  expect(commandOf('CREATE "Novit\xc3\xa0"', utf8)).toMatchObject({ mailbox: "Novità" });
  expect(answerTo("CREATE R&D"))
    .toBe("BAD Cannot read CREATE: a mailbox name is not modified UTF-7");
  expect(answerTo("CREATE Novit\xe0"))
    .toBe("BAD Cannot read CREATE: a mailbox name is not modified UTF-7");
});

Deno.test("RFC 6855 §3: names have no control characters, however they are written", () => {
  for (const name of ['"a\tb"', "{4}\r\na\r\nb", "&AAo-", '"\xc2\x85"', "&ICg-", '"\x7f"']) {
    expect([name, answerTo(`CREATE ${name}`)])
      .toEqual([name, "BAD Cannot read CREATE: a mailbox name has a control character"]);
  }
});

Deno.test("STATUS: items, one at least", () => {
  const items =
    "APPENDLIMIT DELETED DELETED-STORAGE HIGHESTMODSEQ MAILBOXID MESSAGES RECENT SIZE UIDNEXT " +
    "UIDVALIDITY UNSEEN";
  expect(commandOf(`STATUS INBOX (${items.toLowerCase()})`))
    .toEqual({ name: "STATUS", mailbox: "INBOX", items: items.split(" ") });
  expect(answerTo("STATUS INBOX ()")).toBe("BAD Cannot read STATUS: expected an item of STATUS");
  expect(answerTo("STATUS INBOX (X)")).toBe(
    "BAD Cannot read STATUS: there is no such item of STATUS",
  );
  expect(answerTo("STATUS INBOX MESSAGES"))
    .toBe("BAD Cannot read STATUS: expected an opening parenthesis");
  expect(answerTo("STATUS INBOX (MESSAGES"))
    .toBe("BAD Cannot read STATUS: expected a closing parenthesis");
});

Deno.test("quotas", () => {
  expect(commandOf('GETQUOTA ""')).toEqual({ name: "GETQUOTA", root: "" });
  expect(commandOf('SETQUOTA "" (STORAGE 512 MESSAGE 9223372036854775807)'))
    .toEqual({ name: "SETQUOTA", root: "" });
  expect(commandOf("SETQUOTA x ()")).toEqual({ name: "SETQUOTA", root: "x" });
  expect(answerTo('SETQUOTA "" (STORAGE)')).toBe("BAD Cannot read SETQUOTA: expected a space");
});

Deno.test("SELECT and EXAMINE with parameters", () => {
  const plain = { condstore: false, qresync: null };
  expect(commandOf("SELECT INBOX")).toEqual({ name: "SELECT", mailbox: "INBOX", ...plain });
  expect(commandOf("EXAMINE x (condstore)"))
    .toEqual({ name: "EXAMINE", mailbox: "x", ...plain, condstore: true });
  const known: [number, number][] = [[41, 41], [43, 211], [214, 541]];
  expect(commandOf("SELECT INBOX (QRESYNC (67890007 90060115194045000 41,43:211,214:541))"))
    .toMatchObject({
      qresync: { validity: 67890007, modseq: 90060115194045000, known, match: null },
    });
  expect(commandOf("SELECT x (QRESYNC (1 2 (1,3 5,9)) CONDSTORE)")).toMatchObject({
    condstore: true,
    qresync: { known: null, match: { numbers: [[1, 1], [3, 3]], uids: [[5, 5], [9, 9]] } },
  });
  expect(commandOf("SELECT x (QRESYNC (1 2 1:9 (1 5)))")).toMatchObject({
    qresync: { known: [[1, 9]], match: { numbers: [[1, 1]], uids: [[5, 5]] } },
  });
});

Deno.test("RFC 7162 §7: the sets of QRESYNC have no star and no dollar", () => {
  const only = "BAD Cannot read SELECT: this set has numbers only";
  expect(answerTo("SELECT x (QRESYNC (1 2 1:*))")).toBe(only);
  expect(answerTo("SELECT x (QRESYNC (1 2 (1:* 2)))")).toBe(only);
  expect(answerTo("SELECT x (QRESYNC (1 2 ($ 2)))")).toBe(only);
  expect(answerTo("SELECT x (QRESYNC (0 2))")).toBe("BAD Cannot read SELECT: a number is zero");
  expect(answerTo("SELECT x (QRESYNC (1))")).toBe("BAD Cannot read SELECT: expected a space");
  expect(answerTo("SELECT x (ANNOTATE)")).toBe(
    "BAD Cannot read SELECT: there is no such parameter",
  );
  expect(answerTo("SELECT x CONDSTORE")).toBe("BAD Cannot read SELECT: too many arguments");
});
