/**
 * Files that partners have verified.
 *
 * @module
 */
import { expect } from "expect";
import { withApi } from "../support/application.ts";
import { deliver } from "../messages/support.ts";

const octets = { "content-type": "application/octet-stream" };

Deno.test("what the API hands out, it verifies; what was altered, it does not", () =>
  withApi(async ({ ask, world }) => {
    const { id } = await deliver({ ask, world }, "a");
    const { bytes: bundle } = await ask("GET", `/v1/messages/${id}/evidence`);
    const { json: { data: [receipt] } } = await ask("GET", `/v1/messages/${id}/receipts`);
    const { bytes: mail } = await ask("GET", receipt.links.raw);
    const verify = async (
      body: Uint8Array<ArrayBuffer>,
      headers: Record<string, string> = octets,
    ) => (await ask("POST", "/v1/verifications?name=f", { body, headers })).json;

    const ofBundle = await verify(bundle);
    expect(ofBundle.kind).toBe("bundle");
    expect(ofBundle.verdict).not.toBe("fails");
    expect(ofBundle.claims.filter(({ verdict }: never) => verdict === "holds").length)
      .toBeGreaterThan(5);
    const ofMail = await verify(mail, { "content-type": "message/rfc822" });
    expect(ofMail.kind).toBe("message");
    expect(ofMail.claims).toContainEqual(expect.objectContaining({
      claim: "daticert",
      text: "The certification data agree with the document",
      subject: "f",
      verdict: "holds",
      at: receipt.issued_at,
    }));

    const altered = mail.slice();
    const at = new TextDecoder("latin1").decode(mail).indexOf("text/plain");
    expect(at).toBeGreaterThan(0);
    altered[at] = altered[at]! ^ 1;
    const ofAltered = await verify(altered);
    expect(ofAltered.verdict).toBe("fails");
    expect(ofAltered.claims[0].verdict).toBe("fails");
    const italian = await verify(altered, { ...octets, "accept-language": "it" });
    expect(italian.claims.map(({ text }: { readonly text: string }) => text)).toContain(
      "La firma era valida al momento della firma",
    );
    expect([...Deno.readDirSync(world.scratchFolder)]).toEqual([]);
  }));

Deno.test("whatever it is, a file gets a report; one that is too large gets a problem", () =>
  withApi(async ({ ask, world }) => {
    const verify = (body: BodyInit) => ask("POST", "/v1/verifications", { body, headers: octets });
    const files = [
      "x",
      "PK\x03\x04",
      "From: a@b\r\nMime-Version: 1.0\r\n\r\n",
      "[]",
      "\x30\x80\x00",
    ];
    for (const file of files) {
      const { status, json } = await verify(file);
      expect([file, status]).toEqual([file, 200]);
      expect(json.verdict).not.toBe("holds");
      expect(json.omitted).toBe(0);
    }
    let sent = 0;
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        sent += 1024 * 1024;
        controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    expect((await verify(endless)).status).toBe(413);
    expect(sent).toBeLessThan(70 * 1024 * 1024);
    expect((await ask("POST", "/v1/verifications", { headers: octets })).status).toBe(422);
    const typed = { body: "{}", headers: { "content-type": "application/json" } };
    expect((await ask("POST", "/v1/verifications", typed)).status).toBe(415);
    expect([...Deno.readDirSync(world.scratchFolder)]).toEqual([]);
    const events = await world.storage.events.readAll(0, 500);
    expect(events.filter(({ event }) => event.type === "call.made")).toEqual([]);
  }));
