import { Buffer } from "node:buffer";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "expect";
import fc from "fast-check";
import { imapLimits } from "../../adapters/imap/server/limits.ts";
import { ClientModel, sorted } from "../imap/client_model.ts";
import { expectProjected } from "../imap/holding.ts";
import { type House, withHouse } from "../imap/house.ts";
import { HouseTheatre } from "../imap/house_theatre.ts";
import { ACCOUNT, type Client } from "../imap/play.ts";

/** One command of one session. */
interface Step {
  readonly session: number;
  readonly text: string;
  /** What is sent after a `+`. */
  readonly more: string;
  /** Whether a message has arrived before. */
  readonly arrival: boolean;
}

const name = fc.constantFrom(
  ..."INBOX INBOX INBOX INBOX Bozze Bozze Bozze a a inbox Ricevute a a/b a/b/c &AOg- Niente Inviata x&y {1+}\r\na"
    .split(" "),
  '"Posta non certificata"',
  '""',
);
const selectable = fc.constantFrom(
  ..."INBOX INBOX INBOX INBOX INBOX INBOX Bozze Bozze a Niente".split(" "),
);
const set = fc.constantFrom(
  ..."1 1:* * 2:3 3,1 1:2 2 1:* 2:* 1:* 9 1:2,4 4294967295 $ *:1 0".split(" "),
);
const opening = fc.constantFrom("SELECT ", "SELECT ", "SELECT ", "EXAMINE ");
const uid = fc.constantFrom("", "UID ");
const flags = fc.subarray(["\\Seen", "\\Deleted", "\\Flagged", "$Mia", "altra"], { minLength: 1 })
  .map((flags) => `(${flags.join(" ")})`);
const modseq = fc.integer({ min: 0, max: 20 });
const item = fc.constantFrom(
  ..."FLAGS UID MODSEQ RFC822.SIZE INTERNALDATE EMAILID SAVEDATE BODY[] BODY.PEEK[] BODY[TEXT]"
    .split(" "),
  ..."BODY.PEEK[HEADER] BODY.PEEK[1] BODY[2.1.MIME] BINARY[1] BINARY.SIZE[2] RFC822 RFC822.TEXT"
    .split(" "),
  ..."BODY.PEEK[]<3.9> BODY[TEXT]<999.1> RFC822.HEADER THREADID FLAGS".split(" "),
  "BODY.PEEK[HEADER.FIELDS (Subject X)]",
);
const items = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => `(${items.join(" ")})`);
const key = fc.constantFrom(
  ..."ALL SEEN UNSEEN DELETED 1:2 UID|1:3 SUBJECT|uno BODY|testo NOT|SEEN OR|SEEN|DELETED MODSEQ|3"
    .split(" ").map((key) => key.replaceAll("|", " ")),
  ..."LARGER|10 KEYWORD|$Mia $ SINCE|1-Jan-2020 SENTON|20-Nov-2026 TEXT|{3+}\r\nuno (FLAGGED|ALL)"
    .split(" ").map((key) => key.replaceAll("|", " ")),
);
const returns = fc.constantFrom(
  ..."|RETURN () |RETURN (SAVE) |RETURN (MIN MAX) |RETURN (ALL COUNT SAVE) ".split("|"),
);
const parameter = fc.oneof(
  fc.constantFrom("", "", " (CONDSTORE)"),
  modseq.map((modseq) => ` (QRESYNC (1 ${modseq + 1} 1:9))`),
);
const message = fc.constantFrom("Subject: x\r\n\r\ntesto\r\n", "x", "a\r\nb\r\n\r\n", "\xff\xfe");

/** The parts of a command one after the other. */
function parts(...parts: (string | fc.Arbitrary<unknown>)[]): fc.Arbitrary<string> {
  return fc.tuple(...parts.map((part) => typeof part === "string" ? fc.constant(part) : part))
    .map((words) => words.join(""));
}

const content = fc.oneof(
  message.map((message) => [`{${message.length}+}\r\n${message}\r\n`, ""] as const),
  message.map((message) => [`{${message.length}}\r\n`, `${message}\r\n`] as const),
  message.map((message) => [`~{${message.length}+}\r\n${message}\r\n`, ""] as const),
);

/** Commands on the messages of a folder. */
const onMessages = fc.oneof(
  { weight: 3, arbitrary: parts(uid, "FETCH ", set, " ", items) },
  {
    weight: 3,
    arbitrary: parts(
      uid,
      "STORE ",
      set,
      " ",
      fc.constantFrom("", "+", "-"),
      "FLAGS",
      fc.constantFrom("", ".SILENT"),
      " ",
      flags,
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom("EXPUNGE", "NOOP", "UID EXPUNGE 1:9") },
  parts("STORE 1:2 +FLAGS", fc.constantFrom("", ".SILENT"), " (\\Deleted)"),
  parts(uid, "STORE ", set, " (UNCHANGEDSINCE ", modseq, ") +FLAGS ", flags),
  parts(uid, "FETCH ", set, " (FLAGS) (CHANGEDSINCE ", modseq, ")"),
  parts("UID FETCH 1:* (FLAGS) (CHANGEDSINCE ", modseq, " VANISHED)"),
  parts(uid, fc.constantFrom("COPY ", "MOVE "), set, " ", selectable),
  parts(uid, "SEARCH ", returns, key, " ", key),
  parts(uid, "SORT (REVERSE SUBJECT ARRIVAL) UTF-8 ", key),
  parts(uid, "THREAD REFERENCES UTF-8 ", key),
);

/** Commands on folders, and others. */
const onFolders = fc.oneof(
  { weight: 5, arbitrary: parts(opening, selectable, parameter) },
  parts(fc.constantFrom("CREATE ", "CREATE ", "DELETE ", "SUBSCRIBE ", "UNSUBSCRIBE "), name),
  parts("RENAME ", name, " ", name),
  parts("STATUS ", name, " (MESSAGES UIDNEXT UNSEEN SIZE HIGHESTMODSEQ)"),
  fc.constantFrom(
    ..."CLOSE UNSELECT CHECK CAPABILITY NAMESPACE LOGOUT STARTTLS NONSENSE".split(" "),
    ...["CONDSTORE", "QRESYNC", "UTF8=ACCEPT", "IMAP4rev2"].map((name) => `ENABLE ${name}`),
    'LIST "" *',
    'LIST (SUBSCRIBED) "" % RETURN (STATUS (MESSAGES))',
    'LSUB "" *',
    "GETQUOTAROOT INBOX",
    "ID NIL",
    `LOGIN ${ACCOUNT.user} ${ACCOUNT.password}`,
    `LOGIN ${ACCOUNT.user} sbagliata`,
  ),
);

/** A command after its tag, and what is sent after a `+`. */
const command: fc.Arbitrary<readonly [string, string]> = fc.noBias(fc.oneof(
  { weight: 40, arbitrary: onMessages.map((text) => [`${text}\r\n`, ""] as const) },
  { weight: 8, arbitrary: onFolders.map((text) => [`${text}\r\n`, ""] as const) },
  {
    weight: 4,
    arbitrary: fc.tuple(parts("APPEND ", name, " ", flags, " "), content)
      .map(([text, [content, more]]) => [text + content, more] as const),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      parts(uid, "REPLACE ", fc.constantFrom("1", "2", "*", "9"), " ", name, " "),
      content,
    ).map(([text, [content, more]]) => [text + content, more] as const),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom("DONE\r\n", "DONE\r\n", "what\r\n")
      .map((more) => ["IDLE\r\n", more] as const),
  },
  fc.constantFrom("AGFubmFAYWxmYS5leGFtcGxlAHNlZ3JldGE=\r\n", "*\r\n", "???\r\n")
    .map((more) => ["AUTHENTICATE PLAIN\r\n", more] as const),
));

const step: fc.Arbitrary<Step> = fc.noBias(fc.record({
  session: fc.nat({ max: 1 }),
  command,
  arrival: fc.nat({ max: 4 }).map((chance) => chance === 0),
})).map(({ command: [text, more], ...rest }) => ({ ...rest, text, more }));

/** Where a session stands before the steps. */
type Beginning = "clear" | "tls" | "in" | "selected";
const beginning = fc.noBias(
  fc.constantFrom<Beginning>("clear", "tls", "in", ...Array(9).fill("selected")),
);

/** Into pieces of how many octets what is sent is cut. */
const cut = fc.constantFrom(1, 3, 17);

/** A session, what has been heard in it, and what a client makes of that. */
class Party {
  readonly client: Client;
  readonly heard: string[] = [];
  readonly model = new ClientModel();
  closed = false;
  /** IDLE is under way, and ends with this. */
  done = "";

  constructor(client: Client) {
    this.client = client;
  }

  /** Takes what has come. */
  async listen(): Promise<readonly string[]> {
    const news: string[] = [];
    for (let response; (response = await this.client.unread()) !== undefined;) {
      if (response.startsWith("* ")) this.model.hear(response);
      else expect(response).toMatch(/^(?:\+ |\+$|[^ ]+ (?:OK|NO|BAD) )/);
      news.push(response);
    }
    this.heard.push(...news);
    return news;
  }

  async send(text: string): Promise<readonly string[]> {
    await this.client.send(Buffer.from(text, "latin1"));
    return await this.listen();
  }
}

/** Brings a session to where the steps begin. */
async function begin(theatre: HouseTheatre, beginning: Beginning): Promise<Party> {
  const party = new Party(await theatre.connect(beginning === "clear" ? "on request" : "implicit"));
  await party.listen();
  if (beginning === "in" || beginning === "selected") {
    await party.send(`b1 LOGIN ${ACCOUNT.user} ${ACCOUNT.password}\r\n`);
  }
  if (beginning === "selected") await party.send("b2 SELECT INBOX\r\nb3 FETCH 1:* (FLAGS)\r\n");
  return party;
}

/** A stage with some messages, and its two sessions. */
async function stage(house: House, beginnings: readonly Beginning[], cut: number, errors: number) {
  const theatre = await HouseTheatre.open(house, { ...imapLimits, errors }, cut);
  for (const name of ["uno", "parts", "tre", "quattro", "parts", "sei"]) {
    await theatre.deliver(name, "INBOX");
  }
  const parties: Party[] = [];
  for (const beginning of beginnings) parties.push(await begin(theatre, beginning));
  return { theatre, parties };
}

const NO_EXPUNGE = /^(?:FETCH|STORE|SEARCH|SORT|THREAD) /;
/** After these a client asks for what it does not know. */
const UNINFORMED = /^(?:SELECT|EXAMINE) |\.SILENT/;
const EXPUNGE = /^\* (?:\d+ EXPUNGE|VANISHED \d)/;

/** Lets a party speak; expects one tagged reply. */
async function speak(
  { text, more }: Step,
  tag: string,
  party: Party,
  theatre: HouseTheatre,
): Promise<void> {
  if (party.done !== "") {
    await party.send(party.done);
    party.done = "";
  }
  const said = [...await party.send(`${tag} ${text}`)];
  const last = () => said.at(-1) ?? "";
  const asked = said.some((response) => response.startsWith("+"));
  if (asked && text.startsWith("IDLE")) return void (party.done = more);
  if (asked) said.push(...await party.send(more));
  if (text.includes(".SILENT")) party.model.forget();
  if (text.startsWith("STARTTLS") && last().startsWith(`${tag} OK`)) await party.client.tls();
  if (!last().startsWith(`${tag} `)) {
    // Wrong passwords are answered late.
    await theatre.wait(2);
    said.push(...await party.listen());
  }
  party.closed = said.some((response) => response.startsWith("* BYE"));
  const tagged = said.filter((response) => response.startsWith(`${tag} `));
  expect({ text, said, replies: tagged.length }).toEqual({ text, said, replies: 1 });
  if (UNINFORMED.test(text) && !party.closed) await party.send(`f${tag} FETCH 1:* (FLAGS)\r\n`);
  if (NO_EXPUNGE.test(text)) {
    expect(said.filter((response) => EXPUNGE.test(response))).toEqual([]);
  }
}

/** A party that has selected a folder knows what there is in it, after a NOOP. */
async function expectInformed(party: Party): Promise<void> {
  if (party.closed) return;
  if (party.done !== "") await party.send(party.done);
  const [last] = (await party.send("z1 NOOP\r\n")).slice(-1);
  if (!last?.startsWith("z1 OK")) return;
  const { model } = party;
  const known = Array.from({ length: model.count }, (_, at) => model.flags(at + 1));
  const told = (await party.send("z2 UID FETCH 1:* (FLAGS)\r\n")).flatMap((response) => {
    const [, number, flags] = /^\* (\d+) FETCH \(.*FLAGS \(([^)]*)\)/.exec(response) ?? [];
    return number === undefined ? [] : [[Number(number), sorted(flags!)] as const];
  });
  if (party.heard.at(-1)?.startsWith("z2 BAD")) return;
  expect(told.map(([number]) => number)).toEqual(known.map((_, at) => at + 1));
  for (const [number, flags] of told) {
    const before = known[number - 1];
    if (before !== null) expect({ number, flags: before }).toEqual({ number, flags });
  }
}

/** What both sessions have heard. */
async function run(
  house: House,
  beginnings: readonly Beginning[],
  steps: readonly Step[],
  cut: number,
): Promise<readonly (readonly string[])[]> {
  const { theatre, parties } = await stage(house, beginnings, cut, 1000);
  try {
    for (const [index, step] of steps.entries()) {
      const party = parties[step.session]!;
      if (step.arrival) await theatre.deliver(`arrivo ${index}`, "INBOX");
      for (const party of parties) await party.listen();
      if (!party.closed) await speak(step, `t${index}`, party, theatre);
      for (const party of parties) await party.listen();
      // What can be told of a message that is gone depends on how far the index has come.
      await house.parts.index.caughtUp();
    }
    for (const party of parties) await expectInformed(party);
    await expectProjected(house, theatre.address);
    return parties.map(({ heard }) => heard);
  } finally {
    await theatre.end();
  }
}

/** No command has failed for want of care. */
function expectNoFault({ log }: House): void {
  expect(log.splice(0).filter((entry) => entry.includes("command-failed"))).toEqual([]);
}

Deno.test("two sessions: one reply for each command, nothing lost, however bytes are cut", () =>
  withHouse((house) =>
    fc.assert(
      fc.asyncProperty(
        fc.tuple(beginning, beginning),
        fc.array(step, { minLength: 20, maxLength: 40, size: "max" }),
        cut,
        async (beginnings, steps, cut) => {
          const whole = await run(house, beginnings, steps, Infinity);
          expect(await run(house, beginnings, steps, cut)).toEqual(whole);
          expectNoFault(house);
        },
      ),
      { numRuns: 40, seed: 9051, endOnFailure: true },
    )
  ));

/** Octets of a session that are no longer what a client meant. */
const mutated = fc.tuple(
  fc.array(command, { minLength: 1, maxLength: 15 }),
  fc.array(
    fc.record({
      at: fc.nat({ max: 2000 }),
      drop: fc.nat({ max: 3 }),
      put: fc.constantFrom("", "\0", "\r", "\n", '"', "(", "{3+}\r\n", "{9", "\xff", "*", " ", "A"),
    }),
    { maxLength: 6 },
  ),
).map(([commands, faults]) => {
  let text = commands.map(([text, more], at) => `t${at} ${text}${more}`).join("");
  for (const { at, drop, put } of faults) {
    const place = at % text.length;
    text = text.slice(0, place) + put + text.slice(place + drop);
  }
  return text;
});

/** What a session has heard that was sent such octets. */
async function suffer(house: House, beginning: Beginning, text: string, cut: number) {
  const { theatre, parties: [party] } = await stage(house, [beginning], cut, imapLimits.errors);
  try {
    await party!.send(text);
    // As many wrong passwords as a session may try.
    for (let tries = 0; tries < imapLimits.authenticationFailures; tries++) {
      await theatre.wait(2);
      await party!.listen();
    }
    await expectProjected(house, theatre.address);
    return party!.heard;
  } finally {
    await theatre.end();
  }
}

Deno.test("octets that nobody meant do no harm, and mean the same however they are cut", () =>
  withHouse((house) =>
    fc.assert(
      fc.asyncProperty(beginning, mutated, cut, async (beginning, text, cut) => {
        const whole = await suffer(house, beginning, text, Infinity);
        expect(await suffer(house, beginning, text, cut)).toEqual(whole);
        for (const response of whole) expect(response).not.toContain("SERVERBUG");
        expectNoFault(house);
      }),
      { numRuns: 60, seed: 3501, endOnFailure: true },
    )
  ));

/** Octets that a client sends without ever ending a line, and how much of them may be held. */
const FLOOD = 16 * 1024 * 1024;
const HELD = 2 * 1024 * 1024;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

Deno.test("a flood is not held", (test) =>
  withHouse(async (house) => {
    for (
      const [state, beginning, text] of [
        ["before the login", "tls", ""],
        ["in a command", "selected", "t FETCH 1 ("],
        ["in a quoted string", "selected", 't SELECT "'],
        ["in IDLE", "selected", "t IDLE\r\n"],
        ["in AUTHENTICATE", "tls", "t AUTHENTICATE PLAIN\r\n"],
        ["in a message that is refused", "selected", `t APPEND Niente {${2 * FLOOD}+}\r\n`],
        ["in a message", "selected", `t APPEND INBOX {${2 * FLOOD}+}\r\n`],
      ] as const
    ) {
      await test.step(state, async () => {
        const { theatre, parties: [party] } = await stage(house, [beginning], Infinity, 20);
        await party!.send(text);
        const chunk = Buffer.alloc(64 * 1024, "x");
        const before = held();
        for (let sent = 0; sent < FLOOD; sent += chunk.length) await party!.client.send(chunk);
        expect(held() - before).toBeLessThan(HELD);
        await theatre.end();
        expectNoFault(house);
      });
    }
  }));

function held(): number {
  collectGarbage();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

Deno.test("what cannot be expanded ends a compressed session", () =>
  withHouse(async (house) => {
    const { theatre, parties: [party] } = await stage(house, ["in"], Infinity, 20);
    await party!.send("t COMPRESS DEFLATE\r\n");
    await party!.client.send(Buffer.from("t NOOP\r\n\xff\xff\xff\xff", "latin1"));
    party!.client.deflate();
    expect(await party!.client.response()).toBe(null);
    await theatre.end();
  }));
