/**
 * Ordinary mail from and to a Postfix.
 *
 * @module
 */
import { expect } from "expect";
import { dkimVerify } from "mailauth/lib/dkim/verify";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { systemClock } from "../../adapters/clock.ts";
import type { Configuration } from "../../adapters/config/configuration.ts";
import { setOrdinaryMail } from "../../adapters/console/accounts.ts";
import { dkimRecordText, newDkimKey, openDkimKey } from "../../adapters/documents/dkim/key.ts";
import { opensslAvailable, Workshop } from "../documents/smime/openssl.ts";
import { lines, mailTo } from "../flows/mail.ts";
import { Providers, type TestProvider } from "../flows/providers.ts";
import { SmtpClient } from "../flows/smtp_client.ts";
import { DOMAIN, MARIO, postfixAvailable, PostfixPeer } from "./postfix_peer.ts";

const ANNA = "anna@alfa.example";
const CARLA = "carla@alfa.example";
const SELECTOR = "pec2026";

/** What mario's program hands to his Postfix. */
async function post(postfix: PostfixPeer, recipient: string): Promise<void> {
  await using client = await SmtpClient.clear({ port: postfix.port, authority: "" });
  const content = lines(
    `From: Mario <${MARIO}>`,
    `To: ${recipient}`,
    "Subject: Posta ordinaria",
    "",
    "Buongiorno.",
  );
  expect(await client.send(MARIO, [recipient], content)).toMatchObject({ code: 250 });
}

/** Resolves once a mailbox holds something. */
async function arrivedIn({ storage }: TestProvider, address: string): Promise<Buffer> {
  for await (const _event of storage.events.follow(0, AbortSignal.timeout(30_000))) {
    await storage.projected();
    const [entry] = await storage.queries.mailboxEntries(address);
    if (!entry) continue;
    expect(entry.kind).toBe("errore");
    return Buffer.concat(await Array.fromAsync(storage.blobs.read(entry.content)));
  }
  throw new Error(`Cannot wait longer: nothing came for ${address}`);
}

/** Verifies a document with openssl. */
async function verified(document: string | Uint8Array, authority: string): Promise<void> {
  const bytes = typeof document === "string" ? Buffer.from(document, "latin1") : document;
  await using shop = await Workshop.open({ "ca.pem": authority, "document.eml": bytes });
  expect(await shop.openssl("cms -verify -in document.eml -CAfile ca.pem -purpose any -out signed"))
    .toMatchObject({ success: true });
}

Deno.test({
  name: "postfix: ordinary mail from it and to it (needs postfix, openssl and root)",
  ignore: !postfixAvailable || !opensslAvailable,
  async fn(t) {
    await using postfix = await PostfixPeer.start(systemClock.now());
    const pem = await newDkimKey();
    const change = (configuration: Configuration): Configuration => {
      const { provider, reception, relay, storage } = configuration;
      if (provider.domain !== "alfa.example") return configuration;
      postfix.route(provider.domain, reception.port);
      const key = join(storage.folder, "..", "dkim.key");
      Deno.writeTextFileSync(key, pem, { mode: 0o600 });
      const here = { host: "127.0.0.1", port: postfix.port };
      return {
        ...configuration,
        dkim: { selector: SELECTOR, key },
        relay: { ...relay, routes: new Map([...relay.routes, [DOMAIN, here]]) },
      };
    };
    await using providers = await Providers.start({ change });
    const { alfa, authority } = providers;

    await t.step("what a mailbox takes comes in an anomaly envelope", async () => {
      await setOrdinaryMail(alfa.serving.runtime, ANNA, "accept", undefined);
      await post(postfix, ANNA);
      const envelope = await arrivedIn(alfa, ANNA);
      const text = envelope.toString("latin1");
      expect(text).toMatch(/^Subject: ANOMALIA MESSAGGIO: Posta ordinaria\r$/m);
      expect(text).toMatch(/^Received: from client\.example .*\(Postfix\)/ms);
      await verified(envelope, authority);
    });
    await t.step("what a mailbox refuses is Postfix's to tell", async () => {
      await post(postfix, CARLA);
      const [bounce] = await postfix.mailbox(1);
      expect(bounce).toContain("Diagnostic-Code: smtp; 550 5.7.1");
      expect(bounce).toContain(CARLA);
    });
    await t.step("what leaves comes over TLS, both signatures whole", async () => {
      await alfa.accept({ account: ANNA, recipients: [MARIO], content: mailTo(MARIO) });
      const mails = await postfix.mailbox(2);
      const envelope = mails.find((mail) => mail.includes("\r\nX-Trasporto: posta-certificata"))!;
      expect(envelope).toMatch(/^Received: from mail\.alfa\.example .*\(using TLSv1\.[23]/ms);
      await verified(envelope, authority);
      const record = dkimRecordText(await openDkimKey(pem));
      const { results } = await dkimVerify(Buffer.from(envelope, "latin1"), {
        curTime: new Date(providers.clock.now()),
        resolver: (name) => {
          expect(name).toBe(`${SELECTOR}._domainkey.alfa.example`);
          return Promise.resolve([[record]]);
        },
      });
      expect(results.map(({ status }) => status.result)).toEqual(["pass"]);
    });
    await providers.settled();
  },
});
