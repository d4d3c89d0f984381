/**
 * The limits of the configuration hold for mail programs, too.
 *
 * @module
 */
import { expect } from "expect";
import type { LimitsConfiguration } from "../../adapters/config/configuration.ts";
import { advanceUntil } from "../support/advance_until.ts";
import { Providers } from "./providers.ts";
import type { Server } from "./smtp_client.ts";
import { Wire } from "./wire.ts";

Deno.test("flow: the second connection of a program is refused where one is allowed", async () => {
  await using providers = await limited({ connections: 1, connectionsPerAddress: 1 });
  const { alfa } = providers;
  const wires: Wire[] = [];
  const clear = async (server: Server) => {
    const wire = await Wire.clear(server);
    wires.push(wire);
    return await wire.line();
  };
  try {
    expect(await clear(alfa.imapInTheClear)).toMatch(/^\* OK /);
    expect(await clear(alfa.imapInTheClear)).toMatch(/^\* BYE /);
    expect(await clear(alfa.pop3InTheClear)).toMatch(/^\+OK /);
    expect(await clear(alfa.pop3InTheClear)).toMatch(/^-ERR /);
  } finally {
    wires.forEach((wire) => wire.close());
  }
});

Deno.test("flow: errors and wrong passwords end a session as the configuration says", async () => {
  await using providers = await limited({ errors: 2, authenticationFailures: 1 });
  const { alfa, clock } = providers;
  const said = async (server: Server, text: string) => {
    const wire = await Wire.tls(server);
    try {
      await wire.send(`${text}\r\n`);
      return (await advanceUntil(wire.rest(), () => clock.advance(1000))).split("\r\n").at(-2);
    } finally {
      wire.close();
    }
  };
  expect(await said(alfa.imap, "a SCHIFO\r\nb SCHIFO")).toBe("* BYE Too many errors");
  expect(await said(alfa.imap, "a LOGIN anna@alfa.example sbagliata"))
    .toBe("* BYE Too many wrong passwords");
  expect(await said(alfa.pop3, "SCHIFO\r\nSCHIFO")).toBe("-ERR Too many errors");
  expect(await said(alfa.pop3, "USER anna@alfa.example\r\nPASS sbagliata"))
    .toBe("-ERR [AUTH] Too many authentication failures");
});

function limited(limits: Partial<LimitsConfiguration>): Promise<Providers> {
  return Providers.start({
    change: (configuration) => ({
      ...configuration,
      limits: { ...configuration.limits, ...limits },
    }),
  });
}
