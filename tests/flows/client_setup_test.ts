/**
 * A provider tells mail programs how to be set up, at the names where they ask.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { get } from "node:https";
import { expect } from "expect";
import { startClientSetup } from "../../adapters/opening/client_setup.ts";
import { tlsOf } from "../../adapters/opening/certificates.ts";
import { Providers } from "./providers.ts";

const quiet = () => {};
const LOG = { debug: quiet, info: quiet, warn: quiet, error: quiet };

const NAMES = ["autoconfig.alfa.example", "autodiscover.alfa.example", "mail.alfa.example"];

/** What a program is answered that asks at a name; in its DNS the name is that of this machine. */
function settings(servername: string, port: number, ca: string): Promise<string> {
  const path = "/mail/config-v1.1.xml?emailaddress=anna@alfa.example";
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, servername, ca, agent: false }, async (response) => {
      resolve(Buffer.concat(await Array.fromAsync(response)).toString());
    }).once("error", reject);
  });
}

Deno.test("flow: mail programs are told the provider's own ports", async () => {
  await using providers = await Providers.start();
  const { alfa, authority, clock } = providers;
  const { http, imap, pop3, submission } = alfa.configuration;
  const own = [imap, pop3, submission].flatMap((one) => [one.tlsPort, one.starttlsPort]);
  for (const name of NAMES) {
    const text = await settings(name, http.port!, authority);
    const told = [...text.matchAll(/<port>(\d+)<\/port>/g)].map(([, port]) => Number(port));
    expect([name, told]).toEqual([name, own]);
  }
  const tls = await tlsOf(alfa.configuration);
  await expect(startClientSetup(alfa.configuration, tls, clock, LOG)).rejects
    .toThrow(`Cannot listen on 127.0.0.1 port ${http.port}: another program listens there`);
  await alfa.stop();
  const again = await startClientSetup(alfa.configuration, tls, clock, LOG);
  expect(again?.port).toBe(http.port);
  await again?.close();
  const off = { ...alfa.configuration, http: { ...http, port: null } };
  expect(await startClientSetup(off, tls, clock, LOG)).toBe(null);
});
