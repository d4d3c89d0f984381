/**
 * Ordinary mail for a mailbox that takes it (RFC 6109 §2.2.2, §3.2.2).
 *
 * @module
 */
import { expect } from "expect";
import { setOrdinaryMail } from "../../adapters/console/accounts.ts";
import { octetsOf } from "../../adapters/documents/mime/octets.ts";
import { HOUR } from "../../events/instant.ts";
import { mailTo } from "./mail.ts";
import { Providers } from "./providers.ts";

const CARLA = "carla@alfa.example";
const STRANGER = "x@ordinary.example";

Deno.test("flow: ordinary mail is taken twice, unless its Message-ID says it is one", async () => {
  await using providers = await Providers.start();
  const { alfa, clock } = providers;
  await setOrdinaryMail(alfa.serving.runtime, CARLA, "accept", undefined);
  const stored = async () => (await alfa.storage.queries.mailboxEntries(CARLA)).length;
  const offer = async (content: string) => {
    expect((await alfa.offer(STRANGER, [CARLA], octetsOf(content))).code).toBe(250);
    await providers.settled();
    clock.advance(HOUR);
  };
  const nameless = mailTo(CARLA).replace(/^Message-ID:.*\r\n/mi, "");
  await offer(nameless);
  await offer(nameless);
  expect(await stored()).toBe(2);
  const named = `Message-ID: <1@ordinary.example>\r\n${nameless}`;
  await offer(named);
  await offer(named);
  expect(await stored()).toBe(3);
});

Deno.test("flow: a disabled mailbox refuses ordinary mail in the session", async () => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  await setOrdinaryMail(alfa.serving.runtime, CARLA, "accept", undefined);
  await alfa.disable(CARLA);
  expect((await alfa.offer(STRANGER, [CARLA], octetsOf(mailTo(CARLA)))).code).toBe(550);
});
