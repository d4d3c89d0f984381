/**
 * What mail programs and holders are told, over TLS as they ask it.
 *
 * @module
 */
import { expect } from "expect";
import { RESPONSE_SCHEMA } from "../../../adapters/http/client_setup/autodiscover_request.ts";
import { all, type Ask, everything, fields, type Tree, treeOf, withServer } from "./support.ts";

const ANNA = "Anna.Bianchi@pec.alfa.example";

/** The request of Outlook for an address. */
function poxRequest(address: string, schema: string = RESPONSE_SCHEMA): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
  <Request>
    <EMailAddress>${address}</EMailAddress>
    <AcceptableResponseSchema>${schema}</AcceptableResponseSchema>
  </Request>
</Autodiscover>`;
}

async function discover(ask: Ask, body: string, path = "/autodiscover/autodiscover.xml") {
  const response = await ask(path, {
    method: "POST",
    body,
    headers: { "content-type": "text/xml" },
  });
  expect(response.headers.get("content-type")).toBe("text/xml; charset=utf-8");
  return { status: response.status, tree: treeOf(await response.text()) };
}

Deno.test("autoconfig: every server with its port and security, at both paths", async () => {
  await withServer(everything, async (ask) => {
    const texts = [];
    for (
      const path of [
        "/mail/config-v1.1.xml?emailaddress=anna%40alfa.example",
        `/mail/config-v1.1.xml?emailaddress=${ANNA}`,
        "/.well-known/autoconfig/mail/config-v1.1.xml",
      ]
    ) {
      const response = await ask(path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get("content-type")).toBe("text/xml; charset=utf-8");
      texts.push(await response.text());
    }
    expect(new Set(texts).size).toBe(1);
    const tree = treeOf(texts[0]!);
    expect(all(tree, "domain")).toEqual(["alfa.example", "pec.alfa.example"]);
    expect(all(tree, "displayName")).toEqual([everything.provider]);
    const servers = [...all(tree, "incomingServer"), ...all(tree, "outgoingServer")].map(fields);
    expect(servers.map(({ port, socketType }) => [port, socketType])).toEqual([
      ["993", "SSL"],
      ["143", "STARTTLS"],
      ["995", "SSL"],
      ["465", "SSL"],
      ["587", "STARTTLS"],
    ]);
    for (const server of servers) {
      expect(server).toMatchObject({
        hostname: "mail.alfa.example",
        authentication: "password-cleartext",
        username: "%EMAILADDRESS%",
      });
    }
  });
});

Deno.test("autodiscover: the best way to each service, with the address as it was given", async () => {
  await withServer(everything, async (ask) => {
    for (const path of ["/autodiscover/autodiscover.xml", "/Autodiscover/AutoDiscover.xml"]) {
      const { status, tree } = await discover(ask, poxRequest(ANNA), path);
      expect([path, status]).toEqual([path, 200]);
      expect(all(tree, "Action")).toEqual(["settings"]);
      const protocols = all(tree, "Protocol").map(fields);
      expect(protocols.map(({ Type, Port, Encryption }) => [Type, Port, Encryption])).toEqual([
        ["IMAP", "993", "SSL"],
        ["POP3", "995", "SSL"],
        ["SMTP", "465", "SSL"],
      ]);
      for (const protocol of protocols) {
        expect(protocol).toMatchObject({ Server: "mail.alfa.example", LoginName: ANNA, SSL: "on" });
      }
    }
  });
});

Deno.test("autodiscover: what is not implicit TLS is STARTTLS, what is off is left out", async () => {
  const services = { ...everything, imap: everything.imap.slice(1), pop3: [] };
  await withServer(services, async (ask) => {
    const protocols = all((await discover(ask, poxRequest(ANNA))).tree, "Protocol").map(fields);
    expect(protocols.map(({ Type, Port, Encryption }) => [Type, Port, Encryption]))
      .toEqual([["IMAP", "143", "TLS"], ["SMTP", "465", "SSL"]]);
  });
});

Deno.test("autodiscover: a fault has its code, and the time of the server", async () => {
  await withServer(everything, async (ask) => {
    const mobile =
      "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006";
    const wanted: readonly [body: string, status: number, code: string][] = [
      [poxRequest("anna@beta.example"), 404, "500"],
      [poxRequest(ANNA, mobile), 404, "601"],
      [poxRequest("anna"), 400, "600"],
      ["", 400, "600"],
      ["<Autodiscover><Request></Autodiscover>", 400, "600"],
      ["<Autodiscover><Request/></Autodiscover>", 400, "600"],
      ["<Other><Request><EMailAddress>a@alfa.example</EMailAddress></Request></Other>", 400, "600"],
    ];
    for (const [body, status, code] of wanted) {
      const answer = await discover(ask, body);
      expect([body, answer.status, all(answer.tree, "ErrorCode")]).toEqual([body, status, [code]]);
    }
    const response = await ask("/autodiscover/autodiscover.xml", { method: "POST", body: "" });
    expect(await response.text()).toContain('<Error Time="09:30:00.000" ');
  });
});

/** A property list's dict. */
function dict(entries: readonly Tree[]): Record<string, Tree> {
  const found: Record<string, Tree> = {};
  for (let index = 0; index < entries.length; index += 2) {
    found[entries[index]![1] as string] = entries[index + 1]!;
  }
  return found;
}

async function profile(ask: Ask, address: string) {
  const response = await ask(`/mobileconfig?address=${encodeURIComponent(address)}`);
  expect([address, response.status]).toEqual([address, 200]);
  expect(response.headers.get("content-type")).toBe("application/x-apple-aspen-config");
  expect(response.headers.get("content-disposition"))
    .toBe('attachment; filename="pec.mobileconfig"');
  const [plist, [[, outer]]] = treeOf(await response.text()) as [string, [[string, Tree[]]]];
  expect(plist).toBe("plist");
  const whole = dict(outer);
  const [[, inner]] = whole.PayloadContent![1] as [[string, Tree[]]];
  return { whole, mail: dict(inner) };
}

Deno.test("mobileconfig: one account for reading and sending, without a password", async () => {
  await withServer(everything, async (ask) => {
    const { whole, mail } = await profile(ask, ANNA);
    expect(mail).toMatchObject({
      EmailAccountType: ["string", "EmailTypeIMAP"],
      EmailAddress: ["string", ANNA],
      IncomingMailServerHostName: ["string", "mail.alfa.example"],
      IncomingMailServerPortNumber: ["integer", "993"],
      IncomingMailServerUseSSL: ["true", ""],
      IncomingMailServerUsername: ["string", ANNA],
      OutgoingMailServerPortNumber: ["integer", "465"],
      OutgoingMailServerUseSSL: ["true", ""],
      OutgoingPasswordSameAsIncomingPassword: ["true", ""],
      PayloadType: ["string", "com.apple.mail.managed"],
    });
    expect(whole).toMatchObject({
      PayloadType: ["string", "Configuration"],
      PayloadOrganization: ["string", everything.provider],
      PayloadVersion: ["integer", "1"],
    });
    expect(Object.keys(mail).filter((key) => /Password$/.test(key)))
      .toEqual(["OutgoingPasswordSameAsIncomingPassword"]);
  });
});

Deno.test("mobileconfig: a mailbox has its UUIDs for ever, another has others", async () => {
  await withServer(everything, async (ask) => {
    const ids = async (address: string) => {
      const { whole, mail } = await profile(ask, address);
      return [whole.PayloadUUID![1] as string, mail.PayloadUUID![1] as string];
    };
    const [outer, inner] = await ids("anna@alfa.example");
    expect(outer).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/);
    expect(await ids("Anna@Alfa.example")).toEqual([outer, inner]);
    const others = [...await ids("anna@pec.alfa.example"), ...await ids("carla@alfa.example")];
    expect(new Set([outer, inner, ...others]).size).toBe(6);
  });
});

Deno.test("mobileconfig: POP3 where there is no IMAP, and nothing where there is neither", async () => {
  await withServer({ ...everything, imap: [] }, async (ask) => {
    expect((await profile(ask, ANNA)).mail).toMatchObject({
      EmailAccountType: ["string", "EmailTypePOP"],
      IncomingMailServerPortNumber: ["integer", "995"],
    });
  });
  await withServer({ ...everything, imap: [], pop3: [] }, async (ask) => {
    const response = await ask(`/mobileconfig?address=${ANNA}`);
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringContaining("IMAP"),
    ]);
  });
});

Deno.test("the page: every parameter in both languages, as well-formed markup without scripts", async () => {
  await withServer(everything, async (ask) => {
    const response = await ask("/");
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).not.toMatch(/<script|\son\w+=|javascript:/i);
    // HTML as XML: the empty elements closed, the bare attribute with a value.
    const xhtml = text.replace("<!DOCTYPE html>", "").replaceAll(" required ", ' required="" ')
      .replace(/<(meta|input)([^>]*)>/g, "<$1$2/>");
    const tree = treeOf(xhtml);
    expect(all(tree, "h1")).toEqual([everything.provider]);
    const codes = all(tree, "code");
    for (const value of ["993", "143", "995", "465", "587"]) {
      expect([value, codes.filter((code) => code === value).length]).toEqual([value, 2]);
    }
    expect(codes.filter((code) => code === "mail.alfa.example").length).toBe(10);
    expect(codes).toContain("nome@pec.alfa.example");
    expect(text).toMatch(/<section id="it" lang="it">[^]*<section id="en" lang="en">/);
    const style = /<style>([^]*)<\/style>/.exec(text)![1]!;
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    expect(response.headers.get("content-security-policy"))
      .toContain(`style-src 'sha256-${new Uint8Array(hash).toBase64()}'`);
  });
});
