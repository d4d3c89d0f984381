/**
 * Messages that arrive in the mailboxes of a test.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { defaultMimeLimits } from "../../../adapters/documents/mime/limits.ts";
import { arrive } from "../../../adapters/points/incoming_point.ts";
import { type Content, Receiving } from "../../../adapters/points/intake.ts";
import { acceptContent } from "../../../adapters/points/submission.ts";
import type { MailboxEntry } from "../../../adapters/storage/storage.ts";
import { INBOX } from "../../../events/folders.ts";
import type { TestApi } from "../support/application.ts";

export const ANNA = "anna@alfa.example";
export const CARLA = "carla@alfa.example";
export const MAILBOX = `/v1/mailboxes/${ANNA}`;

/** Joins lines with CRLF, the last one included. */
export function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\r\n`).join("");
}

/** A message of carla's to anna. */
export function mail(subject: string, ...rest: readonly string[]): string {
  const header = ["From: Carla <carla@alfa.example>", "To: Anna <anna@alfa.example>"];
  return lines(...header, `Subject: ${subject}`, ...rest);
}

/** A text with two attachments and an image, in HTML as well. */
export const RICH = mail(
  "Offerta",
  "Date: Sat, 21 Nov 2026 10:00:00 +0100",
  "Message-ID: <offerta@client.alfa.example>",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="m"',
  "",
  "--m",
  'Content-Type: multipart/alternative; boundary="a"',
  "",
  "--a",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Perch=C3=A9 no?",
  "--a",
  "Content-Type: text/html; charset=utf-8",
  "",
  '<p onclick="x()">Perché <b>no</b>?<img src="cid:logo@alfa.example">' +
    '<img src="https://evil.example/p"></p><script>alert(1)</script>',
  "--a--",
  "--m",
  'Content-Type: image/png; name="logo.png"',
  "Content-ID: <logo@alfa.example>",
  "Content-Transfer-Encoding: base64",
  "",
  "iVBORw==",
  "--m",
  "Content-Type: text/html",
  "Content-Disposition: attachment; filename*=UTF-8''perizia%20%C3%A8%22.html",
  "",
  "<script>alert(2)</script>",
  "--m--",
);

/** Sends a certified message from carla to anna; resolves when it lies in anna's INBOX. */
export async function certified(api: TestApi, content: string): Promise<MailboxEntry> {
  const { provider, world } = api;
  const envelope = { account: CARLA, sender: CARLA, recipients: [ANNA] };
  return await arrival(api, async () => {
    await acceptContent(provider, envelope, await taken(api, content), world.limits);
  });
}

/** An ordinary message to anna, who has to want such mail. */
export async function ordinary(api: TestApi, content: string): Promise<MailboxEntry> {
  const sender = "bruno@ordinary.example";
  const taking = { sender, recipients: [ANNA], secure: true, content: await taken(api, content) };
  return await arrival(api, async () => {
    await arrive(api.provider, taking);
  });
}

/** Puts a message into a folder of anna's, as a mail program would. */
export async function append(api: TestApi, content: string, folder = INBOX): Promise<number> {
  const { rope, pending, size } = await taken(api, content);
  const subject = /^Subject: (.*)\r$/m.exec(content)?.[1] ?? "";
  const message = { folder, content: rope, size, messageId: "", subject, flags: [] };
  const received = api.clock.now();
  const mailbox = api.world.mailboxOf(ANNA);
  const { state, refusal } = await mailbox.send(
    { type: "append", message: { ...message, received }, quota: 1e9, replaces: null },
    pending,
  );
  if (refusal) throw new Error(`Cannot append: ${refusal.detail}`);
  return state.lastUid;
}

/** What comes into anna's mailbox after an action that leads to it. */
async function arrival(api: TestApi, action: () => Promise<void>): Promise<MailboxEntry> {
  const { events, queries } = api.world.storage;
  const before = (await queries.mailboxEntries(ANNA)).length;
  const seen = new AbortController();
  const news = events.followStreams(await events.head(), seen.signal);
  await action();
  for await (const stream of news) {
    if (stream !== `mailbox-${ANNA}`) continue;
    const entries = await queries.mailboxEntries(ANNA);
    if (entries.length > before) return entries.at(-1)!;
  }
  throw new Error("Cannot find what has arrived");
}

async function taken(api: TestApi, content: string): Promise<Content> {
  const bytes = Buffer.from(content, "utf8");
  const receiving = new Receiving(api.provider.blobs, defaultMimeLimits);
  await receiving.write(bytes);
  return await receiving.end({ size: bytes.length, eightBit: true });
}
