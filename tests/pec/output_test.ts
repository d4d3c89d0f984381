/**
 * What is written for people and for programs, where texts of strangers are in it.
 *
 * @module
 */
import { expect } from "expect";
import { type Message, messageLine, messageText } from "../../adapters/pec/message_text.ts";
import { jsonOutput, textOutput } from "../../adapters/pec/output.ts";
import { run } from "../../adapters/pec/pec.ts";
import type { Session } from "../../adapters/pec/session.ts";
import { createClient } from "../../adapters/client/client.ts";

const HOSTILE = "Offerta \u001b[2J\u009b\u202e\n0 accepted\r\u2028";
const INSTANT = "2026-11-22T08:00:00.000Z";
const MESSAGE: Message = {
  id: "K1",
  pec_id: "K1@alfa.example",
  mailbox: "anna@alfa.example",
  state: "accepted",
  refusal: null,
  subject: HOSTILE,
  size: 7,
  reference: HOSTILE,
  metadata: {},
  created_at: INSTANT,
  submitted_at: INSTANT,
  send_at: null,
  receipt_type: "complete",
  recipients: [{
    address: "bruno@beta.example",
    certified: true,
    state: "failed",
    reason: { code: "altro", detail: HOSTILE },
    updated_at: INSTANT,
    provider: HOSTILE,
  }],
};

Deno.test("pec: foreign text commands no terminal, and begins no line", () => {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  textOutput(write, write).item(MESSAGE, messageLine(MESSAGE));
  textOutput(write, write).item(MESSAGE, messageText(MESSAGE));
  textOutput(write, write).note(HOSTILE);
  expect(lines[0]).toContain("Offerta");
  expect(lines[0]!.split("\n")).toHaveLength(1);
  expect(lines[1]!.split("\n")).toHaveLength(6);
  // deno-lint-ignore no-control-regex -- these must not be there
  for (const line of lines) expect(line).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]/);
});

Deno.test("pec: programs get one line for each thing, and all of the text", () => {
  const lines: string[] = [];
  jsonOutput((line) => lines.push(line), () => {}).item(MESSAGE, "");
  expect(lines[0]).not.toContain("\n");
  expect(JSON.parse(lines[0]!)).toEqual(MESSAGE);
});

const DRY_RUN = {
  ...{ would_be_accepted: true, faults: [], recipients: [], size: 7, warnings: [] },
  budget: { size_times_recipients: 7, limit: 100, remaining: 93 },
};

for (const [answer, sends] of [["yes", true], ["SÌ", true], ["no", false], ["", false]] as const) {
  Deno.test(`pec: a person answers "${answer}", and ${sends ? "it is" : "nothing is"} sent`, async () => {
    const asked: string[] = [];
    const notes: string[] = [];
    const session: Session = {
      environment: () => undefined,
      api: () =>
        Promise.resolve(createClient({
          url: "https://alfa.example",
          key: "live_a_b",
          fetch: ({ url }) => {
            asked.push(new URL(url).search);
            return Promise.resolve(Response.json(asked.length === 1 ? DRY_RUN : MESSAGE));
          },
        })),
      output: textOutput(() => {}, (line) => notes.push(line)),
      ask: () => Promise.resolve(answer),
      askKey: () => Promise.resolve(""),
      now: () => 0,
      uuid: () => "uuid",
      interrupted: () => new AbortController().signal,
    };
    const words = ["send", "--from", "a@alfa.example", "--to", "b@beta.example", "--subject", "x"];
    expect(await run(words, session)).toBe(sends ? 0 : 1);
    expect(asked).toEqual(sends ? ["?dry_run=true", ""] : ["?dry_run=true"]);
    expect(notes.includes("Not sent")).toBe(!sends);
  });
}
