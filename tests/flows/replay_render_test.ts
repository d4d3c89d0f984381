/**
 * The command `replay --render`: it finds whatever does not come out as it was sent, and names it.
 *
 * @module
 */
import { expect } from "expect";
import { Buffer } from "node:buffer";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../../adapters/clock.ts";
import { eventsIn, renderEvents } from "../../adapters/console/replay_render.ts";
import { ACCEPTANCE, type TextTemplate } from "../../adapters/documents/pec/texts.ts";
import { openIssuers } from "../../adapters/opening/issuers.ts";
import { Structures } from "../../adapters/points/structures.ts";
import { databaseFile } from "../../adapters/storage/sqlite/schema.ts";
import { openStorageReadOnly } from "../../adapters/storage/sqlite/open.ts";
import { ERASED } from "../../events/definition.ts";
import type { MailboxEvent } from "../../events/mailbox.ts";
import type { OutgoingEvent } from "../../events/outgoing.ts";
import type { Recorded } from "../../events/store.ts";
import { ceralacca } from "./command_line.ts";
import { mailTo } from "./mail.ts";
import { Providers, type TestProvider } from "./providers.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";
const CARLA = "carla@alfa.example";
const WHOLE = { after: 0, until: Infinity };

/** What is wrong with a log, whose events may be altered while they are read: `event: reason`. */
async function wrong(
  { configuration }: Pick<TestProvider, "configuration">,
  alter: (event: OutgoingEvent) => object = (event) => event,
): Promise<string[]> {
  const storage = await openStorageReadOnly(configuration.storage.folder, systemClock);
  const { blobs, events } = storage;
  const issuers = await openIssuers(configuration, storage);
  const sources = { blobs, issuers, structures: new Structures(blobs) };
  const names = new Map<number, string>();
  async function* altered(): AsyncGenerator<Recorded> {
    for await (const recorded of eventsIn(events, WHOLE)) {
      names.set(recorded.position, recorded.event.type);
      const event = { ...recorded.event, ...alter(recorded.event as OutgoingEvent) };
      yield { ...recorded, event };
    }
  }
  const { differences } = await renderEvents(events, sources, altered());
  await storage.close();
  return differences.map(({ position, reason }) => `${names.get(position)}: ${reason}`);
}

/** Changes the first of the bytes `from` in a blob of the store. */
function changeBlob({ configuration }: TestProvider, blob: string, from: string): void {
  using database = new DatabaseSync(databaseFile(configuration.storage.folder));
  const row = database.prepare("SELECT bytes FROM blobs WHERE sha256 = ?").get(blob)!;
  const bytes = Buffer.from(row["bytes"] as Uint8Array);
  const at = bytes.indexOf(from);
  if (at < 0) throw new Error(`Cannot find ${from} in ${blob}`);
  bytes[at]! ^= 1;
  database.prepare("UPDATE blobs SET bytes = ? WHERE sha256 = ?").run(bytes, blob);
}

async function blobOf(provider: TestProvider, matches: (event: MailboxEvent) => boolean) {
  const { events } = provider.storage;
  for await (const { event } of eventsIn(events, WHOLE)) {
    const fact = event as MailboxEvent;
    if (fact.type === "mailbox.stored" && matches(fact)) return fact.content[0]!.blob;
  }
  throw new Error("Cannot find the message in a mailbox");
}

Deno.test("replay --render: what was altered is found, and named by event", async (t) => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  const content = mailTo(`${BRUNO}, ${CARLA}`, "Message-ID: <1@client.example>");
  const mail = { account: ANNA, recipients: [BRUNO, CARLA], content };
  const pecId = await alfa.accept(mail);
  await providers.settled();
  const original = await blobOf(alfa, ({ type, ...rest }) => {
    return type === "mailbox.stored" && "kind" in rest && rest.kind === "original";
  });
  const acceptance = await blobOf(alfa, (event) => {
    return event.type === "mailbox.stored" && event.kind === "accettazione";
  });

  await t.step("nothing, all documents or those of one message", async () => {
    await alfa.storage.projected();
    const all = await ceralacca(alfa, "replay", "--render", "all");
    expect(all).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^Rendered \d+ documents/),
    });
    const one = await ceralacca(alfa, "replay", "--render", pecId);
    // Accettazione, presa in carico, avvenuta consegna, and the envelope, handed over twice: what
    // alfa has handed over to itself is the copy of both.
    expect(one).toMatchObject({
      code: 0,
      output: "Rendered 5 documents again; 5 have a copy in the store\n",
    });
    const none = await ceralacca(alfa, "replay", "--render", "x@alfa.example");
    expect(none).toMatchObject({ code: 1, errors: expect.stringContaining("message list") });
  });
  await t.step("a changed subject", async () => {
    const found = await wrong(
      alfa,
      (event) => event.type === "outgoing.submitted" ? { subject: "Altro" } : {},
    );
    const otherwise = expect.stringContaining("comes out otherwise: its digest is");
    expect(found.filter((one) => one.startsWith("outgoing.answered"))).toEqual([
      otherwise,
      expect.stringContaining("the copy of accettazione"),
    ]);
    expect(found.filter((one) => one.startsWith("outgoing.dispatched"))).toContainEqual(otherwise);
    expect(found.every((one) => one.startsWith("outgoing."))).toBe(true);
  });
  await t.step("a changed Reply-To, which no text shows", async () => {
    const found = await wrong(
      alfa,
      (event) => event.type === "outgoing.submitted" ? { replyTo: "x@y.example" } : {},
    );
    expect(found).toContainEqual(expect.stringMatching(/^outgoing.answered: .*otherwise/));
  });
  await t.step("a changed template", async () => {
    const template = ACCEPTANCE as { -readonly [K in keyof TextTemplate]: TextTemplate[K] };
    const { title, subjectPrefix } = template;
    try {
      template.title = "Altro";
      expect(await wrong(alfa)).toContainEqual(
        expect.stringMatching(
          /^outgoing.answered: accettazione .* comes out otherwise: its digest/,
        ),
      );
      template.title = title;
      template.subjectPrefix = "ACCETTATO: ";
      expect(await wrong(alfa)).toContainEqual(
        expect.stringMatching(/^outgoing.answered: .* otherwise around what is signed/),
      );
    } finally {
      Object.assign(template, { title, subjectPrefix });
    }
    expect(await wrong(alfa)).toEqual([]);
  });
  await t.step(
    "a signature that is not the certificate's, a certificate that nobody knows",
    async () => {
      const seal = (change: (seal: { signature: string }) => object) => (event: OutgoingEvent) =>
        event.type === "outgoing.answered" && event.seal
          ? { seal: { ...event.seal, ...change(event.seal) } }
          : {};
      const forged = seal(({ signature }) => {
        const bytes = Uint8Array.fromBase64(signature);
        bytes[100]! ^= 1;
        return { signature: bytes.toBase64() };
      });
      expect(await wrong(alfa, forged)).toContainEqual(
        expect.stringContaining("outgoing.answered: the signature is not one of the certificate"),
      );
      const unknown = seal(() => ({ certificate: "0".repeat(64) }));
      expect(await wrong(alfa, unknown)).toContainEqual(
        expect.stringContaining("outgoing.answered: Cannot render the document"),
      );
    },
  );
  await t.step(
    "nothing in a stream that has been erased, or of a release without seals",
    async () => {
      const erased = (event: OutgoingEvent) =>
        event.type.startsWith("outgoing.") ? { type: ERASED } : {};
      expect(await wrong(alfa, erased)).toEqual([]);
      expect(await wrong(alfa, (event) => "seal" in event ? { seal: undefined } : {})).toEqual([]);
    },
  );
  await t.step("nothing by another name and another key in the configuration", async () => {
    const { provider, signing } = alfa.configuration;
    const configuration = {
      ...alfa.configuration,
      provider: { ...provider, name: "Altro", address: "altro@alfa.example", hostname: "altro" },
      signing: { ...signing, ...providers.beta.configuration.signing },
    };
    expect(await wrong({ configuration })).toEqual([]);
  });
  await alfa.stop();
  await t.step("a changed copy in a mailbox, and nothing else", async () => {
    changeBlob(alfa, acceptance, "Ricevuta di accettazione");
    expect(await wrong(alfa)).toEqual([
      expect.stringMatching(/^outgoing.answered: the copy of accettazione .* is another one$/),
    ]);
    changeBlob(alfa, acceptance, "Sicevuta di accettazione");
  });
  await t.step("a changed message", async () => {
    changeBlob(alfa, original, "Buongiorno.");
    const { code, output, errors } = await ceralacca(alfa, "replay", "--render", "all");
    expect(code).toBe(1);
    expect(output).toMatch(/^event \d+, outgoing-\S+: posta-certificata .* comes out otherwise/m);
    expect(output).not.toContain("accettazione");
    expect(errors).toContain("Cannot vouch for the documents");
  });
});
