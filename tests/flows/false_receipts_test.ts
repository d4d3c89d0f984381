/**
 * A listed provider signs what is not for it to say: the receipt is kept, the message is not moved.
 *
 * @module
 */
import { expect } from "expect";
import type { Certified } from "../../adapters/documents/pec/facts.ts";
import { nonDelivery } from "../../adapters/documents/pec/non_delivery.ts";
import { takeCharge } from "../../adapters/documents/pec/take_charge.ts";
import type { Unsigned } from "../../adapters/documents/pec/unsigned.ts";
import { mailTo } from "./mail.ts";
import { Providers } from "./providers.ts";
import { signedBy } from "./signed_by.ts";

const ANNA = "anna@alfa.example";
const CARLA = "carla@alfa.example";
const BRUNO = "bruno@beta.example";
const DARIO = "dario@beta.example";
const ALFA_SERVICE = "ricevute@alfa.example";
const FAULT = { error: "no-dest", description: "5.1.1 - Beta - indirizzo non valido" } as const;

Deno.test("flow: nobody but the recipient's provider says what became of a message", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta, clock } = providers;
  await beta.disable(BRUNO);
  const recipients = [BRUNO, CARLA];
  const content = mailTo(recipients.join(", "));
  const pecId = await alfa.accept({ account: ANNA, recipients, content });
  await providers.settled();
  const issuer = { ...beta.configuration.provider };
  const certified: Certified = {
    at: clock.now(),
    pecId,
    sender: ANNA,
    recipients: recipients.map((address) => ({ address, kind: "certificato" })),
    replyTo: ANNA,
    subject: "Prova",
  };
  const advances = async () =>
    (await alfa.history(pecId)).filter((event) =>
      ["outgoing.taken-in-charge", "outgoing.delivered", "outgoing.failed"].includes(event)
    );
  const before = await advances();
  const matched = async (unsigned: Unsigned, to: string) => {
    const head = await alfa.storage.events.head();
    expect(await alfa.offer("", [to], await signedBy(beta, unsigned))).toMatchObject({ code: 250 });
    await providers.settled();
    const events = (await alfa.storage.events.readAll(head, 100)).map(({ event }) => event);
    if (events.some(({ type }) => type === "incoming.anomaly-received")) return "an anomaly";
    const settled = events.find(({ type }) => type === "incoming.notice-correlated");
    return (settled as unknown as { matched: boolean }).matched;
  };

  await t.step("beta may speak of its own recipient", async () => {
    const notice = nonDelivery(issuer, { ...certified, at: clock.now() - 1 }, BRUNO, FAULT);
    expect(await matched(notice, ANNA)).toBe(true);
  });
  await t.step("beta may not speak of alfa's recipient", async () => {
    expect(await matched(nonDelivery(issuer, certified, CARLA, FAULT), ANNA)).toBe("an anomaly");
    const charge = takeCharge(issuer, certified, ALFA_SERVICE, recipients);
    expect(await matched(charge, ALFA_SERVICE)).toBe("an anomaly");
  });
  await t.step("a receipt goes to the certified sender, not to who was handed a copy", async () => {
    const notice = nonDelivery(issuer, { ...certified, at: clock.now() - 2 }, BRUNO, FAULT);
    expect(await matched(notice, CARLA)).toBe("an anomaly");
  });
  await t.step("beta may not speak of a recipient that the message never had", async () => {
    expect(await matched(nonDelivery(issuer, certified, DARIO, FAULT), ANNA)).toBe("an anomaly");
  });
  await t.step("nor of a message that was never submitted", async () => {
    const unheard = { ...certified, pecId: `0000000000@alfa.example` };
    expect(await matched(nonDelivery(issuer, unheard, BRUNO, FAULT), ANNA)).toBe(false);
  });
  expect(await advances()).toEqual(before);
});
