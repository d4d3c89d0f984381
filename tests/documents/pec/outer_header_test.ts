import { expect } from "expect";
import { octetsOf } from "../../../adapters/documents/mime/octets.ts";
import { scanBytes } from "../../../adapters/documents/mime/scanner.ts";
import type { Daticert } from "../../../adapters/documents/pec/daticert_reader.ts";
import { outerHeaderFault } from "../../../adapters/documents/pec/outer_header.ts";

const daticert: Daticert = {
  tipo: "posta-certificata",
  errore: "nessuno",
  certified: {
    pecId: "01A@alfa.example",
    sender: "anna@alfa.example",
    recipients: [{ address: "bruno@beta.example", kind: "certificato" }],
    replyTo: "studio@alfa.example",
    subject: "Perché no: 50 %",
  },
  issuer: "Alfa",
  at: 0,
  ricezione: [],
};
const header = {
  Subject: "POSTA CERTIFICATA: =?UTF-8?Q?Perch=C3=A9_no=3A_50_=25?=",
  From: '"Per conto di: Anna@alfa.example" <posta-certificata@alfa.example>',
  "Reply-To": "studio@alfa.example",
};

function fault(change: Partial<typeof header>, facts: Partial<Daticert> = {}): string | null {
  const fields = Object.entries({ ...header, ...change }).map(([name, value]) =>
    `${name}: ${value}`
  );
  const root = scanBytes(octetsOf(`${fields.join("\r\n")}\r\n\r\n`));
  return outerHeaderFault(root, { ...daticert, ...facts });
}

Deno.test("outer header: what providers write, each in its way, agrees", () => {
  expect(fault({})).toBeNull();
  expect(fault({ Subject: "POSTA CERTIFICATA:\r\n =?iso-8859-1?Q?Perch=E9?= no:\r\n  50 %" }))
    .toBeNull();
  expect(fault({ "Reply-To": "anna@alfa.example" })).toBeNull();
});

Deno.test("outer header: another subject, sender or address for replies does not", () => {
  expect(fault({ Subject: "POSTA CERTIFICATA: URGENTE nuovo IBAN" })).toContain("Subject");
  expect(fault({ From: '"Per conto di: x@evil.example" <posta-certificata@alfa.example>' }))
    .toContain("From");
  expect(fault({ "Reply-To": "ladro@evil.example" })).toContain("Reply-To");
});

Deno.test("outer header: a receipt has its subject, and a sender of its own", () => {
  const receipt = { From: "posta-certificata@beta.example", Subject: "CONSEGNA: Perche' no 50" };
  expect(fault(receipt, { tipo: "avvenuta-consegna" })).toContain("Subject");
  expect(fault({ ...receipt, Subject: "CONSEGNA: Perché no: 50 %" }, { tipo: "avvenuta-consegna" }))
    .toBeNull();
});

Deno.test("outer header: a long subject may be shortened", () => {
  const subject = "Comunicazione ai sensi dell'articolo 7 ".repeat(10);
  const facts = { certified: { ...daticert.certified, subject } };
  expect(fault({ Subject: `POSTA CERTIFICATA: ${subject.slice(0, 120)}` }, facts)).toBeNull();
  expect(fault({ Subject: "POSTA CERTIFICATA: Comunicazione" }, facts)).toContain("Subject");
});
