import { expect } from "expect";
import { answerTo, commandOf, loggedIn } from "./readings.ts";

const plain = {
  name: "LIST",
  reference: "",
  patterns: ["*"],
  selection: [],
  returns: [],
  status: null,
  extended: false,
};

Deno.test("LIST as RFC 3501 has it", () => {
  expect(commandOf('LIST "" *')).toEqual(plain);
  expect(commandOf('LIST "" ""')).toEqual({ ...plain, patterns: [""] });
  expect(commandOf('LIST Archivio/ "%/2020 x"'))
    .toEqual({ ...plain, reference: "Archivio/", patterns: ["%/2020 x"] });
  expect(commandOf('LIST "" Novit&AOA-*')).toEqual({ ...plain, patterns: ["Novità*"] });
  expect(commandOf('LIST "" {3}\r\n%]x')).toEqual({ ...plain, patterns: ["%]x"] });
  expect(commandOf('LSUB "" %')).toEqual({ name: "LSUB", reference: "", pattern: "%" });
  expect(answerTo('LIST ""')).toBe("BAD Cannot read LIST: expected a space");
  expect(answerTo("LIST * *")).toBe("BAD Cannot read LIST: expected a mailbox name");
});

Deno.test("RFC 5258: selection options, several patterns, return options", () => {
  expect(commandOf('LIST (subscribed RecursiveMatch REMOTE SPECIAL-USE) "" *')).toEqual({
    ...plain,
    selection: ["SUBSCRIBED", "RECURSIVEMATCH", "REMOTE", "SPECIAL-USE"],
    extended: true,
  });
  expect(commandOf('LIST () "" *')).toEqual({ ...plain, extended: true });
  expect(commandOf('LIST "" (INBOX "Bozze" x%)'))
    .toEqual({ ...plain, patterns: ["INBOX", "Bozze", "x%"], extended: true });
  expect(commandOf('LIST "" * return (CHILDREN SUBSCRIBED SPECIAL-USE)')).toEqual({
    ...plain,
    returns: ["CHILDREN", "SUBSCRIBED", "SPECIAL-USE"],
    extended: true,
  });
  expect(commandOf('LIST "" * RETURN ()')).toEqual({ ...plain, extended: true });
});

Deno.test("RFC 5819: STATUS among the return options", () => {
  expect(commandOf('LIST "" % RETURN (STATUS (MESSAGES UNSEEN) CHILDREN)')).toEqual({
    ...plain,
    patterns: ["%"],
    returns: ["CHILDREN"],
    status: ["MESSAGES", "UNSEEN"],
    extended: true,
  });
  expect(answerTo('LIST "" % RETURN (STATUS)')).toBe("BAD Cannot read LIST: expected a space");
});

Deno.test("RFC 5258 §3: options that are not known, or not together", () => {
  expect(answerTo('LIST (X) "" *')).toBe("BAD Cannot read LIST: there is no such selection option");
  expect(answerTo('LIST "" * RETURN (X)'))
    .toBe("BAD Cannot read LIST: there is no such return option");
  const alone = "BAD Cannot read LIST: RECURSIVEMATCH needs SUBSCRIBED";
  expect(answerTo('LIST (RECURSIVEMATCH) "" *')).toBe(alone);
  expect(answerTo('LIST (RECURSIVEMATCH REMOTE) "" *')).toBe(alone);
  expect(answerTo('LIST "" ()')).toBe("BAD Cannot read LIST: expected a pattern");
});

Deno.test("patterns are counted", () => {
  const limits = { list: 3 };
  expect(commandOf('LIST "" (a b c)', loggedIn(limits))).toBeTruthy();
  expect(answerTo('LIST "" (a b c d)', limits))
    .toBe("NO [LIMIT] Cannot read LIST: too many patterns");
});
