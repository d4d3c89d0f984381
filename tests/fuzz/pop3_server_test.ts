import { Buffer } from "node:buffer";
import { expect } from "expect";
import fc from "fast-check";
import { pop3Limits } from "../../adapters/pop3/server/limits.ts";
import { pop3s } from "../../adapters/pop3/server/role.ts";
import { ConversationWire } from "../pop3/conversation_wire.ts";

const LOGIN = "USER anna@alfa.example\r\nPASS segreta  mente\r\n";
const words = fc.constantFrom(
  LOGIN,
  "AUTH\r\n",
  "AUTH PLAIN\r\n",
  "AGFubmFAYWxmYS5leGFtcGxlAHNlZ3JldGEgIG1lbnRl\r\n",
  "*\r\n",
  "CAPA\r\n",
  "STLS\r\n",
  "STAT\r\n",
  "LIST\r\n",
  "LIST 2\r\n",
  "UIDL\r\n",
  "UIDL 1\r\n",
  "RETR 1\r\n",
  "RETR 3\r\n",
  "TOP 2 1\r\n",
  "DELE 1\r\n",
  "DELE 2\r\n",
  "RSET\r\n",
  "NOOP\n",
  "\r",
  "\n",
  "\0",
  "\xff",
  "x".repeat(300),
);
const ending = fc.constantFrom("", "QUIT\r\n");
const noise = fc.uint8Array({ maxLength: 30 }).map((bytes) =>
  Buffer.from(bytes).toString("latin1")
);
const trouble = fc.constantFrom("works", "works", "fails open", "fails read", "fails remove");
const sent = fc.tuple(
  fc.constantFrom("", LOGIN),
  fc.array(fc.oneof({ weight: 9, arbitrary: words }, noise), { maxLength: 30 }),
  ending,
).map(([login, parts, ending]) => Buffer.from(login + parts.join("") + ending, "latin1"));

const MULTILINE = /^\+OK (?:.* follows?|\d+ octets)$/;

/** What the server has said, one text for each reply, and whether it has closed. */
async function run(bytes: Buffer, cut: number, trouble: string) {
  const wire = new ConversationWire(pop3s, pop3Limits, cut);
  wire.stage("message Subject: uno\\r\\n\\r\\nciao\\r\\n");
  wire.stage("message Subject: due\\r\\n\\r\\n.\\r\\n+OK falso\\r\\n");
  wire.stage("message senza riga vuota");
  wire.stage(trouble);
  await wire.send(bytes);
  const replies: string[] = [];
  let closed = true;
  await wire.drive();
  for (let line; (line = await reading(wire)) !== null;) {
    if (line === undefined) {
      closed = false;
      break;
    }
    let reply = line;
    for (let more = MULTILINE.test(line); more; more = line !== ".") {
      line = await wire.line();
      reply += `\n${line}`;
    }
    expect(reply).toMatch(/^(?:\+OK|-ERR|\+) /);
    replies.push(reply);
  }
  await wire.disconnect();
  expect(wire.scene.locked).toBe(false);
  return { replies, closed, calls: [...wire.scene.calls], left: wire.scene.messages.size };
}

/** The next line; undefined if there is none yet, null if there will be none. */
function reading(wire: ConversationWire): Promise<string | null | undefined> {
  return wire.line().catch(() => undefined);
}

Deno.test("any bytes, cut anywhere, get one reply for each line", async () => {
  await fc.assert(
    fc.asyncProperty(sent, trouble, async (bytes, trouble) => {
      const whole = await run(bytes, Infinity, trouble);
      const lines = bytes.toString("latin1").split("\n").length - 1;
      if (whole.closed) expect(whole.replies.length).toBeLessThanOrEqual(1 + lines);
      else expect(whole.replies.length).toBe(1 + lines);
      const removed = whole.calls.some((call) => call.startsWith("remove"));
      if (!removed || trouble === "fails remove") expect(whole.left).toBe(3);
      for (const cut of [1, 3, 17]) expect(await run(bytes, cut, trouble)).toEqual(whole);
    }),
    { numRuns: 200, seed: 1939 },
  );
});
