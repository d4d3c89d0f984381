/**
 * Between the providers things go wrong: copies arrive twice, hosts are down, processes start anew.
 *
 * @module
 */
import { expect } from "expect";
import { Buffer } from "node:buffer";
import { HOUR, SECOND } from "../../events/instant.ts";
import { mailTo } from "./mail.ts";
import { Providers, type TestProvider } from "./providers.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";
const DARIO = "dario@beta.example";
const ALFA_SERVICE = "ricevute@alfa.example";

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
  await beta.stop();
  await Deno.remove(beta.configuration.storage.folder, { recursive: true });
  await beta.start();
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

Deno.test("flow: what nobody has taken for 24 hours comes back", async () => {
  await using providers = await Providers.start();
  const { alfa, beta, clock } = providers;
  await beta.stop();
  const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) });
  await postponed(alfa, clock.now());
  clock.advance(24 * HOUR);
  await providers.settled();
  // After a day of standstill both notices of §3.1.6 are due, and they say all: no third one.
  const notice = "preavviso-errore-consegna";
  expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", notice, notice]);
  const { daticert } = await alfa.document(ANNA, pecId, notice);
  expect(daticert).toMatchObject({ errore: "altro", consegna: BRUNO });
  expect(daticert.erroreEsteso).toMatch(/^[45]\.4\.1 - Alfa PEC S\.p\.A\. - /);
});

/** Resolves once alfa has tried in vain and the store knows that it will try again in 30 seconds. */
async function postponed({ storage }: TestProvider, now: number): Promise<void> {
  while (await storage.events.nextWake() !== now + 30 * SECOND) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
