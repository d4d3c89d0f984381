/**
 * Extracts of real days: complete, stamped, and of nobody else's mailbox.
 *
 * @module
 */
import { expect } from "expect";
import { certificatesFromPem } from "../../adapters/documents/smime/pem.ts";
import { parseTraceLine } from "../../adapters/documents/pec/trace_line.ts";
import {
  type Period,
  writeAuthorityExport,
  writeMailboxExtract,
} from "../../adapters/evidence/extract.ts";
import { nameOf } from "../../adapters/evidence/material.ts";
import { Certificate } from "../../adapters/documents/smime/certificate.ts";
import { verifyFile } from "../../adapters/verifier/verify.ts";
import { newKeys, revocationList } from "../documents/smime/support.ts";
import { mailTo } from "../flows/mail.ts";
import { Providers } from "../flows/providers.ts";
import { pythonAvailable } from "../merkle/python.ts";
import { root } from "../timestamp/support.ts";
import { Days } from "./days.ts";
import { type Bundle, evidenceOf, officeOf, secondOpinion, written } from "./offices.ts";

const ANNA = "anna@alfa.example";
const CARLA = "carla@alfa.example";
const BRUNO = "bruno@beta.example";

interface ListedEvent {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly name: string;
}

const textOf = ({ files }: Bundle, path: string) => new TextDecoder().decode(files.get(path));
const eventsOf = (bundle: Bundle): ListedEvent[] => JSON.parse(textOf(bundle, "log/events.json"));

async function send({ alfa }: Providers, account: string, to: string): Promise<string> {
  const content = mailTo(to).replace(ANNA, account);
  return await alfa.accept({ account, recipients: [to], content });
}

/** What the verifier says, by claim; those that it makes of many things once. */
async function claimsOf(bundle: Bundle, { authority, clock }: Providers) {
  const { claims } = await verifyFile("extract.zip", bundle.zip, {
    roots: certificatesFromPem(authority),
    timeStampRoots: [root.certificate.raw],
    logKeys: [],
    now: clock.now(),
  });
  return claims;
}

async function doubts(bundle: Bundle, providers: Providers): Promise<readonly string[]> {
  return (await claimsOf(bundle, providers)).filter(({ verdict }) => verdict !== "holds")
    .map(({ verdict, claim, subject, detail }) => `${verdict} ${claim} ${subject}: ${detail}`)
    // The authority of the tests publishes no lists.
    .filter((doubt) => !doubt.startsWith("unknown revocation "));
}

async function extractOf(days: Days, mailbox: string, period: Period): Promise<Bundle> {
  const { providers: { alfa, clock, folder } } = days;
  const office = await officeOf(alfa, clock);
  return await written(folder, office, (zip) => writeMailboxExtract(zip, office, mailbox, period));
}

Deno.test("an extract shows all that happened to a mailbox, and that it is all", async () => {
  await using days = await Days.start();
  const { providers } = days;
  const { alfa } = providers;
  const first = days.today;
  const before = await send(providers, ANNA, CARLA);
  await days.end(alfa);
  const second = days.today;
  const own = await send(providers, ANNA, BRUNO);
  const others = await send(providers, CARLA, BRUNO);
  await days.end(alfa);
  const third = days.today;
  const later = await send(providers, ANNA, BRUNO);
  await days.end(alfa);
  const fourth = days.today;

  const bundle = await extractOf(days, ANNA, { from: second, to: second });
  expect(await doubts(bundle, providers)).toEqual([]);
  const complete = (await claimsOf(bundle, providers)).find(({ claim }) => claim === "complete");
  expect(complete).toMatchObject({ verdict: "holds", subject: ANNA });
  const events = eventsOf(bundle);
  const about = (pecId: string) => events.some(({ stream }) => stream === `outgoing-${pecId}`);
  expect([before, own, others, later].map(about)).toEqual([false, true, false, false]);
  const stream = await alfa.storage.events.readStream(`mailbox-${ANNA}`, 0, 1000);
  const mailboxes = events.filter((event) => event.stream.startsWith("mailbox-"));
  expect(mailboxes.map((event) => event.stream)).toEqual(mailboxes.map(() => `mailbox-${ANNA}`));
  const versions = mailboxes.map(({ version }) => version);
  expect(versions.length).toBeGreaterThan(2);
  expect(versions).toEqual(versions.map((_, index) => versions[0]! + index));
  expect(versions.at(-1)).toBeLessThan(stream.length);
  expect(versions[0]).toBeGreaterThan(1);

  // From the beginning, and past the last day that is closed, whose close has no stamp yet.
  const whole = await extractOf(days, ANNA, { from: first, to: fourth });
  expect(await doubts(whole, providers)).toEqual([expect.stringMatching(/^unknown stamped /)]);
  expect(JSON.parse(textOf(whole, "manifest.json")).period).toEqual({ from: first, to: third });
  expect(eventsOf(whole).filter((event) => event.stream === `mailbox-${ANNA}`)[0])
    .toMatchObject({ version: 1 });
  await expect(extractOf(days, ANNA, { from: fourth, to: fourth }))
    .rejects.toThrow("none of these days is closed");
  if (pythonAvailable) expect(await secondOpinion(whole)).toMatchObject({ stamps: 3 });
});

Deno.test("an extract without one of its events is not complete", async () => {
  await using days = await Days.start();
  const { providers } = days;
  const day = days.today;
  await send(providers, ANNA, CARLA);
  // The next day's stamp covers the close of this one.
  await days.end(providers.alfa);
  await days.end(providers.alfa);
  const { alfa, clock, folder } = providers;
  const office = await officeOf(alfa, clock);
  const { storage } = office;
  // Whoever leaves out an event of the mailbox has everything else proved.
  const log = {
    entries: (after: number, limit: number) => storage.log.entries(after, limit),
    lengths: (kind: string, upTo: number) => storage.log.lengths(kind, upTo),
    entriesOf: (stream: string, after: number, limit: number) =>
      storage.log.entriesOf(stream, after, limit)
        .filter(({ version }) => !stream.startsWith("mailbox-") || version !== 1),
  };
  const { blobs, queries, trace } = storage;
  const forgetful = { ...office, storage: { blobs, queries, trace, log } };
  const period = { from: day, to: day };
  const bundle = await written(folder, office, (zip) => {
    return writeMailboxExtract(zip, forgetful, CARLA, period);
  });
  expect(await doubts(await extractOf(days, CARLA, period), providers)).toEqual([]);
  expect(await doubts(bundle, providers)).toEqual([
    "fails complete carla@alfa.example: events that are not there: 1",
  ]);
});

Deno.test("an authority gets everything of a period, and the log of operations", async () => {
  await using days = await Days.start();
  const { providers } = days;
  const { alfa, clock, folder } = providers;
  await send(providers, ANNA, CARLA);
  await days.end(alfa);
  const day = days.today;
  const pecId = await send(providers, CARLA, BRUNO);
  await days.end(alfa);
  // The close of the day is stamped with the next one.
  await days.end(alfa);
  const office = await officeOf(alfa, clock);
  const bundle = await written(folder, office, (zip) => {
    return writeAuthorityExport(zip, office, "Procura di Roma", { from: day, to: day });
  });
  expect(await doubts(bundle, providers)).toEqual([]);
  const events = eventsOf(bundle);
  const positions = events.map(({ position }) => position).slice(0, -1);
  expect(positions).toEqual(positions.map((_, index) => positions[0]! + index));
  expect(events.at(-1)!.name).toBe("log.day-closed");
  const lines = textOf(bundle, "log/trace.txt").trimEnd().split("\n").map(parseTraceLine);
  expect(lines).toEqual(alfa.storage.trace.linesOf(pecId));
});

Deno.test("evidence of a day that is closed has its time stamp and what was sealed with it", async () => {
  await using days = await Days.start();
  const { providers } = days;
  const { alfa, clock, folder } = providers;
  const pecId = await send(providers, ANNA, BRUNO);
  await days.end(alfa);
  await days.end(alfa);
  const office = await officeOf(alfa, clock);
  const [authority] = certificatesFromPem(providers.authority).map((der) => new Certificate(der));
  const issuer = { certificate: authority!, keys: await newKeys() };
  const list = await revocationList(issuer, { revoked: [] });
  const sealed = new TextEncoder().encode("the directory of the day was sealed");
  const known = { certificates: [], revocation: [list], directory: sealed };
  const today = { ...office, known: () => Promise.resolve(known) };
  const bundle = await evidenceOf(today, folder, pecId, ANNA);
  expect(bundle.files.has(`revocation/${nameOf(list)}.crl`)).toBe(true);
  expect(await doubts(bundle, providers)).toEqual([]);
  const stamps = [...bundle.files.keys()].filter((path) => path.endsWith(".tst"));
  // The first that covers the events, and the last one.
  expect(stamps).toEqual(["log/stamps/01.tst", "log/stamps/02.tst"]);
  expect(textOf(bundle, "directory/entries.ldif")).toContain("Beta PEC");
});
