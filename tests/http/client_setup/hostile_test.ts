/**
 * What nobody should ask, and what nobody is told.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import { readAutodiscoverRequest } from "../../../adapters/http/client_setup/autodiscover_request.ts";
import { markup } from "../../../adapters/http/client_setup/markup.ts";
import { standingOf } from "../../../adapters/http/client_setup/holder_address.ts";
import { everything, treeOf, withServer } from "./support.ts";

const PATHS = ["/mail/config-v1.1.xml?emailaddress=", "/mobileconfig?address="] as const;

Deno.test("an address of another domain gets 404 and a clear text, a malformed one 400", async () => {
  await withServer(everything, async (ask) => {
    const addresses: readonly [address: string, status: number][] = [
      ["anna@beta.example", 404],
      ["anna@sub.alfa.example", 404],
      ["anna@alfa.example.beta.example", 404],
      ["", 400],
      ["alfa.example", 400],
      ["@alfa.example", 400],
      ["a b@alfa.example", 400],
      ['"a"@alfa.example', 400],
      [`${"a".repeat(300)}@alfa.example`, 400],
      ["<script>@alfa.example", 400],
      ["anna@alfa.example\r\nSet-Cookie: a=b", 400],
      ["anna@alfa.example\0", 400],
      ["anna\u2028@alfa.example", 400],
    ];
    for (const path of PATHS) {
      for (const [address, status] of addresses) {
        const response = await ask(path + encodeURIComponent(address));
        const text = await response.text();
        expect([path, address, response.status]).toEqual([path, address, status]);
        expect(response.headers.get("content-type")).toBe("text/plain; charset=UTF-8");
        expect(response.headers.get("set-cookie")).toBe(null);
        expect(text).toContain(status === 404 ? "not served here" : "no mail address");
        if (address !== "") expect(text).not.toContain(address);
      }
    }
  });
});

Deno.test("every answer has the headers that keep it private and harmless", async () => {
  await withServer(everything, async (ask) => {
    for (const path of ["/", PATHS[0] + "a@alfa.example", PATHS[1] + "a@alfa.example", "/nosuch"]) {
      const response = await ask(path);
      await response.text();
      expect([path, Object.fromEntries(response.headers)]).toEqual([
        path,
        expect.objectContaining({
          "cache-control": "no-store",
          "content-security-policy": expect.stringMatching(
            /^default-src 'none'.*frame-ancestors 'none'/,
          ),
          "referrer-policy": "no-referrer",
          "x-content-type-options": "nosniff",
        }),
      ]);
    }
  });
});

Deno.test("only what is meant may be done", async () => {
  await withServer(everything, async (ask) => {
    const allowed: readonly [path: string, allow: string, refused: readonly string[]][] = [
      ["/", "GET, HEAD", ["POST", "PUT", "DELETE", "OPTIONS"]],
      ["/mail/config-v1.1.xml", "GET, HEAD", ["POST", "PUT"]],
      ["/.well-known/autoconfig/mail/config-v1.1.xml", "GET, HEAD", ["POST"]],
      ["/mobileconfig", "GET, HEAD", ["POST", "PATCH"]],
      ["/Autodiscover/Autodiscover.xml", "POST", ["GET", "HEAD", "PUT"]],
    ];
    for (const [path, allow, methods] of allowed) {
      for (const method of methods) {
        const response = await ask(path, { method });
        await response.text();
        expect([path, method, response.status, response.headers.get("allow")])
          .toEqual([path, method, 405, allow]);
      }
    }
    for (const path of ["/", "/mail/config-v1.1.xml", "/mobileconfig?address=a@alfa.example"]) {
      const response = await ask(path, { method: "HEAD" });
      expect([path, response.status, await response.text()]).toEqual([path, 200, ""]);
    }
    for (const path of ["//", "/mail", "/mail/", "/%2e%2e/deno.json", "/MOBILECONFIG"]) {
      const response = await ask(path);
      expect([path, response.status, await response.text()]).toEqual([path, 404, ""]);
    }
  });
});

Deno.test("autodiscover: external entities are not fetched, nested ones do not grow", () => {
  const request = (prolog: string, address: string) =>
    new TextEncoder().encode(
      `${prolog}<Autodiscover><Request><EMailAddress>${address}</EMailAddress></Request></Autodiscover>`,
    );
  const settings = { kind: "settings", address: "anna@alfa.example" };
  expect(readAutodiscoverRequest(request("", "anna@alfa.example"))).toEqual(settings);
  expect(
    readAutodiscoverRequest(
      request("\ufeff<?xml version='1.0' encoding='UTF-16'?>\n", " anna@alfa.example\n"),
    ),
  )
    .toEqual(settings);
  const hostile = [
    request('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>', "&x;@alfa.example"),
    request("<!DOCTYPE a [<!ENTITY x 'anna'>]>", "&x;@alfa.example"),
    request('<!doctype a SYSTEM "https://evil.example/a.dtd">', "anna@alfa.example"),
    request("<!DOCTYPE Autodiscover>", "anna@alfa.example"),
    request("", "&x;@alfa.example"),
    request("\0", "anna@alfa.example"),
    new TextEncoder().encode("<Autodiscover>".repeat(1_000)),
    Uint8Array.of(0xff, 0xfe, 0x3c, 0),
  ];
  for (const body of hostile) {
    expect(readAutodiscoverRequest(body)).toEqual({ kind: "malformed" });
  }
});

Deno.test("autodiscover: any bytes are a request or malformed (fuzz)", () => {
  const piece = fc.constantFrom(
    "<Autodiscover>",
    "</Autodiscover>",
    "<Request>",
    "</Request>",
    "<EMailAddress>",
    "</EMailAddress>",
    "<AcceptableResponseSchema/>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&#0;",
    "&amp;",
    "<?xml?>",
    "a@alfa.example",
  );
  const text = fc.array(fc.oneof(piece, fc.string({ unit: "binary", maxLength: 5 })), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(text, (pieces) => {
      const { kind } = readAutodiscoverRequest(new TextEncoder().encode(pieces.join("")));
      expect(["settings", "other-schema", "malformed"]).toContain(kind);
    }),
    { numRuns: 500, seed: 6186 },
  );
});

Deno.test("markup: whatever text is put in comes out of a parser again", () => {
  const character = fc.string({ unit: "binary", maxLength: 20 });
  fc.assert(
    fc.property(character, (text) => {
      const [, content] = treeOf(markup`<a title="${text}">${text}</a>`.text);
      const legible = text.replace(
        /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
        "\ufffd",
      );
      expect(content).toBe(legible);
    }),
    { numRuns: 500, seed: 6186 },
  );
});

Deno.test("an address stands where its domain stands, whatever its case", () => {
  const domains = ["alfa.example"];
  expect(standingOf("Anna@ALFA.example", domains)).toBe("served");
  expect(standingOf("anna@beta.example", domains)).toBe("foreign");
  expect(standingOf("anna@@alfa.example", domains)).toBe("malformed");
});
