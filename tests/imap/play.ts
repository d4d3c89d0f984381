/**
 * Plays IMAP dialogues on whatever answers.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import {
  type Bindings,
  bytesToSend,
  type Dialogue,
  type Expected,
  fits,
  type Step,
} from "./dialogue.ts";

/** The client's side of a session. Responses are Latin-1 text without CRLF, literals in them. */
export interface Client {
  send(bytes: Buffer): Promise<void>;
  /** The next response; null if the server closed. Throws if there is none. */
  response(): Promise<string | null>;
  /** A response that has come and was not taken. */
  unread(): Promise<string | undefined>;
  tls(): Promise<void>;
  deflate(): void;
  disconnect(): Promise<void>;
}

/** What stands behind a dialogue. */
export interface Theatre {
  connect(tls: "implicit" | "on request"): Promise<Client>;
  deliver(name: string, folder: string): Promise<void>;
  wait(seconds: number): Promise<void>;
  quota(octets: number): Promise<void>;
  restart(): Promise<void>;
}

/** The credentials that `-- login` uses. */
export const ACCOUNT = { user: "anna@alfa.example", password: "segreta" };

/** The sessions of a dialogue by their numbers. */
export type Clients = Map<string, Client>;

/** Plays a dialogue. Throws at the first line where server and script differ. */
export async function play({ steps }: Dialogue, theatre: Theatre): Promise<void> {
  const clients: Clients = new Map();
  const bindings: Bindings = new Map();
  for (const step of steps) {
    if (step.step === "stage") await perform(step, theatre, clients);
    else if (step.step === "send") {
      const client = clientOf(clients, step);
      await nothingUnread(client, `line ${step.line}`);
      await client.send(bytesToSend(step.text, bindings));
    } else await expectResponses(step, clientOf(clients, step), bindings);
  }
  for (const [session, client] of clients) await nothingUnread(client, `the end of ${session}`);
}

/** The client of a step. */
export function clientOf(clients: Clients, { session, line }: Step): Client {
  const client = clients.get(session);
  if (!client) throw new Error(`Line ${line}: there is no session ${session}`);
  return client;
}

async function nothingUnread(client: Client, where: string): Promise<void> {
  const unread = await client.unread();
  if (unread !== undefined) throw new Error(`The script lacks before ${where}:\n  S: ${unread}`);
}

async function expectResponses(
  { step, expected }: Extract<Step, { expected: Expected[] }>,
  client: Client,
  bindings: Bindings,
): Promise<void> {
  if (step === "expect any order") return await expectAnyOrder(expected, client, bindings);
  for (const { pattern, line } of expected) {
    for (let before: string | null = null;;) {
      const response = await client.response().catch((error) => {
        const text = `Line ${line}: expected ${pattern}\n      but ${error.message}`;
        throw new Error(before === null ? text : `${text}; before: ${before}`);
      });
      if (fits(response, pattern, bindings)) break;
      before = response;
      if (step === "expect at last" && response?.startsWith("* ")) continue;
      throw new Error(`Line ${line}: expected ${pattern}\n      but got ${response}`);
    }
  }
}

async function expectAnyOrder(
  expected: readonly Expected[],
  client: Client,
  bindings: Bindings,
): Promise<void> {
  const missing = [...expected];
  while (missing.length > 0) {
    const response = await client.response();
    const found = missing.findIndex(({ pattern }) => fits(response, pattern, bindings));
    if (found < 0) {
      const wanted = missing.map(({ pattern }) => pattern).join("\n            or ");
      throw new Error(`Line ${missing[0]!.line}: expected ${wanted}\n      but got ${response}`);
    }
    missing.splice(found, 1);
  }
}

/** Performs a `--` line. */
export async function perform(
  step: Extract<Step, { step: "stage" }>,
  theatre: Theatre,
  clients: Clients,
): Promise<void> {
  const { words: [word, ...rest], session, line } = step;
  const argument = rest[0] ?? "";
  switch (word) {
    case "connect": {
      clients.set(session, await theatre.connect(argument === "tls" ? "implicit" : "on request"));
      return;
    }
    case "login":
      clients.set(session, await logIn(theatre));
      return;
    case "deliver": {
      const [name = "", folder = "INBOX"] = rest.join(" ").split(" to ");
      return await theatre.deliver(name, folder);
    }
    case "wait":
      return await theatre.wait(Number(argument));
    case "quota":
      return await theatre.quota(Number(argument));
    case "restart":
      clients.clear();
      return await theatre.restart();
    case "tls":
      return await clientOf(clients, step).tls();
    case "deflate":
      return clientOf(clients, step).deflate();
    case "disconnect":
      return await clientOf(clients, step).disconnect();
    case "closed": {
      const response = await clientOf(clients, step).response();
      if (response !== null) throw new Error(`Line ${line}: not closed, but ${response}`);
      return;
    }
  }
}

async function logIn(theatre: Theatre): Promise<Client> {
  const client = await theatre.connect("implicit");
  const { user, password } = ACCOUNT;
  await client.response();
  await client.send(bytesToSend(`login LOGIN ${user} ${password}\\r\\n`, new Map()));
  for (;;) {
    const response = await client.response();
    if (response?.startsWith("login OK")) return client;
    if (!response?.startsWith("* ")) throw new Error(`Cannot log in: ${response}`);
  }
}
