/**
 * Between the providers things go wrong: copies arrive twice, hosts are down, processes start anew.
 *
 * @module
 */
import { expect } from "expect";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import type { Configuration, Endpoint } from "../../adapters/config/configuration.ts";
import { loadConfiguration } from "../../adapters/config/load.ts";
import { layOutDemo } from "../../adapters/console/demo_layout.ts";
import type { Certified } from "../../adapters/documents/pec/facts.ts";
import { takeCharge } from "../../adapters/documents/pec/take_charge.ts";
import { random } from "../../adapters/opening/random.ts";
import { HOUR, type Instant, MINUTE, SECOND } from "../../events/instant.ts";
import { TestServer } from "../smtp/client/test_server.ts";
import { mailTo } from "./mail.ts";
import { Providers, type TestProvider } from "./providers.ts";
import { signedBy } from "./signed_by.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";
const DARIO = "dario@beta.example";
const ALFA_SERVICE = "ricevute@alfa.example";
const NOTICE = "preavviso-errore-consegna";
/** Nobody listens there. */
const CLOSED_PORT = 1;

Deno.test("flow: an envelope relayed again is taken again, and nothing else happens", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await providers.settled();
  const { bytes: envelope } = await beta.document(BRUNO, pecId, "posta-certificata");
  const heads = async () =>
    await Promise.all([alfa, beta].map(({ storage }) => storage.events.head()));
  const before = await heads();

  await t.step("byte for byte", async () => {
    expect(await beta.offer(ANNA, [BRUNO], envelope)).toMatchObject({ code: 250 });
  });
  await t.step("with what another relay has put on top", async () => {
    const received = "Received: from relay.example; Sat, 21 Nov 2026 10:00:00 +0100\r\n";
    const relayed = Buffer.concat([Buffer.from(received), envelope]);
    expect(await beta.offer(ANNA, [BRUNO], relayed)).toMatchObject({ code: 250 });
  });
  await t.step("with the recipient in other case, named twice", async () => {
    const recipients = ["BRUNO@Beta.Example", BRUNO];
    expect(await beta.offer(ANNA, recipients, envelope)).toMatchObject({ code: 250 });
  });
  await t.step("its receipt, too", async () => {
    const { bytes } = await alfa.document(ANNA, pecId, "avvenuta-consegna");
    expect(await alfa.offer("", [ANNA], bytes)).toMatchObject({ code: 250 });
  });

  await providers.settled();
  expect(await heads()).toEqual(before);
  expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "avvenuta-consegna"]);
  expect(await beta.kinds(BRUNO, pecId)).toEqual(["posta-certificata"]);
  expect(await alfa.kinds(ALFA_SERVICE, pecId)).toEqual(["presa-in-carico"]);
});

Deno.test("flow: an envelope in two transactions has two prese in carico", async () => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const recipients = [BRUNO, DARIO];
  const content = mailTo(recipients.join(", "));
  const pecId = await alfa.accept({ account: ANNA, recipients, content });
  await providers.settled();
  const { bytes: envelope } = await beta.document(BRUNO, pecId, "posta-certificata");
  await beta.forget();
  for (const transaction of [[BRUNO], [BRUNO, DARIO]]) {
    expect(await beta.offer(ANNA, transaction, envelope)).toMatchObject({ code: 250 });
  }
  await providers.settled();
  const charges = await alfa.documents(ALFA_SERVICE, pecId);
  expect(charges.map(({ daticert }) => daticert.ricezione))
    .toEqual([[BRUNO, DARIO], [BRUNO], [DARIO]]);
  for (const recipient of recipients) {
    expect(await beta.kinds(recipient, pecId)).toEqual(["posta-certificata"]);
  }
});

Deno.test("flow: what a host that is down could not take is delivered once it is up", async () => {
  await using providers = await Providers.start();
  const { alfa, beta, clock } = providers;
  await beta.stop();
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await postponed(alfa, clock.now());
  clock.advance(30 * SECOND);
  await postponed(alfa, clock.now());
  expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione"]);
  await beta.start();
  clock.advance(30 * SECOND);
  await providers.settled();
  expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "avvenuta-consegna"]);
  const { daticert } = await alfa.document(ANNA, pecId, "avvenuta-consegna");
  expect(daticert.at).toBe(Math.floor(clock.now() / SECOND) * SECOND);
});

Deno.test("flow: what was owed before a restart is performed at once after it", async () => {
  await using providers = await Providers.start();
  const { alfa, beta, clock } = providers;
  await beta.stop();
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await postponed(alfa, clock.now());
  await alfa.stop();
  await beta.start();
  await alfa.start();
  await providers.settled();
  expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "avvenuta-consegna"]);
});

Deno.test("flow: what nobody has taken for 24 hours comes back, after two notices", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta, clock } = providers;
  await beta.stop();
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  const accepted = clock.now();
  await postponed(alfa, accepted);

  await t.step("12 hours: the first", async () => {
    clock.advance(12 * HOUR);
    await alfa.wakesAt(clock.now() + 30 * MINUTE);
    expect(await notices(alfa, pecId)).toEqual(["4.4.1"]);
  });
  await t.step("half an hour before the 24th: the second", async () => {
    clock.advance(11.5 * HOUR);
    await alfa.wakesAt(accepted + 24 * HOUR);
    expect(await notices(alfa, pecId)).toEqual(["4.4.1", "5.4.1"]);
  });
  await t.step("24 hours: no third, and nothing is owed any more", async () => {
    clock.advance(0.5 * HOUR);
    await alfa.wakesAt(null);
    expect(await notices(alfa, pecId)).toEqual(["4.4.1", "5.4.1"]);
    expect((await alfa.history(pecId)).at(-1)).toBe("outgoing.relay-failed");
  });
  expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", NOTICE, NOTICE]);
});

Deno.test("flow: presa in carico and no consegna: the second notice alone, and a late consegna", async () => {
  // Beta takes what alfa sends; the way back opens when the test says so.
  const routes = new Map<string, Endpoint>();
  await using providers = await Providers.start({
    change: (configuration) => {
      const { provider, relay } = configuration;
      if (provider.domain !== "beta.example") return configuration;
      for (const [domain, route] of relay.routes) routes.set(domain, route);
      return { ...configuration, relay: { ...relay, routes } };
    },
  });
  const { alfa, beta, clock } = providers;
  const wayBack = routes.get("alfa.example")!;
  routes.set("alfa.example", { ...wayBack, port: CLOSED_PORT });
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  const accepted = clock.now();
  await alfa.wakesAt(accepted + 12 * HOUR);
  const charge = takeCharge(
    beta.configuration.provider,
    certifiedBy(clock.now(), pecId),
    ALFA_SERVICE,
    [BRUNO],
  );
  const signed = await signedBy(beta, charge);
  expect(await alfa.offer("", [ALFA_SERVICE], signed)).toMatchObject({ code: 250 });
  await alfa.wakesAt(accepted + 23.5 * HOUR);

  clock.advance(23.5 * HOUR);
  await alfa.wakesAt(null);
  expect(await notices(alfa, pecId)).toEqual(["5.4.1"]);

  routes.set("alfa.example", wayBack);
  await beta.stop();
  clock.advance(15 * MINUTE);
  await beta.start();
  await providers.settled();
  expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "avvenuta-consegna", NOTICE]);
  expect(await alfa.history(pecId)).toContain("outgoing.delivered");
});

Deno.test("flow: certified mail is for a host that proves who it is, and waits for it elsewhere", async (t) => {
  const hosts = new Map<string, Endpoint>();
  await using providers = await Providers.start({
    change: (configuration) => {
      const { provider, relay } = configuration;
      if (provider.domain !== "alfa.example") return configuration;
      return { ...configuration, relay: { ...relay, routes: hosts } };
    },
  });
  const { alfa, beta, clock, folder } = providers;
  const relaysTo = async ({ tls: { certificate, key } }: Configuration) => {
    const server = await TestServer.start({
      tls: { cert: await Deno.readTextFile(certificate), key: await Deno.readTextFile(key) },
    });
    hosts.set("beta.example", { host: "127.0.0.1", port: server.port });
    return server;
  };

  await t.step("a certificate of another authority: nothing goes there", async () => {
    // The same names, issued by somebody else.
    const other = await layOutDemo(join(folder, "other"), { now: clock.now(), random });
    const { configurationFile } = other.providers[1]!;
    await using server = await relaysTo(await loadConfiguration(configurationFile));
    await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
    await postponed(alfa, clock.now());
    expect(server.commands.map((line) => line.split(" ")[0])).toEqual(["EHLO", "STARTTLS"]);
    expect(server.messages).toEqual([]);
  });
  await t.step("the right one's: it goes", async () => {
    await using server = await relaysTo(beta.configuration);
    const accepted = clock.now();
    clock.advance(30 * SECOND);
    await alfa.wakesAt(accepted + 12 * HOUR);
    expect(server.messages.map(({ to, secure }) => ({ to, secure })))
      .toEqual([{ to: [BRUNO], secure: true }]);
  });
});

/** What a provider certifies about a message from anna to bruno. */
function certifiedBy(at: Instant, pecId: string): Certified {
  return {
    at,
    pecId,
    sender: ANNA,
    recipients: [{ address: BRUNO, kind: "certificato" }],
    replyTo: ANNA,
    subject: "Prova",
  };
}

/** The codes of the notices of RFC 6109 §3.1.6 that anna has, in the order of arrival. */
async function notices(alfa: TestProvider, pecId: string): Promise<(string | undefined)[]> {
  const documents = await alfa.documents(ANNA, pecId);
  return documents.filter(({ kind }) => kind === NOTICE).map(({ daticert }) => {
    expect(daticert).toMatchObject({ errore: "altro", consegna: BRUNO });
    return /^([45]\.4\.1) - Alfa PEC S\.p\.A\. - /.exec(daticert.erroreEsteso ?? "")?.[1];
  });
}

/** Resolves once alfa has tried in vain and the store knows that it will try again in 30 seconds. */
async function postponed(alfa: TestProvider, now: Instant): Promise<void> {
  await alfa.wakesAt(now + 30 * SECOND);
}
