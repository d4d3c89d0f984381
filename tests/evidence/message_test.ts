/**
 * Evidence of real messages: what each party gets, that it holds in others' eyes, and that nothing
 * of other messages is in it.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { expect } from "expect";
import { certificatesFromPem } from "../../adapters/documents/smime/pem.ts";
import { NoParty } from "../../adapters/evidence/selection.ts";
import { verifyFile } from "../../adapters/verifier/verify.ts";
import { opensslAvailable, Workshop } from "../documents/smime/openssl.ts";
import { headerOf, lines, mailTo } from "../flows/mail.ts";
import { Providers, type TestProvider } from "../flows/providers.ts";
import { HOUR } from "../../events/instant.ts";
import { pythonAvailable } from "../merkle/python.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { type Bundle, evidenceOf, officeOf, secondOpinion } from "./offices.ts";
import { pdfText, popplerAvailable } from "./pdf_text.ts";

const ANNA = "anna@alfa.example";
const CARLA = "carla@alfa.example";
const BRUNO = "bruno@beta.example";
/** Stands in every field of the other messages that may hold any text. */
const MARKER = "Segretissimo77";

const decoder = new TextDecoder();
const text = (bundle: Bundle, path: string) => decoder.decode(bundle.files.get(path));
const eventsOf = (bundle: Bundle): readonly { name: string; stream: string; data: string }[] =>
  JSON.parse(text(bundle, "log/events.json"));

/** One message from anna to bruno and carla, among others that are nobody's business. */
async function exchanged(providers: Providers): Promise<string> {
  const { alfa } = providers;
  const secret = (account: string, to: string) => ({
    account,
    recipients: [to],
    content: headerOf({ to }, `Subject: ${MARKER}`, `Message-ID: <${MARKER}@alfa.example>`)
      .replace(ANNA, account) + lines("", MARKER),
  });
  await alfa.accept(secret(ANNA, CARLA));
  const recipients = [BRUNO, CARLA];
  const content = mailTo(recipients.join(", "), "Message-ID: <1@client.alfa.example>");
  const pecId = await alfa.accept({ account: ANNA, recipients, content });
  await alfa.accept(secret(CARLA, BRUNO));
  await alfa.accept(secret(ANNA, BRUNO));
  await providers.settled();
  return pecId;
}

/** What the verifier says against a bundle, and of what it cannot tell, each once. */
async function doubts(bundle: Bundle, providers: Providers): Promise<readonly string[]> {
  const { claims } = await verifyFile("evidence.zip", bundle.zip, {
    roots: certificatesFromPem(providers.authority),
    timeStampRoots: [],
    logKeys: [],
    now: providers.clock.now(),
  });
  const others = claims.filter(({ verdict }) => verdict !== "holds");
  const doubts = others.map(({ claim, verdict, detail }) => {
    return verdict === "fails" ? `${verdict} ${claim}: ${detail}` : `${verdict} ${claim}`;
  });
  return [...new Set(doubts)].sort();
}

/** The authority of the tests publishes no lists, and no day has been stamped yet. */
const NOBODY_SAYS = ["unknown revocation", "unknown stamped"];

async function bytesIn({ storage }: TestProvider, mailbox: string, messageId: string) {
  const entries = await storage.queries.mailboxEntries(mailbox);
  const entry = entries.find((entry) => entry.messageId === messageId)!;
  return Buffer.concat(await Array.fromAsync(storage.blobs.read(entry.content)));
}

Deno.test("evidence for the sender: the whole story, and it holds", async () => {
  await using providers = await Providers.start();
  const { alfa, beta, clock } = providers;
  const pecId = await exchanged(providers);
  const anna = await evidenceOf(await officeOf(alfa, clock), providers.folder, pecId, ANNA);

  const own = mailTo(`${BRUNO}, ${CARLA}`, "Message-ID: <1@client.alfa.example>");
  expect(text(anna, "message/original.eml")).toBe(own);
  const sent = await bytesIn(beta, BRUNO, `<${pecId}>`);
  expect(Buffer.from(anna.files.get("message/envelope.eml")!).equals(sent)).toBe(true);

  const index: { path: string; kind: string; messageId: string }[] = JSON.parse(
    text(anna, "documents/index.json"),
  );
  const kinds = index.map(({ kind }) => kind).sort();
  expect(kinds).toEqual([
    "accettazione",
    "avvenuta-consegna",
    "avvenuta-consegna",
    "posta-certificata",
    "presa-in-carico",
    "presa-in-carico",
  ]);
  for (const { path, kind, messageId } of index) {
    if (kind !== "accettazione" && kind !== "avvenuta-consegna") continue;
    const kept = await bytesIn(alfa, ANNA, messageId);
    expect(Buffer.from(anna.files.get(path)!).equals(kept)).toBe(true);
  }
  expect(new Set(eventsOf(anna).map(({ name }) => name))).toEqual(
    new Set([
      "outgoing.submitted",
      "outgoing.accepted",
      "outgoing.answered",
      "outgoing.dispatched",
      "outgoing.taken-in-charge",
      "outgoing.delivered",
      "incoming.notice-received",
      "incoming.notice-delivered",
      "incoming.notice-correlated",
      "mailbox.stored",
    ]),
  );
  expect(await doubts(anna, providers)).toEqual(NOBODY_SAYS);
  expect(text(anna, "directory/entries.ldif").match(/^managedDomains: .*/gm)!.toSorted())
    .toEqual(["managedDomains: alfa.example", "managedDomains: beta.example"]);
});

Deno.test("evidence for a recipient: its own arrival, receipts and mailbox alone", async () => {
  await using providers = await Providers.start();
  const { alfa, beta, clock } = providers;
  const pecId = await exchanged(providers);
  const [here, there] = [await officeOf(alfa, clock), await officeOf(beta, clock)];
  for (const [office, provider, address] of [[here, alfa, CARLA], [there, beta, BRUNO]] as const) {
    const bundle = await evidenceOf(office, providers.folder, pecId, address.toUpperCase());
    expect(bundle.files.has("message/original.eml")).toBe(false);
    const received = await bytesIn(provider, address, `<${pecId}>`);
    expect(Buffer.from(bundle.files.get("message/envelope.eml")!).equals(received)).toBe(true);
    expect([...bundle.files.keys()].filter((path) => path.startsWith("documents/"))).toEqual([
      "documents/01-presa-in-carico.eml",
      "documents/02-avvenuta-consegna.eml",
      "documents/index.json",
    ]);
    expect(eventsOf(bundle).map(({ name }) => name).toSorted()).toEqual([
      "incoming.charge-notified",
      "incoming.envelope-delivered",
      "incoming.envelope-received",
      "incoming.receipt-sent",
      "mailbox.stored",
    ]);
    expect(eventsOf(bundle).filter(({ stream }) => stream.startsWith("mailbox-")))
      .toMatchObject([{ stream: `mailbox-${address}` }]);
    expect(await doubts(bundle, providers)).toEqual(NOBODY_SAYS);
  }
  const nobody = evidenceOf(here, providers.folder, pecId, "dora@alfa.example");
  await expect(nobody).rejects.toThrow(NoParty);
  const unknown = evidenceOf(here, providers.folder, "1@alfa.example", ANNA);
  await expect(unknown).rejects.toThrow("Cannot give evidence of 1@alfa.example");
  const whenExpired = new SimulatedClock(clock.now() + 24_000 * HOUR);
  await expect(officeOf(alfa, whenExpired)).rejects.toThrow("Cannot sign at");
});

Deno.test("evidence has not one byte of other messages", async () => {
  await using providers = await Providers.start();
  const { alfa, clock } = providers;
  const pecId = await exchanged(providers);
  const office = await officeOf(alfa, clock);
  const others = (await alfa.storage.queries.listMessages(10)).filter((one) => one.pecId !== pecId)
    .map((one) => one.pecId.split("@")[0]!);
  expect(others.length).toBe(3);
  for (const address of [ANNA, CARLA]) {
    const { files } = await evidenceOf(office, providers.folder, pecId, address);
    const unsaid = [MARKER, ...others];
    for (const [path, bytes] of files) {
      const plain = decoder.decode(bytes);
      const shown = path.endsWith(".pdf") && popplerAvailable ? await pdfText(bytes) : plain;
      // Base64 has three ways to write a word, by where it begins.
      for (const word of unsaid) {
        for (const seen of [plain, shown]) {
          expect([path, seen.includes(word)]).toEqual([path, false]);
        }
        for (const base64 of inBase64(word)) expect(plain.includes(base64)).toBe(false);
      }
    }
  }
});

Deno.test("evidence of the same log at the same time is the same file", async () => {
  await using providers = await Providers.start();
  const { alfa, clock } = providers;
  const pecId = await exchanged(providers);
  const office = await officeOf(alfa, clock);
  const one = await evidenceOf(office, providers.folder, pecId, ANNA);
  const other = await evidenceOf(office, providers.folder, pecId, ANNA);
  expect(Buffer.from(one.zip).equals(other.zip)).toBe(true);
});

Deno.test({
  name: "evidence holds in the eyes of Python and openssl (needs both)",
  ignore: !pythonAvailable || !opensslAvailable,
  async fn() {
    await using providers = await Providers.start();
    const { alfa, clock } = providers;
    const pecId = await exchanged(providers);
    const anna = await evidenceOf(await officeOf(alfa, clock), providers.folder, pecId, ANNA);
    expect(await secondOpinion(anna)).toMatchObject({
      events: eventsOf(anna).length,
      files: anna.files.size - 2,
    });
    await using workshop = await Workshop.open({ "ca.pem": providers.authority });
    for (const [path, bytes] of anna.files) await workshop.write(path.replaceAll("/", "_"), bytes);
    const manifest = await workshop.openssl(
      "cms -verify -binary -inform DER -in manifest.p7s -content manifest.json -CAfile ca.pem " +
        "-purpose any -out /dev/null",
    );
    expect(manifest.output).toContain("successful");
    const documents = [...anna.files.keys()].filter((path) =>
      /envelope\.eml$|^doc.*eml$/.test(path)
    );
    expect(documents.length).toBe(6);
    for (const path of documents) {
      const { output } = await workshop.openssl(
        `cms -verify -in ${path.replaceAll("/", "_")} -CAfile ca.pem -out /dev/null`,
      );
      expect(output).toContain("successful");
    }
  },
});

/** What a word becomes in base64, without the characters that depend on its neighbours. */
function inBase64(word: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from("x".repeat(before) + word).toString("base64").replace(/=+$/, "");
    return encoded.slice(before === 0 ? 0 : 4, -2);
  });
}
