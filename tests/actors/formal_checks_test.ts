import { expect } from "expect";
import { firstFault, type FormalFacts, formalFaults } from "../../actors/formal_checks.ts";

const correct: FormalFacts = {
  account: "anna@alfa.example",
  sender: "anna@alfa.example",
  recipients: ["bruno@beta.example", "carla@alfa.example"],
  from: { addresses: ["Anna@alfa.example"], invalid: [] },
  to: { addresses: ["bruno@BETA.example"], invalid: ["undisclosed"] },
  cc: { addresses: ["carla@alfa.example"], invalid: [] },
  bcc: false,
  size: 1000,
  maxTotalBytes: 2000,
};

Deno.test("formal checks: a correct message passes, case apart", () => {
  expect(firstFault(correct)).toBeNull();
});

const faults: [string, Partial<FormalFacts>, string, string][] = [
  ["no From", { from: null }, "from-missing", ""],
  [
    "two authors",
    {
      from: { addresses: ["a@alfa.example", "b@alfa.example"], invalid: [] },
    },
    "from-invalid",
    "a@alfa.example, b@alfa.example",
  ],
  ["unreadable From", { from: { addresses: [], invalid: ["anna"] } }, "from-invalid", "anna"],
  ["no To", { to: null }, "to-missing", ""],
  ["no valid To", { to: { addresses: [], invalid: ["bruno"] } }, "to-invalid", "bruno"],
  [
    "another author",
    {
      from: { addresses: ["x@alfa.example"], invalid: [] },
    },
    "sender-mismatch",
    "x@alfa.example",
  ],
  ["another login", { account: "x@alfa.example" }, "sender-mismatch", "Anna@alfa.example"],
  [
    "a hidden recipient",
    {
      recipients: ["bruno@beta.example", "eva@beta.example"],
    },
    "recipient-mismatch",
    "eva@beta.example",
  ],
  ["a Bcc field", { bcc: true }, "bcc-present", ""],
  ["too large for two", { size: 1001 }, "too-large", "2000"],
];

for (const [name, change, fault, about] of faults) {
  Deno.test(`formal checks: ${name}`, () => {
    expect(firstFault({ ...correct, ...change })).toEqual({ fault, about });
  });
}

Deno.test("formal checks: the first broken rule is named, in the order of RFC 6109 §3.1.1", () => {
  const all = { ...correct, from: null, to: null, bcc: true, size: 10_000 };
  expect(firstFault(all)?.fault).toBe("from-missing");
  expect(firstFault({ ...all, from: correct.from })?.fault).toBe("to-missing");
  expect(firstFault({ ...correct, bcc: true, size: 10_000 })?.fault).toBe("bcc-present");
});

Deno.test("formal checks: every broken rule is named, but for what follows from another", () => {
  const names = (change: Partial<FormalFacts>) =>
    formalFaults({ ...correct, ...change }).map(({ fault }) => fault);
  expect(names({})).toEqual([]);
  expect(names({ from: null, to: null, bcc: true, size: 1001 }))
    .toEqual(["from-missing", "to-missing", "bcc-present", "too-large"]);
  expect(names({ account: "x@alfa.example", recipients: ["eva@beta.example"] }))
    .toEqual(["sender-mismatch", "recipient-mismatch"]);
});
