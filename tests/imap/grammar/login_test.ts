import { expect } from "expect";
import { answerTo, commandOf } from "./readings.ts";

Deno.test("commands without arguments", () => {
  const names = "CAPABILITY CHECK CLOSE EXPUNGE IDLE LOGOUT NAMESPACE NOOP STARTTLS UNSELECT";
  for (const name of names.split(" ")) {
    expect(commandOf(name.toLowerCase())).toMatchObject({ name });
    expect(answerTo(`${name} x`)).toBe(`BAD Cannot read ${name}: too many arguments`);
  }
});

Deno.test("LOGIN: user and password are UTF-8, or else Latin-1", () => {
  expect(commandOf('LOGIN anna@alfa.example "per\xc3\xb2 s\xec"'))
    .toEqual({ name: "LOGIN", user: "anna@alfa.example", password: "per\xc3\xb2 s\xec" });
  expect(commandOf('LOGIN anna "per\xc3\xb2"')).toMatchObject({ password: "però" });
  expect(commandOf("LOGIN anna x]y")).toMatchObject({ password: "x]y" });
  expect(answerTo("LOGIN anna")).toBe("BAD Cannot read LOGIN: expected a space");
  expect(answerTo("LOGIN anna x*")).toBe("BAD Cannot read LOGIN: too many arguments");
  expect(answerTo('LOGIN "anna x')).toBe("BAD Cannot read LOGIN: expected a user name");
  expect(answerTo('LOGIN "an\\na" x')).toBe("BAD Cannot read LOGIN: expected a user name");
});

Deno.test("AUTHENTICATE with and without an initial response", () => {
  const read = (line: string) => {
    const command = commandOf(`AUTHENTICATE ${line}`);
    return command.name === "AUTHENTICATE" && [command.mechanism, command.initial];
  };
  expect(read("plain")).toEqual(["PLAIN", null]);
  expect(read("PLAIN =")).toEqual(["PLAIN", ""]);
  expect(read("PLAIN AGFubmEAc2VncmV0YQ==")).toEqual(["PLAIN", "AGFubmEAc2VncmV0YQ=="]);
  for (const initial of ["==", "a===", "a b", "*", "{3+}\r\nabc", "a=b"]) {
    expect([initial, answerTo(`AUTHENTICATE PLAIN ${initial}`)])
      .toEqual([initial, "BAD Cannot read AUTHENTICATE: too many arguments"]);
  }
});

Deno.test("ID: pairs of strings, or NIL", () => {
  const read = (line: string) => {
    const command = commandOf(`ID ${line}`);
    return command.name === "ID" && Object.fromEntries(command.parameters);
  };
  expect(read("NIL")).toEqual({});
  expect(read("()")).toEqual({});
  expect(read('("name" "Th\xc3\xa8" "os" NIL "NIL" "NIL")')).toEqual({
    name: "Thè",
    os: null,
    NIL: "NIL",
  });
  expect(answerTo('ID ("name")')).toBe("BAD Cannot read ID: expected a space");
  expect(answerTo("ID (name x)")).toBe("BAD Cannot read ID: expected the name of a parameter");
  const many = Array.from({ length: 31 }, (_, index) => `"${index}" "x"`).join(" ");
  expect(answerTo(`ID (${many})`)).toBe("NO [LIMIT] Cannot read ID: too many parameters");
});

Deno.test("ENABLE and COMPRESS", () => {
  expect(commandOf("ENABLE utf8=accept CONDSTORE"))
    .toEqual({ name: "ENABLE", capabilities: ["UTF8=ACCEPT", "CONDSTORE"] });
  expect(commandOf("COMPRESS deflate")).toEqual({ name: "COMPRESS", mechanism: "DEFLATE" });
  expect(answerTo("ENABLE")).toBe("BAD Cannot read ENABLE: expected a space");
});
