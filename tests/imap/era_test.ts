/**
 * After a restore that lost events no program takes a message for another one that it knows.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { expect } from "expect";
import { imapLimits } from "../../adapters/imap/server/limits.ts";
import { StoredMaildrops } from "../../adapters/points/maildrops.ts";
import { type RestorationEvent, RESTORES } from "../../events/restoration.ts";
import { type House, withHouse } from "./house.ts";
import { HouseTheatre } from "./house_theatre.ts";
import { ACCOUNT } from "./play.ts";

const RESTORED = Date.UTC(2026, 10, 22, 8);
const ERA = RESTORED / 1000;

/** All that a server says to some commands of a client that has logged in. */
async function told(theatre: HouseTheatre, ...commands: readonly string[]): Promise<string> {
  const client = await theatre.connect("implicit");
  const responses = [await client.response()];
  const login = `LOGIN ${ACCOUNT.user} ${ACCOUNT.password}`;
  for (const [index, command] of [login, "ENABLE QRESYNC", ...commands].entries()) {
    await client.send(Buffer.from(`a${index} ${command}\r\n`, "latin1"));
    do responses.push(await client.response()); while (!responses.at(-1)?.startsWith(`a${index} `));
  }
  await client.disconnect();
  return responses.join("\n");
}

/** What POP3 shows of the first message. */
async function uniqueId(house: House, { address }: HouseTheatre): Promise<string> {
  const { queries } = house.parts.storage;
  const maildrops = new StoredMaildrops(queries, (account) => house.mailboxOf(account));
  const maildrop = await maildrops.open(address);
  if (maildrop === "in use") throw new Error("Cannot open the maildrop");
  await maildrop.release();
  return maildrop.uniqueId(1);
}

Deno.test("a restore that lost events gives folders and messages other names", () =>
  withHouse(async (house) => {
    const theatre = await HouseTheatre.open(house, imapLimits, Infinity);
    await theatre.deliver("prova", "INBOX");
    const commands = [
      "CREATE Lavoro",
      "SELECT INBOX (QRESYNC (1 1))",
      "FETCH 1 (EMAILID)",
      "SEARCH EMAILID M1",
      "COPY 1 Bozze",
      "STATUS Cestino (UIDVALIDITY MAILBOXID)",
    ];
    const before = await told(theatre, ...commands);
    for (
      const text of [
        "[MAILBOXID (F7)]",
        "[UIDVALIDITY 1]",
        "[MAILBOXID (F1)]",
        "EMAILID (M1)",
        "* SEARCH 1",
        "[COPYUID 3 1 2]",
        "(UIDVALIDITY 4 MAILBOXID (F4))",
        "* 1 FETCH (UID 1 FLAGS",
      ]
    ) expect(before).toContain(text);
    expect(await uniqueId(house, theatre)).toBe("1");
    const event: RestorationEvent = {
      type: "storage.restored",
      at: RESTORED,
      last: 1,
      origin: "log-2",
    };
    await house.parts.storage.events.append({
      stream: RESTORES,
      expectedVersion: 0,
      events: [event],
      wake: null,
    });
    await theatre.restart();
    const after = await told(theatre, ...commands.with(0, "CREATE Altro"));
    for (
      const text of [
        `[MAILBOXID (F${ERA + 8})]`,
        `[UIDVALIDITY ${ERA + 1}]`,
        `[MAILBOXID (F${ERA + 1})]`,
        `EMAILID (M${ERA}-1)`,
        `[COPYUID ${ERA + 3} 1 3]`,
        `(UIDVALIDITY ${ERA + 4} MAILBOXID (F${ERA + 4}))`,
      ]
    ) expect(after).toContain(text);
    // What a program knows from before is of no account: it is told nothing of it, and finds nothing.
    expect(after).not.toContain("* 1 FETCH (UID 1 FLAGS");
    expect(after).not.toContain("* SEARCH 1");
    expect(await told(theatre, "SELECT INBOX", `SEARCH EMAILID M${ERA}-1`)).toContain("* SEARCH 1");
    expect(await uniqueId(house, theatre)).toBe(`${ERA}.1`);
  }));
