/**
 * `pec tail`: what happens, as it happens.
 *
 * @module
 */
import type { Command } from "commander";
import { type FeedEvent, followEvents } from "../client/events.ts";
import { reasonOf } from "./failure.ts";
import { inLine } from "./output.ts";
import type { Session } from "./session.ts";

interface Options {
  readonly after?: string;
  readonly type?: FeedEvent["type"][];
  readonly mailbox?: string;
  readonly message?: string;
}

/** Adds it to the command line. */
export function tailCommand(main: Command, session: Session): void {
  main.command("tail").description("show events as they happen, until it is interrupted")
    .option("--after <event>", "go on behind this event (default: from now on)")
    .option("--type <type...>", "of these types alone: message.delivered …")
    .option("--mailbox <address>", "of one mailbox")
    .option("--message <id>", "of one message")
    .action(async ({ type, ...following }: Options) => {
      const events = followEvents(await session.api(), {
        ...following,
        ...(type ? { types: type } : {}),
        signal: session.interrupted(),
        lost: (error) => session.output.note(`Connection lost, trying again: ${reasonOf(error)}`),
      });
      for await (const event of events) session.output.item(event, eventText(event));
    });
}

function eventText({ created_at, type, mailbox, message, reference, data }: FeedEvent): string {
  const recipient = "recipient" in data ? data.recipient : null;
  return [created_at, type, mailbox ?? "", message ?? "", recipient ?? "", reference ?? ""]
    .map(inLine).join("  ").trimEnd();
}
