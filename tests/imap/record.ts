/**
 * Plays a dialogue on a server that may answer otherwise, and writes down what it says.
 *
 * @module
 */
import { type Bindings, bytesToSend, type Dialogue, type Expected, fits } from "./dialogue.ts";
import { type Client, clientOf, type Clients, perform, type Theatre } from "./play.ts";

/** What a server has said in answer to a command, by the command's tag (`2:a1` in session 2). */
export type Record = Map<string, string[]>;

/** Plays a dialogue. Where the script expects a tagged response, all up to it are taken. */
export async function record({ steps }: Dialogue, theatre: Theatre): Promise<Record> {
  const clients: Clients = new Map();
  const bindings: Bindings = new Map();
  const said: Record = new Map();
  const turns = new Map<string, string>();
  for (const step of steps) {
    if (step.step === "stage") {
      await perform(step, theatre, clients);
      continue;
    }
    const client = clientOf(clients, step);
    const { session } = step;
    if (step.step === "send") {
      const tag = /^([a-z]\d+) /.exec(step.text)?.[1];
      if (tag !== undefined) turns.set(session, session === "1" ? tag : `${session}:${tag}`);
      await client.send(bytesToSend(step.text, bindings));
      continue;
    }
    const heard = await hear(client, step.expected);
    for (const { pattern } of step.expected) {
      if (pattern.includes("${")) heard.find((response) => fits(response, pattern, bindings));
    }
    const turn = turns.get(session) ?? "greeting";
    said.set(turn, [...said.get(turn) ?? [], ...heard]);
  }
  return said;
}

async function hear(client: Client, expected: readonly Expected[]): Promise<string[]> {
  const heard: string[] = [];
  const last = expected.findLastIndex(({ pattern }) => !pattern.startsWith("* "));
  for (const { pattern } of expected.slice(0, last + 1)) {
    if (pattern.startsWith("* ")) continue;
    const tag = pattern.slice(0, pattern.indexOf(" ") + 1) || pattern;
    for (;;) {
      const response = await client.response();
      if (response === null) return heard;
      heard.push(response);
      if (response.startsWith(tag) || /^[a-z]\d+ /.test(response)) break;
    }
  }
  // What comes without having been asked for.
  for (let more = expected.length - last - 1; more > 0; more--) {
    const response = await client.response().catch(() => null);
    if (response !== null) heard.push(response);
  }
  return heard;
}
