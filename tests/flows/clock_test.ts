/**
 * A clock that is wrong: nothing new is accepted, since it would be certified with a wrong time.
 *
 * @module
 */
import { expect } from "expect";
import { octetsOf } from "../../adapters/documents/mime/octets.ts";
import { MINUTE } from "../../events/instant.ts";
import { TestTimeServer } from "../ntp/time_server.ts";
import { mailTo } from "./mail.ts";
import { Providers } from "./providers.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";

Deno.test("flow: a clock that is a minute off accepts nothing, neither here nor there", async () => {
  await using server = await TestTimeServer.start(() => [{ time: Date.now() + MINUTE }]);
  await using providers = await Providers.start({
    change: (configuration) => ({
      ...configuration,
      clock: { ...configuration.clock, servers: [server.address] },
    }),
  });
  const { alfa, beta } = providers;
  const mail = { account: ANNA, recipients: [BRUNO], content: mailTo(BRUNO) };
  expect(await alfa.submit(mail)).toMatchObject({ code: 451 });
  expect(await beta.offer(ANNA, [BRUNO], octetsOf(mailTo(BRUNO)))).toMatchObject({ code: 451 });
  expect(await alfa.storage.queries.mailboxEntries(ANNA)).toEqual([]);
});
