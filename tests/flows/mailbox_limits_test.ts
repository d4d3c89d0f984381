/**
 * The limits of the configuration hold for mail programs, too.
 *
 * @module
 */
import { expect } from "expect";
import { advanceUntil } from "../support/advance_until.ts";
import { ImapClient } from "./imap_client.ts";
import { Pop3Client } from "./pop3_client.ts";
import { Providers } from "./providers.ts";
import { Wire } from "./wire.ts";

Deno.test("flow: the second connection of a program is refused where one is allowed", async () => {
  await using providers = await Providers.start({
    change: (configuration) => ({
      ...configuration,
      limits: { ...configuration.limits, connections: 1, connectionsPerAddress: 1 },
    }),
  });
  const { alfa } = providers;
  const first = [await ImapClient.clear(alfa.imapInTheClear), await Pop3Client.tls(alfa.pop3)];
  // On a port of TLS the connection is closed before the handshake, without a word.
  await expect(Pop3Client.tls(alfa.pop3)).rejects.toThrow();
  const imap = await Wire.clear(alfa.imapInTheClear);
  expect(await imap.rest()).toMatch(/^\* BYE /);
  for (const { wire } of [...first, { wire: imap }]) wire.close();
});

Deno.test("flow: errors and wrong passwords end a session as the configuration says", async () => {
  await using providers = await Providers.start({
    change: (configuration) => ({
      ...configuration,
      limits: { ...configuration.limits, errors: 2, authenticationFailures: 1 },
    }),
  });
  const { alfa, clock } = providers;
  const imap = await ImapClient.tls(alfa.imap);
  const pop3 = await Pop3Client.tls(alfa.pop3);
  await imap.wire.send("a SCHIFO\r\nb SCHIFO\r\n");
  await pop3.wire.send("SCHIFO\r\nSCHIFO\r\n");
  expect(await imap.wire.rest()).toMatch(/\* BYE Too many errors/);
  expect((await pop3.wire.rest()).split("\r\n")).toHaveLength(3);
  const guesser = await ImapClient.tls(alfa.imap);
  await guesser.wire.send("a LOGIN anna@alfa.example sbagliata\r\n");
  expect(await advanceUntil(guesser.wire.rest(), () => clock.advance(1000)))
    .toMatch(/\* BYE Too many wrong passwords/);
  for (const { wire } of [imap, pop3, guesser]) wire.close();
});
