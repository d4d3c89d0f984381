import { expect } from "expect";
import { Buffer } from "node:buffer";
import { scanBytes } from "../../../adapters/documents/mime/scanner.ts";
import { requestedReceipt } from "../../../adapters/documents/pec/receipt_type.ts";
import { deliveryReceiptFor, toOrCc } from "../../../adapters/documents/pec/to_or_cc.ts";

const message = (...lines: string[]) => scanBytes(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`));

const both = message(
  'To: "Bruno, capo" <Bruno@Beta.example>,',
  " Gruppo: carla@gamma.example;",
  "cc: dario@beta.example, bruno@beta.example",
  "Cc: elena@beta.example",
);

Deno.test("To is primary, Cc is a copy, whoever stands in both or in neither is primary", () => {
  expect(toOrCc("bruno@beta.example", both)).toBe("to");
  expect(toOrCc("carla@gamma.example", both)).toBe("to");
  expect(toOrCc("DARIO@beta.example", both)).toBe("cc");
  expect(toOrCc("elena@beta.example", both)).toBe("cc");
  expect(toOrCc("fabio@beta.example", both)).toBe("to");
});

Deno.test("an address in UTF-8 is recognised (RFC 6532)", () => {
  const international = message("To: carla@beta.example", "Cc: Perché <perché@beta.example>");
  expect(toOrCc("perché@beta.example", international)).toBe("cc");
});

Deno.test("a list that is too long to be read leaves a doubt", () => {
  const endless = message(`To: ${"a@b.example,\r\n ".repeat(10_001)}`, "Cc: dario@beta.example");
  expect(toOrCc("dario@beta.example", endless)).toBe("to");
});

Deno.test("copies never get more than the concise receipt", () => {
  const types = ["completa", "breve", "sintetica"] as const;
  expect(types.map((type) => deliveryReceiptFor(type, "bruno@beta.example", both))).toEqual([
    ...types,
  ]);
  expect(types.map((type) => deliveryReceiptFor(type, "dario@beta.example", both)))
    .toEqual(["sintetica", "sintetica", "sintetica"]);
});

Deno.test("X-TipoRicevuta without case; absent or unknown is completa", () => {
  const requested = (...lines: string[]) => requestedReceipt(message(...lines).header);
  expect(requested("X-TIPORICEVUTA:  Breve ")).toBe("breve");
  expect(requested("X-TipoRicevuta: sintetica")).toBe("sintetica");
  expect(requested("X-TipoRicevuta: completa")).toBe("completa");
  expect(requested("X-TipoRicevuta: tutta")).toBe("completa");
  expect(requested("Subject: breve")).toBe("completa");
});
