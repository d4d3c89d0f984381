import { expect } from "expect";
import fc from "fast-check";
import { dkimVerify } from "mailauth/lib/dkim/verify";
import { Buffer } from "node:buffer";
import {
  type DkimKey,
  dkimRecordLine,
  dkimRecordText,
  newDkimKey,
  openDkimKey,
} from "../../../adapters/documents/dkim/key.ts";
import { dkimSignature } from "../../../adapters/documents/dkim/signature.ts";
import { octetsOf } from "../../../adapters/documents/mime/octets.ts";
import { crlf, scan } from "../mime/support.ts";
import { toPem } from "../../../adapters/documents/smime/pem.ts";

const AT = Date.UTC(2026, 10, 21, 9, 30, 0, 400);

const MESSAGE = crlf(
  "Received: from anna.alfa.example by mail.alfa.example; Sat, 21 Nov 2026 10:30:00 +0100",
  "To: bruno@ordinaria.example,",
  "\tcarla@ordinaria.example",
  "Cc: dario@ordinaria.example",
  "Reply-To: anna@alfa.example",
  "Date: Sat, 21 Nov 2026 10:30:00 +0100",
  "Subject: POSTA CERTIFICATA:  un   oggetto ",
  'From: "Per conto di: anna@alfa.example" <posta-certificata@alfa.example>',
  "Message-ID: <opec.1@alfa.example>",
  "MIME-Version: 1.0",
  'Content-Type: multipart/signed; protocol="application/pkcs7-signature";',
  ' micalg=sha-256; boundary="b"',
  "",
  "--b",
  "",
  "Testo  con spazi \t in fondo   ",
  "\xe8 otto bit",
  "--b--",
  "",
  "",
  "",
);

const rsa = await openDkimKey(await newDkimKey());
const ed25519 = await openDkimKey(await newEd25519Key());

async function newEd25519Key(): Promise<string> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ]) as CryptoKeyPair;
  return toPem(
    "PRIVATE KEY",
    new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)),
  );
}

/** The message with its signature in front; its body comes in pieces. */
async function signed(message: string, key: DkimKey, size = 17): Promise<string> {
  const { header, bodyStart, end } = scan(message);
  async function* body() {
    for (let at = bodyStart; at < end; at += size) {
      yield octetsOf(message.slice(at, Math.min(at + size, end)));
    }
  }
  const signer = { domain: "alfa.example", selector: "pec2026", key };
  return await dkimSignature(signer, { header, body: body(), at: AT }) + message;
}

/** What an independent verifier says. */
async function verdict(message: string, key: DkimKey): Promise<string> {
  const { results } = await dkimVerify(Buffer.from(octetsOf(message)), {
    resolver: (name: string, type: string) => {
      expect([name, type]).toEqual(["pec2026._domainkey.alfa.example", "TXT"]);
      return Promise.resolve([[dkimRecordText(key)]]);
    },
    curTime: new Date(AT),
  });
  expect(results.length).toBe(1);
  return results[0]!.status.result;
}

for (const [name, key] of Object.entries({ rsa, ed25519 })) {
  Deno.test(`dkim: an independent verifier accepts ${name}`, async () => {
    const message = await signed(MESSAGE, key);
    expect(await verdict(message, key)).toBe("pass");
    expect(await signed(MESSAGE, key, 1)).toBe(message);
  });

  Deno.test(`dkim: ${name} notices what matters`, async () => {
    const message = await signed(MESSAGE, key);
    for (
      const [from, to] of [
        ["Testo", "Teste"],
        ["un   oggetto", "altro"],
        ["<opec.1@", "<opec.2@"],
        ["bruno@", "bruna@"],
        ["t=1795253400;", "t=1795253401;"],
        ["From: ", "From: altri@alfa.example\r\nFrom: "],
        ["To: ", "From: altri@alfa.example\r\nTo: "],
      ] as const
    ) {
      const changed = message.replace(from, to);
      expect(changed).not.toBe(message);
      expect(await verdict(changed, key)).not.toBe("pass");
    }
  });

  Deno.test(`dkim: ${name} bears what servers on the way do`, async () => {
    const message = await signed(MESSAGE, key);
    const changed = `Received: from elsewhere\r\n${
      message.replace("un   oggetto ", "un\r\n oggetto").replace("MIME-Version:", "Mime-Version :")
        .replace("  con spazi \t in fondo   ", " con spazi in fondo").replace(
          /(\r\n)+$/,
          "\r\n\r\n",
        )
    }`;
    expect(await verdict(changed, key)).toBe("pass");
  });
}

Deno.test("dkim: the field in front", async () => {
  const [field = ""] = (await signed(MESSAGE, rsa)).split(/(?<=\r\n)(?! )/);
  const signature = /b=([A-Za-z0-9+/=\r\n ]+)\r\n$/.exec(field)?.[1] ?? "";
  expect(Buffer.from(signature, "base64").length).toBe(256);
  expect(field.replace(/bh=[^;]+/, "bh=…").replace(signature, "…")).toBe(crlf(
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;",
    " d=alfa.example; s=pec2026;",
    " t=1795253400;",
    " h=from:to:cc:subject:date:message-id:mime-version:content-type:reply-to:",
    " from;",
    " bh=…;",
    " b=…",
    "",
  ));
  expect(Math.max(...field.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(78);
});

Deno.test("dkim: fields that stand twice are all signed, the last one first", async () => {
  const message = await signed(MESSAGE.replace("Cc: ", "Cc: zeno@ordinaria.example\r\nCc: "), rsa);
  expect(message).toContain("h=from:to:cc:cc:subject:");
  expect(await verdict(message, rsa)).toBe("pass");
  const changed = message.replace("zeno@", "zena@");
  expect(await verdict(changed, rsa)).not.toBe("pass");
});

Deno.test("dkim: no body, a body of empty lines, a body without a line end", async () => {
  const header = MESSAGE.slice(0, MESSAGE.indexOf("\r\n\r\n") + 4);
  for (const body of ["", "\r\n\r\n", " \t\r\n", "x", "x\r\n", "\r\n\r\nx", "x ", "x\r\n \r\n"]) {
    expect([body, await verdict(await signed(header + body, rsa), rsa)]).toEqual([body, "pass"]);
  }
});

Deno.test("dkim: a message without From is not signed", async () => {
  await expect(signed(MESSAGE.replace("From:", "Form:"), rsa)).rejects.toThrow("has no From");
});

Deno.test("dkim: whatever the content, the independent verifier agrees", async () => {
  const bit = fc.constantFrom("a", " ", "\t", "\r\n", "\xe8", "parola", "\r\n\r\n", ".", "=");
  const value = fc.array(fc.constantFrom("a", " ", "\t", "\r\n ", ":", ";", "b="), {
    maxLength: 9,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(bit, { maxLength: 60 }),
      value,
      fc.integer({ min: 1, max: 40 }),
      async (body, subject, size) => {
        const message = crlf(
          "From: posta-certificata@alfa.example",
          `Subject: x${subject.join("")}x`,
          "",
          body.join(""),
        );
        expect(await verdict(await signed(message, ed25519, size), ed25519)).toBe("pass");
      },
    ),
    { seed: 6376, numRuns: 100 },
  );
});

Deno.test("dkim: the record for the operator", () => {
  const line = dkimRecordLine("pec2026", "alfa.example", rsa);
  const strings = [...line.matchAll(/"([^"]*)"/g)].map(([, string = ""]) => string);
  expect(line).toMatch(/^pec2026\._domainkey\.alfa\.example\. IN TXT \( "v=DKIM1; k=rsa; p=MII/);
  expect(strings.length).toBe(2);
  expect(Math.max(...strings.map((string) => string.length))).toBe(255);
  expect(strings.join("")).toBe(dkimRecordText(rsa));
});
