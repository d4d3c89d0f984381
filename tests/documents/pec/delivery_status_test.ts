import { expect } from "expect";
import { scanBytes } from "../../../adapters/documents/mime/scanner.ts";
import { deliveryStatus } from "../../../adapters/documents/pec/delivery_status.ts";

const issuer = { name: "Alfa", domain: "alfa.example", address: "posta-certificata@alfa.example" };
const certified = {
  at: Date.UTC(2026, 10, 21, 9, 30),
  pecId: "01A@alfa.example",
  sender: "anna@alfa.example",
  recipients: [{ address: "dario@posta.example", kind: "esterno" as const }],
  replyTo: "anna@alfa.example",
  subject: "Perché",
};

Deno.test("delivery status: a report of two parts that names recipient and status", () => {
  const { bytes, subject } = deliveryStatus(issuer, certified, {
    recipient: "dario@posta.example",
    reporter: "mail.alfa.example",
    code: "5.1.1",
    detail: "no such user\r\nX-Injected: yes",
    words: "indirizzo non valido (no such user\r\nX-Injected: yes)",
  });
  const root = scanBytes(bytes);
  const text = new TextDecoder().decode(bytes);
  expect(subject).toBe("Messaggio non recapitato: Perché");
  expect(root.type).toBe("multipart/report");
  expect(root.closed).toBe(true);
  expect(root.children.map(({ type }) => type)).toEqual(["text/plain", "message/delivery-status"]);
  expect(text).toContain("\r\nFinal-Recipient: rfc822; dario@posta.example\r\nAction: failed\r\n");
  expect(text).toContain("\r\nStatus: 5.1.1\r\n");
  expect(text).not.toContain("\r\nX-Injected");
});

Deno.test("delivery status: the same facts give the same bytes", () => {
  const undelivered = {
    recipient: "dario@posta.example",
    reporter: "mail.alfa.example",
    code: "4.4.7",
    detail: "",
    words: "tempo massimo di consegna superato",
  };
  expect(deliveryStatus(issuer, certified, undelivered))
    .toEqual(deliveryStatus(issuer, certified, undelivered));
});
