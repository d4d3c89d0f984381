/**
 * Viruses, found by a real clamd (RFC 6109 §3.1.3, §3.2.3, §3.2.4).
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { clamdAvailable, startClamd } from "../scanner/clamd_peer.ts";
import { EICAR, EICAR_NAME } from "../scanner/eicar.ts";
import { withFolder } from "../storage/temporary.ts";
import { lines } from "./mail.ts";
import { Providers } from "./providers.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";
const BETA = "beta.example";
const ALFA_SERVICE = "ricevute@alfa.example";
const MAIL = lines(`From: ${ANNA}`, `To: ${BRUNO}`, "Subject: Prova", "", EICAR);

/** Both providers, of which those whose domain is named scan with clamd at `path`. */
function scanning(path: string, ...domains: readonly string[]): Promise<Providers> {
  return Providers.start({
    change: (configuration) =>
      domains.includes(configuration.provider.domain)
        ? {
          ...configuration,
          scanner: { ...configuration.scanner, engine: "clamd", socket: path },
        }
        : configuration,
  });
}

Deno.test({
  name: "flow: a virus is not accepted, and goes to special storage (needs clamd)",
  ignore: !clamdAvailable,
  async fn() {
    await using clamd = await startClamd();
    await using providers = await scanning(clamd.unix.path, "alfa.example");
    const { alfa } = providers;
    const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: MAIL });
    await providers.settled();
    expect(await alfa.kinds(ANNA, pecId)).toEqual(["non-accettazione"]);
    const { daticert, text } = await alfa.document(ANNA, pecId, "non-accettazione");
    expect(daticert).toMatchObject({ errore: "virus" });
    expect(text).toContain(EICAR_NAME);
    expect(await alfa.storage.queries.listInfected()).toMatchObject([
      { stream: `outgoing-${pecId}`, signature: EICAR_NAME },
    ]);
  },
});

Deno.test({
  name:
    "flow: a virus in an envelope is told to the provider, and by it to the sender (needs clamd)",
  ignore: !clamdAvailable,
  async fn() {
    await using clamd = await startClamd();
    await using providers = await scanning(clamd.unix.path, BETA);
    const { alfa, beta } = providers;
    const pecId = await alfa.accept({ account: ANNA, recipients: [BRUNO], content: MAIL });
    await providers.settled();
    expect(await beta.kinds(BRUNO, pecId)).toEqual([]);
    expect(await alfa.kinds(ALFA_SERVICE, pecId)).toEqual([
      "presa-in-carico",
      "rilevazione-virus",
    ]);
    expect(await alfa.kinds(ANNA, pecId)).toEqual(["accettazione", "errore-consegna"]);
    const { daticert } = await alfa.document(ANNA, pecId, "errore-consegna");
    expect(daticert).toMatchObject({ errore: "virus", consegna: BRUNO });
    expect(daticert.erroreEsteso).toContain(EICAR_NAME);
    expect(await beta.storage.queries.listInfected()).toMatchObject([{ signature: EICAR_NAME }]);
  },
});

Deno.test({
  name: "flow: where the scanner is gone nothing is accepted, and arrivals wait (needs clamd)",
  ignore: !clamdAvailable,
  fn: () =>
    withFolder(async (folder) => {
      const socket = join(folder, "clamd.sock");
      await using clamd = await startClamd();
      await Deno.symlink(clamd.unix.path, socket);
      await using providers = await scanning(socket, "alfa.example", BETA);
      const { alfa, beta } = providers;
      const clean = MAIL.replace(EICAR, "Buongiorno.");
      const mail = { account: ANNA, recipients: [BRUNO], content: clean };
      const pecId = await alfa.accept(mail);
      await providers.settled();
      const { bytes: envelope } = await beta.document(BRUNO, pecId, "posta-certificata");
      await beta.forget();
      const heads = () => Promise.all([alfa, beta].map(({ storage }) => storage.events.head()));
      const before = await heads();

      await clamd.kill();
      expect(await alfa.submit(mail)).toMatchObject({ code: 451 });
      expect(await beta.offer(ANNA, [BRUNO], envelope)).toMatchObject({ code: 451 });
      await providers.settled();
      expect(await heads()).toEqual(before);
      expect(await beta.storage.queries.mailboxEntries(BRUNO)).toEqual([]);

      await using anew = await startClamd();
      await Deno.remove(socket);
      await Deno.symlink(anew.unix.path, socket);
      expect(await beta.offer(ANNA, [BRUNO], envelope)).toMatchObject({ code: 250 });
      await providers.settled();
      expect(await beta.kinds(BRUNO, pecId)).toEqual(["posta-certificata"]);
      expect(await alfa.submit(mail)).toMatchObject({ code: 250 });
      await providers.settled();
    }),
});
