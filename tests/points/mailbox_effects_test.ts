/**
 * The word to a holder whose mailbox fills up, with the engine and the storage that serve.
 *
 * @module
 */
import { expect } from "expect";
import { mailbox, type MailboxEntry } from "../../actors/mailbox.ts";
import { Runtime } from "../../actors/runtime.ts";
import { decodedText, field, unfolded } from "../../adapters/documents/mime/headers.ts";
import { scanBytes } from "../../adapters/documents/mime/scanner.ts";
import { decodeBody } from "../../adapters/documents/mime/transfer.ts";
import { mailboxEffects } from "../../adapters/points/mailbox_effects.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import type { AnyEvent } from "../../events/definition.ts";
import { issuer } from "../documents/pec/support.ts";
import { gather } from "../contracts/samples.ts";
import { withFolder, withStorage } from "../storage/temporary.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const KEY = "anna@alfa.example";
const QUOTA = 1_000_000_000;

/** A message that is as large as it says, though it has no bytes. */
function message(entry: string, size: number): MailboxEntry {
  return {
    entry,
    folder: "INBOX",
    content: [],
    size,
    kind: "posta-certificata",
    pecId: "1@beta.example",
    messageId: "<1@beta.example>",
    subject: "",
    flags: [],
  };
}

/** Resolves once `count` messages have been stored. */
async function storedIn({ events }: Storage, count: number): Promise<void> {
  const stop = new AbortController();
  for await (const { event } of events.follow(0, stop.signal)) {
    if (event.type === "mailbox.stored" && --count === 0) stop.abort();
  }
}

async function withMailbox(
  test: (storage: Storage, engine: () => Runtime, perform: () => Runtime) => Promise<void>,
): Promise<void> {
  await withFolder((folder) =>
    withStorage(folder, async (storage) => {
      const opened = { type: "account.opened", at: 1, address: "Anna@alfa.example" };
      const events = [{ ...opened, role: "holder" } as AnyEvent];
      await storage.events.append({
        stream: `account-${KEY}`,
        expectedVersion: 0,
        events,
        wake: null,
      });
      const running: Runtime[] = [];
      const make = () => {
        const clock = new SimulatedClock();
        const runtime = new Runtime({ store: storage.events, clock, log: () => {} });
        running.push(runtime);
        return runtime;
      };
      const silent = () => {
        const runtime = make();
        runtime.register({ actor: mailbox });
        return runtime;
      };
      const performing = () => {
        const runtime = make();
        const { blobs, queries } = storage;
        const perform = mailboxEffects({ issuer, blobs, queries, runtime });
        runtime.register({ actor: mailbox, perform });
        return runtime;
      };
      try {
        await test(storage, silent, performing);
      } finally {
        for (const runtime of running) await runtime.stop();
      }
    })
  );
}

Deno.test("a mailbox that fills up gets a word about it in INBOX", () =>
  withMailbox(async (storage, _silent, performing) => {
    const messages = [message("a", 872_340_000)];
    await performing().send(mailbox, KEY, { type: "store", messages, quota: QUOTA });
    await storedIn(storage, 2);
    const [, warning] = await storage.queries.mailboxEntries(KEY);
    expect(warning).toMatchObject({ folder: "INBOX", kind: "quota-warning", entry: "quota 85 3" });
    const bytes = await gather(storage.blobs.read(warning!.content));
    expect(bytes.length).toBe(warning!.size);
    const root = scanBytes(bytes);
    const subject = "Spazio della casella in esaurimento (87 %)";
    expect(decodedText(field(root, "Subject")!)).toBe(subject);
    expect(warning!.subject).toBe(subject);
    expect(unfolded(field(root, "From")!)).toBe("postmaster@alfa.example");
    expect(unfolded(field(root, "To")!)).toBe("Anna@alfa.example");
    expect(unfolded(field(root, "Message-ID")!)).toBe(warning!.messageId);
    expect(unfolded(field(root, "Auto-Submitted")!)).toBe("auto-generated");
    expect(root.type).toBe("text/plain");
    const body = bytes.subarray(new TextDecoder().decode(bytes).indexOf("\r\n\r\n") + 4);
    const text = new TextDecoder().decode(decodeBody("quoted-printable", body));
    expect(text).toContain("occupa 872.3 MB dei 1000 MB disponibili (87 %)");
    expect(text).toContain("avviso di mancata consegna");
    expect(text).toContain("uses 872.3 MB of 1000 MB (87 %)");
    expect(text).not.toMatch(/[{}]/);
  }));

Deno.test("a word that another process owes is stored, once, by the one that serves", () =>
  withMailbox(async (storage, silent, performing) => {
    const messages = [message("a", QUOTA - 1)];
    await silent().send(mailbox, KEY, { type: "store", messages, quota: QUOTA });
    expect((await storage.queries.mailboxEntries(KEY)).length).toBe(1);
    const serving = performing();
    await serving.start();
    await storedIn(storage, 2);
    await serving.stop();
    await performing().start();
    expect((await storage.queries.mailboxEntries(KEY)).map(({ entry }) => entry))
      .toEqual(["a", "quota 95 3"]);
    expect(await storage.events.nextWake()).toBe(null);
  }));
