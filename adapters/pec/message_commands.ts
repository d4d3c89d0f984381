/**
 * `pec list`, `get`, `trace` and `cancel`: messages and what became of them.
 *
 * @module
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { components, operations } from "../client/openapi.ts";
import { itemsOf } from "../client/pages.ts";
import { writeNewFile } from "./files.ts";
import { messageLine, messageText } from "./message_text.ts";
import { inLine } from "./output.ts";
import type { Session } from "./session.ts";

type Query = NonNullable<operations["listMessages"]["parameters"]["query"]>;

const STATES: readonly components["schemas"]["Message"]["state"][] = [
  "scheduled",
  "cancelled",
  "failed",
  "accepted",
  "refused",
  "virus",
];

/** Adds them to the command line. */
export function messageCommands(main: Command, session: Session): void {
  main.command("list").description("the latest messages, newest first")
    .option("--mailbox <address>", "of one mailbox")
    .addOption(new Option("--state <state>", "in one state").choices(STATES))
    .option("--reference <text>", "with your own name for them")
    .option("--recipient <address>", "to somebody")
    .option("--subject <text>", "with this in their subject")
    .option("--from <instant>", "since then")
    .option("--until <instant>", "before then")
    .option("--limit <count>", "how many", count, 50)
    .action(async ({ limit, ...query }: Query & { limit: number }) => {
      await list(session, query, limit);
    });
  main.command("get").argument("<id>").description("a message and how its recipients stand")
    .option("--raw <file>", "write the message, as it was submitted, into a new file")
    .action((id: string, { raw }: { raw?: string }) => get(session, id, raw));
  main.command("trace").argument("<id>").description("what happened to a message, step by step")
    .action((id: string) => trace(session, id));
  main.command("cancel").argument("<id>").description("call off a message that is scheduled")
    .action(async (id: string) => {
      const api = await session.api();
      const { data } = await api.POST("/v1/messages/{id}/cancel", { params: { path: { id } } });
      session.output.item(data, messageText(data!));
    });
}

async function list({ api, output }: Session, query: Query, limit: number): Promise<void> {
  const client = await api();
  let left = limit;
  const messages = itemsOf(async (after) => {
    const page = { ...query, ...after, limit: Math.min(left, 200) };
    return (await client.GET("/v1/messages", { params: { query: page } })).data!;
  });
  for await (const message of messages) {
    output.item(message, messageLine(message));
    if (--left === 0) return;
  }
}

async function get({ api, output }: Session, id: string, raw?: string): Promise<void> {
  const client = await api();
  const { data } = await client.GET("/v1/messages/{id}", { params: { path: { id } } });
  output.item(data, messageText(data!));
  if (raw === undefined) return;
  const { data: body } = await client.GET("/v1/messages/{id}/raw", {
    params: { path: { id } },
    parseAs: "stream",
  });
  await writeNewFile(raw, body as ReadableStream<Uint8Array>);
  output.note(`Wrote ${raw}`);
}

async function trace({ api, output }: Session, id: string): Promise<void> {
  const client = await api();
  const steps = itemsOf(async (after) =>
    (await client.GET("/v1/messages/{id}/timeline", {
      params: { path: { id }, query: after },
    })).data!
  );
  for await (const step of steps) {
    const { at, text, recipients, detail, rule } = step;
    const line = [at, text, recipients.join(", "), detail, rule ? `(${rule})` : ""];
    output.item(step, line.filter(Boolean).map(inLine).join("  "));
  }
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Give a whole number from 1 on.");
}
