/**
 * A message that a client brings: APPEND (RFC 9051 §6.3.12) and REPLACE (RFC 8508).
 *
 * @module
 */
import { type AppendedMessage, filedAlready, type MailboxState } from "../../../actors/mailbox.ts";
import type { MailboxEvent } from "../../../events/mailbox.ts";
import type { Rope } from "../../../events/rope.ts";
import type { BlobWriter } from "../../../events/store.ts";
import { decodedText, field, unfolded } from "../../documents/mime/headers.ts";
import { LineEnds } from "../../documents/mime/line_ends.ts";
import { concat, readUtf8 } from "../../documents/mime/octets.ts";
import { scanBytes } from "../../documents/mime/scanner.ts";
import { validityOf } from "../../mailboxes/era.ts";
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { Folder } from "../../storage/mailboxes.ts";
import { bad, type Completion, no, ok } from "./completion.ts";
import type { Context } from "./context.ts";
import type { AppendCommand, ReplaceCommand } from "./grammar/ast.ts";
import { STAR } from "./grammar/ast.ts";
import { refused } from "./refusals.ts";
import type { Selected } from "./state.ts";

/** Octets in which the subject and the Message-ID are looked for. */
const HEAD = 64 * 1024;

/** A message on its way. */
export class Upload {
  readonly command: AppendCommand | ReplaceCommand;
  readonly #context: Context;
  readonly #mailbox: HolderMailbox;
  readonly #folder: Folder;
  /** UID and folder of the message that it takes the place of. */
  readonly #replaced: { readonly uid: number; readonly folder: number } | null;
  readonly #writer: BlobWriter;
  readonly #lineEnds = new LineEnds();
  #head: Uint8Array[] = [];
  #headOctets = 0;
  #size = 0;
  #failure: unknown = null;

  private constructor(
    context: Context,
    command: Upload["command"],
    mailbox: HolderMailbox,
    folder: Folder,
    replaced: Upload["replaced"],
  ) {
    this.command = command;
    this.#context = context;
    this.#mailbox = mailbox;
    this.#folder = folder;
    this.#replaced = replaced;
    this.#writer = mailbox.blobs.create();
  }

  /** See {@linkcode Upload.start}. */
  get replaced(): { readonly uid: number; readonly folder: number } | null {
    return this.#replaced;
  }

  /** Begins an upload, or says why it must not begin: before the client sends the message. */
  static async start(
    context: Context,
    command: AppendCommand | ReplaceCommand,
  ): Promise<Upload | Completion> {
    const { state, enabled } = context;
    if (state.at !== "authenticated" && state.at !== "selected") {
      return bad("Command not possible in this state");
    }
    if (command.utf8 && !enabled.has("UTF8=ACCEPT")) return bad("Enable UTF8=ACCEPT first");
    const replaced = command.name === "REPLACE" ? replacedBy(command, context) : null;
    if (replaced && "answer" in replaced) return replaced;
    const folder = state.mailbox.folderNamed(command.mailbox);
    if (!folder) return no("There is no such folder", "TRYCREATE");
    if (command.size === 0) return bad("The message is empty");
    const { used, limit } = await state.mailbox.quota();
    if (replaced === null && used + command.size > limit) {
      return no("The mailbox is full", "OVERQUOTA");
    }
    return new Upload(context, command, state.mailbox, folder, replaced);
  }

  /** Takes octets. They may be used again when this resolves. */
  async write(octets: Uint8Array): Promise<void> {
    if (this.#failure !== null) return;
    const mended = this.#lineEnds.push(octets);
    this.#size += mended.length;
    if (this.#headOctets < HEAD) {
      this.#head.push(mended.slice(0, HEAD - this.#headOctets));
      this.#headOctets += mended.length;
    }
    try {
      await this.#writer.write(mended);
    } catch (error) {
      // The client is still sending; it learns of it at the end.
      this.#failure = error;
    }
  }

  /** The message is complete: it is stored. */
  async end(): Promise<Completion> {
    try {
      if (this.#failure !== null) throw this.#failure;
      const { rope, small } = await this.#writer.end();
      const { state, events, refusal } = await this.#mailbox.send({
        type: "append",
        message: this.#message(rope),
        quota: await this.#mailbox.limit(),
        replaces: this.#replaced && { ...this.#replaced, keepUntil: this.#mailbox.keepUntil() },
      }, small);
      return refusal ? refused(refusal) : this.#stored(events, state, rope);
    } finally {
      await this.#writer.abort();
    }
  }

  /** The message will never be complete. */
  async abort(): Promise<void> {
    await this.#writer.abort();
  }

  #stored(events: readonly MailboxEvent[], state: MailboxState, rope: Rope): Completion {
    const stored = events.find((event) => event.type === "mailbox.stored");
    const uid = stored?.uid ?? filedAlready(state, rope);
    const validity = validityOf(this.#mailbox.era, this.#folder.folder);
    const code = `APPENDUID ${validity} ${uid}`;
    if (this.command.name === "APPEND") return ok("Appended", code);
    // RFC 8508 §3.3: the client learns of the new message before the old one vanishes.
    this.#context.out.untagged(`OK [${code}] Replacement stored`);
    return ok("Replaced");
  }

  #message(content: Rope): AppendedMessage {
    const { flags, date } = this.command;
    return {
      folder: this.#folder.name,
      content,
      size: this.#size,
      ...namesIn(concat(this.#head)),
      flags: [...flags],
      received: date ?? this.#context.ports.clock.now(),
    };
  }
}

/** The message that REPLACE is about, or why there is none. */
function replacedBy(
  { uid, number }: ReplaceCommand,
  { state }: Context,
): { readonly uid: number; readonly folder: number } | Completion {
  if (state.at !== "selected") return bad("Command not possible in this state");
  const { selection }: Selected = state;
  if (selection.readOnly) return no("The folder is only examined", "NOPERM");
  const [found] = selection.numbersOf([[number, number]], uid) ?? [];
  if (found === undefined || (number === STAR && selection.count === 0)) {
    return bad("There is no such message");
  }
  return { uid: selection.message(found).uid, folder: selection.view.folder };
}

function namesIn(head: Uint8Array): { readonly subject: string; readonly messageId: string } {
  try {
    const root = scanBytes(head);
    const subject = field(root, "Subject");
    const messageId = field(root, "Message-ID");
    return {
      subject: subject ? decodedText(subject) : "",
      messageId: messageId ? readUtf8(unfolded(messageId)) : "",
    };
  } catch {
    // Whatever a program files is kept, also what nobody can read.
    return { subject: "", messageId: "" };
  }
}
