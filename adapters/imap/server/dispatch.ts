/**
 * From a command to what it leads to: each has the states in which it is valid (RFC 9051 §3), and
 * its own file.
 *
 * @module
 */
import { capability } from "./commands/capability.ts";
import { compress } from "./commands/compress.ts";
import { copy } from "./commands/copy.ts";
import { enable } from "./commands/enable.ts";
import { expunge } from "./commands/expunge.ts";
import { fetch } from "./commands/fetch.ts";
import { createFolder, deleteFolder, renameFolder, subscribe } from "./commands/folders.ts";
import { id } from "./commands/id.ts";
import { list, lsub } from "./commands/list.ts";
import { authenticate, login, plainDialogue } from "./commands/login.ts";
import { namespace } from "./commands/namespace.ts";
import { quota, quotaRoot } from "./commands/quota.ts";
import { search } from "./commands/search.ts";
import { close, select } from "./commands/select.ts";
import { sort } from "./commands/sort.ts";
import { status } from "./commands/status.ts";
import { store } from "./commands/store.ts";
import { thread } from "./commands/thread.ts";
import { bad, type Completion, no, ok } from "./completion.ts";
import type { Context } from "./context.ts";
import type { Command } from "./grammar/ast.ts";
import type { Authenticated, Selected } from "./state.ts";

/** A command that goes on with a line of the client's. */
export interface Dialogue {
  readonly kind: "idle" | "sasl";
  readonly command: Command;
  /** What stands behind the `+`. */
  readonly prompt: string;
  /** Takes the line; null where it was too long. */
  respond(line: string | null): Promise<Completion> | Completion;
}

/** Begins a command that needs another line; null where it needs none. */
export function startDialogue(context: Context, command: Command): Dialogue | Completion | null {
  if (command.name === "IDLE") {
    return context.state.at === "unauthenticated" ? OUT_OF_PLACE : {
      kind: "idle",
      command,
      prompt: "idling",
      respond: (line) =>
        line?.toUpperCase() === "DONE" ? ok("Idle ended") : bad("DONE was expected"),
    };
  }
  return command.name === "AUTHENTICATE" ? plainDialogue(context, command) : null;
}

/** Carries a command out. */
export async function obey(context: Context, command: Command): Promise<Completion> {
  const { state } = context;
  switch (command.name) {
    case "CAPABILITY":
      return capability(context);
    case "NOOP":
      return ok("Nothing done");
    case "LOGOUT":
      context.out.untagged("BYE Until next time");
      return { ...ok("Logged out"), afterwards: "close" };
    case "ID":
      return id(context, command);
    case "STARTTLS":
    case "LOGIN":
    case "AUTHENTICATE":
      return await obeyBeforeLogin(context, command);
  }
  if (state.at === "unauthenticated" || state.at === "over") return OUT_OF_PLACE;
  return await obeyAfterLogin(context, command, state);
}

async function obeyBeforeLogin(
  context: Context,
  command: Extract<Command, { name: "AUTHENTICATE" | "LOGIN" }> | {
    readonly name: "STARTTLS" | string;
  },
): Promise<Completion> {
  if (context.state.at !== "unauthenticated") return OUT_OF_PLACE;
  if (!("user" in command) && !("mechanism" in command)) {
    if (context.secure) return bad("TLS is on already");
    return { ...ok("Begin TLS negotiation now"), afterwards: "secure" };
  }
  return "user" in command ? await login(context, command) : await authenticate(context, command);
}

async function obeyAfterLogin(
  context: Context,
  command: Command,
  state: Authenticated | Selected,
): Promise<Completion> {
  switch (command.name) {
    case "ENABLE":
      return enable(context, command);
    case "NAMESPACE":
      return namespace(context);
    case "SELECT":
    case "EXAMINE":
      return await select(context, command, state);
    case "CREATE":
      return await createFolder(context, command, state);
    case "DELETE":
      return await deleteFolder(context, command, state);
    case "RENAME":
      return await renameFolder(context, command, state);
    case "SUBSCRIBE":
    case "UNSUBSCRIBE":
      return await subscribe(context, command, state);
    case "LIST":
      return await list(context, command, state);
    case "LSUB":
      return lsub(context, command, state);
    case "STATUS":
      return await status(context, command, state);
    case "GETQUOTA":
      return await quota(context, command, state);
    case "GETQUOTAROOT":
      return await quotaRoot(context, command, state);
    case "SETQUOTA":
      return no("Quotas are set by the provider", "NOPERM");
    case "COMPRESS":
      return compress(context, command);
  }
  return state.at === "selected" ? await obeySelected(context, command, state) : OUT_OF_PLACE;
}

async function obeySelected(
  context: Context,
  command: Command,
  state: Selected,
): Promise<Completion> {
  switch (command.name) {
    case "CHECK":
      return ok("Nothing to check");
    case "CLOSE":
    case "UNSELECT":
      return await close(command.name, state);
    case "EXPUNGE":
      return await expunge(context, command, state);
    case "FETCH":
      return await fetch(context, command, state);
    case "STORE":
      return await store(context, command, state);
    case "COPY":
    case "MOVE":
      return await copy(context, command, state);
    case "SEARCH":
      return await search(context, command, state);
    case "SORT":
      return await sort(context, command, state);
    case "THREAD":
      return await thread(context, command, state);
    default:
      return OUT_OF_PLACE;
  }
}

const OUT_OF_PLACE: Completion = bad("Command not possible in this state");
