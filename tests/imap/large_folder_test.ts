/**
 * Folders of thousands of messages: commands on all of them are carried out in parts, and nobody
 * notices but by the time.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { expect } from "expect";
import { imapLimits } from "../../adapters/imap/server/limits.ts";
import { uidsOf } from "../../events/uid_set.ts";
import { write } from "../contracts/samples.ts";
import { type House, withHouse } from "./house.ts";
import { HouseTheatre } from "./house_theatre.ts";
import { ACCOUNT, type Client } from "./play.ts";

/** More than two parts. */
const MESSAGES = 11_000;

/** A client that has logged in. */
class Session {
  readonly #client: Client;
  #commands = 0;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(theatre: HouseTheatre): Promise<Session> {
    const session = new Session(await theatre.connect("implicit"));
    await session.#client.response();
    await session.ask(`LOGIN ${ACCOUNT.user} ${ACCOUNT.password}`);
    return session;
  }

  /** The responses to a command, the tagged one without its tag at the end. */
  async ask(command: string): Promise<readonly string[]> {
    const tag = `a${++this.#commands}`;
    await this.#client.send(Buffer.from(`${tag} ${command}\r\n`));
    const responses: string[] = [];
    for (;;) {
      const response = await this.#client.response();
      if (response === null) throw new Error(`Cannot go on after ${command}: the server closed`);
      if (!response.startsWith(`${tag} `)) responses.push(response);
      else return [...responses, response.slice(tag.length + 1)];
    }
  }

  /** How many messages a folder holds. */
  async count(folder: string): Promise<number> {
    const [status = ""] = await this.ask(`STATUS ${folder} (MESSAGES)`);
    return Number(/MESSAGES (\d+)/.exec(status)?.[1]);
  }
}

/** Sizes that are no order of the messages. */
function sizeOf(number: number): number {
  return 100 + number * 7919 % 1000;
}

/** A stage whose INBOX holds {@linkcode MESSAGES} messages with the same content. */
async function fullStage(house: House): Promise<HouseTheatre> {
  const theatre = await HouseTheatre.open(house, imapLimits, 64 * 1024);
  const content = Buffer.from("Subject: one of many\r\n\r\ntext\r\n");
  const { rope, small } = await write(house.parts.storage.blobs, content);
  const messages = Array.from({ length: MESSAGES }, (_, index) => ({
    entry: `message ${index + 1}`,
    folder: "INBOX",
    content: rope,
    size: sizeOf(index + 1),
    kind: "posta-certificata",
    pecId: "",
    messageId: "",
    subject: "one of many",
    flags: index % 3 === 0 ? ["\\Seen"] : [],
  }));
  await house.mailboxOf(theatre.address).send({ type: "store", messages, quota: null }, small);
  return theatre;
}

async function withFullStage(
  test: (theatre: HouseTheatre, session: Session) => Promise<void>,
): Promise<void> {
  await withHouse(async (house) => {
    const theatre = await fullStage(house);
    try {
      const session = await Session.open(theatre);
      await session.ask("SELECT INBOX");
      await test(theatre, session);
    } finally {
      await theatre.end();
    }
  });
}

const numbers = Array.from({ length: MESSAGES }, (_, index) => index + 1);
const seen = (number: number) => number % 3 === 1;

Deno.test("STORE and EXPUNGE of thousands: who does it and who looks on hear of each", () =>
  withFullStage(async (theatre, session) => {
    const other = await Session.open(theatre);
    await other.ask("SELECT INBOX");
    const told = await session.ask("STORE 2:* FLAGS (\\Deleted)");
    const expected = numbers.slice(1).map((number) => `* ${number} FETCH (FLAGS (\\Deleted))`);
    expect(told).toEqual([...expected, "OK Flags stored"]);
    expect((await other.ask("NOOP")).slice(0, -1)).toEqual(expected);
    expect(await session.ask("STATUS INBOX (UNSEEN DELETED)"))
      .toContain(`* STATUS INBOX (UNSEEN ${MESSAGES - 1} DELETED ${MESSAGES - 1})`);
    const again = await session.ask("STORE 1:* +FLAGS.SILENT (\\Deleted)");
    expect(again).toEqual(["OK Flags stored"]);
    expect((await other.ask("NOOP")).slice(0, -1))
      .toEqual(["* 1 FETCH (FLAGS (\\Seen \\Deleted))"]);
    const expunged = numbers.map((number) => `* ${number} EXPUNGE`).reverse();
    expect((await session.ask("EXPUNGE")).slice(0, -1)).toEqual(expunged);
    expect((await other.ask("NOOP")).slice(0, -1)).toEqual(expunged);
    expect(await session.ask("STATUS INBOX (MESSAGES UNSEEN DELETED SIZE)"))
      .toContain("* STATUS INBOX (MESSAGES 0 UNSEEN 0 DELETED 0 SIZE 0)");
  }));

Deno.test("STORE of thousands passes over those that have changed since", () =>
  withFullStage(async (theatre, session) => {
    const [status = ""] = await session.ask("STATUS INBOX (HIGHESTMODSEQ)");
    const modseq = /HIGHESTMODSEQ (\d+)/.exec(status)?.[1];
    const other = await Session.open(theatre);
    await other.ask("SELECT INBOX");
    await other.ask("STORE 3,10500 +FLAGS.SILENT (\\Flagged)");
    const told = await session.ask(
      `STORE 1:* (UNCHANGEDSINCE ${modseq}) +FLAGS.SILENT (\\Answered)`,
    );
    expect(told.at(-1)).toBe("OK [MODIFIED 3,10500] Some messages had changed");
    expect(await session.ask("SEARCH UNANSWERED")).toContain("* SEARCH 3 10500");
  }));

Deno.test("SEARCH and SORT over thousands", () =>
  withFullStage(async (_, session) => {
    const found = async (keys: string) => (await session.ask(`SEARCH ${keys}`))[0];
    const those = (holds: (number: number) => boolean) =>
      ["* SEARCH", ...numbers.filter(holds)].join(" ");
    expect(await found("SEEN")).toBe(those(seen));
    expect(await found("NOT SEEN")).toBe(those((number) => !seen(number)));
    const large = (number: number) => sizeOf(number) > 600;
    expect(await found("OR SEEN LARGER 600"))
      .toBe(those((number) => seen(number) || large(number)));
    expect(await found("NOT OR SEEN LARGER 600"))
      .toBe(those((number) => !seen(number) && !large(number)));
    expect(await found("2:4,9000:9001,10990:* UNSEEN")).toBe(
      those((number) =>
        !seen(number) &&
        (2 <= number && number <= 4 || 9000 <= number && number <= 9001 || 10_990 <= number)
      ),
    );
    const [sorted] = await session.ask("SORT (REVERSE SIZE) UTF-8 ALL");
    const expected = numbers.toSorted((one, other) => sizeOf(other) - sizeOf(one));
    expect(sorted).toBe(`* SORT ${expected.join(" ")}`);
  }));

Deno.test("COPY and MOVE of thousands tell where each message has gone", () =>
  withFullStage(async (_, session) => {
    const copied = (await session.ask("COPY 1:* Bozze")).at(-1);
    expect(copied).toBe(`OK [COPYUID 3 1:${MESSAGES} ${MESSAGES + 1}:${2 * MESSAGES}] Copied`);
    expect(await session.count("Bozze")).toBe(MESSAGES);
    const moved = await session.ask("MOVE 2:10999 Cestino");
    const [, sources = "", targets = ""] = /COPYUID 4 (\S+) (\S+)\]/.exec(moved[0] ?? "") ?? [];
    expect([...uidsOf(sources)]).toEqual(numbers.slice(1, 10_999));
    expect([...uidsOf(targets)]).toHaveLength(10_998);
    expect(moved.filter((response) => response.endsWith("EXPUNGE"))).toHaveLength(10_998);
    expect(await session.count("INBOX")).toBe(2);
    expect(await session.count("Cestino")).toBe(10_998);
  }));

Deno.test("COPY of thousands for which there is no room leaves nothing behind", () =>
  withFullStage(async (theatre, session) => {
    const octets = numbers.reduce((sum, number) => sum + sizeOf(number), 0);
    // There is room for the first part and not for the second one.
    await theatre.quota(Math.floor(1.6 * octets));
    expect((await session.ask("COPY 1:* Bozze")).at(-1)).toMatch(/^NO \[OVERQUOTA\]/);
    expect(await session.count("Bozze")).toBe(0);
    const [quota = ""] = await session.ask("GETQUOTA mailbox");
    expect(quota).toContain(`(STORAGE ${Math.ceil(octets / 1024)} `);
  }));
