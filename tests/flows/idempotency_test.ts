/**
 * `Idempotency-Key` in the header of a message that is submitted by SMTP: who sends again what may
 * have got lost sends it once.
 *
 * @module
 */
import { expect } from "expect";
import { mailTo } from "./mail.ts";
import { Providers } from "./providers.ts";
import { SmtpClient } from "./smtp_client.ts";

const ANNA = "anna@alfa.example";
const CARLA = "carla@alfa.example";
const BRUNO = "bruno@beta.example";
const DARIO = "dario@beta.example";

Deno.test("flow: a message that is submitted again under its key is the same message", async (t) => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const content = mailTo(BRUNO, "Idempotency-Key: fattura-42");
  const mail = { account: ANNA, recipients: [BRUNO], content };
  const pecId = await alfa.accept(mail);
  await providers.settled();
  const submissions = async () => {
    const events = await alfa.storage.events.readAll(0, 10_000);
    return events.filter(({ event }) => event.type === "outgoing.submitted").length;
  };
  const refused = async (content: string, words: string, recipients = [BRUNO]) => {
    const { code, text } = await alfa.submit({ ...mail, recipients, content });
    expect([code, text.slice(0, 5), text.includes(words)]).toEqual([554, "5.6.0", true]);
  };

  await t.step("the same again: the same answer, and nothing new", async () => {
    const head = await alfa.storage.events.head();
    const before = await alfa.kinds(ANNA, pecId);
    expect(await alfa.accept(mail)).toBe(pecId);
    await providers.settled();
    expect(await alfa.storage.events.head()).toBe(head);
    expect(await alfa.kinds(ANNA, pecId)).toEqual(before);
    expect(await beta.kinds(BRUNO, pecId)).toEqual(["posta-certificata"]);
  });
  await t.step("twenty times at once: one message", async () => {
    const twenty = { ...mail, content: mailTo(BRUNO, "Idempotency-Key: venti") };
    const before = await submissions();
    const sessions = Array.from({ length: 20 }, async () => {
      await using client = await SmtpClient.tls(alfa.accessPoint);
      await client.login(ANNA, alfa.passwordOf(ANNA));
      return (await client.send(ANNA, [BRUNO], twenty.content)).text;
    });
    const replies = new Set(await Promise.all(sessions));
    await providers.settled();
    expect(replies.size).toBe(1);
    expect(await submissions()).toBe(before + 1);
  });
  await t.step("another content, or other recipients: 554", async () => {
    const before = await submissions();
    await refused(content.replace("Buongiorno", "Buonasera"), "used for another message");
    const both = mailTo(`${BRUNO}, ${DARIO}`, "Idempotency-Key: due");
    await alfa.accept({ ...mail, content: both });
    await refused(both, "used for another message", [BRUNO, DARIO]);
    expect(await submissions()).toBe(before + 1);
  });
  await t.step(
    "the order of the recipients does not count, nor a name that comes twice",
    async () => {
      const content = mailTo(`${BRUNO}, ${DARIO}`, "Idempotency-Key: ordine");
      const first = await alfa.accept({ ...mail, recipients: [BRUNO, DARIO], content });
      expect(await alfa.accept({ ...mail, recipients: [DARIO, BRUNO, DARIO], content })).toBe(
        first,
      );
    },
  );
  await t.step("another account has keys of its own", async () => {
    const hers = content.replace(`Anna <${ANNA}>`, CARLA);
    expect(await alfa.accept({ ...mail, account: CARLA, content: hers })).not.toBe(pecId);
  });
  await t.step("the field stays in the message", async () => {
    const [envelope] = await beta.documents(BRUNO, pecId);
    expect(envelope!.bytes.toString("latin1")).toContain("Idempotency-Key: fattura-42\r\n");
  });
  await t.step("what is no key: 554", async () => {
    const before = await submissions();
    for (const key of ["", "x".repeat(256), "città", "a\tb"]) {
      await refused(mailTo(BRUNO, `Idempotency-Key: ${key}`), "1 to 255 characters");
    }
    const twice = mailTo(BRUNO, "Idempotency-Key: a", "idempotency-key: a");
    await refused(twice, "must stand there once");
    expect(await submissions()).toBe(before);
  });
  await t.step("a key of 255 characters is one", async () => {
    const key = `Idempotency-Key: ${"x".repeat(255)}`;
    expect(await alfa.accept({ ...mail, content: mailTo(BRUNO, key) })).toMatch(/^K[0-9A-Z]{25}@/);
  });
  await providers.settled();
});
