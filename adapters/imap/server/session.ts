/**
 * One IMAP session without its socket: bytes go in, responses come out.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import type { Conversation, Host, Remote } from "../../net/conversation.ts";
import type { Transport } from "../../net/transport.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { type Completion, no, renderCompletion } from "./completion.ts";
import { Compression } from "./compression.ts";
import type { Context, Enabled, ImapPorts } from "./context.ts";
import { nameEncoding, tellingOf } from "./context.ts";
import { type Dialogue, obey, startDialogue } from "./dispatch.ts";
import type { Command } from "./grammar/ast.ts";
import { CommandReader } from "./grammar/reader.ts";
import type { Reading, Refusal } from "./grammar/reading.ts";
import type { ImapLimits } from "./limits.ts";
import { BrokenOff, Output } from "./output.ts";
import type { State } from "./state.ts";
import { Upload } from "./upload.ts";

/** What a session needs to know from the start. */
export interface SessionSettings {
  readonly ports: ImapPorts;
  readonly limits: ImapLimits;
  /** The server's own host name. */
  readonly name: string;
  readonly remote: Remote;
  /** Whether TLS stands before everything else. */
  readonly implicitTls: boolean;
}

const SHUTDOWN = "The server shuts down";

/** What the session is in the middle of. */
type Occupation =
  | { readonly with: "greeting" }
  | { readonly with: "commands" }
  | { readonly with: "dialogue"; readonly tag: string; readonly dialogue: Dialogue }
  | { readonly with: "upload"; readonly tag: string; readonly upload: Upload };

/** A session. */
export class Session implements Conversation, Context {
  readonly ports: ImapPorts;
  readonly limits: ImapLimits;
  readonly remote: Remote;
  readonly out: Output;
  readonly enabled: Set<Enabled> = new Set();
  readonly wake: () => void;
  readonly #name: string;
  readonly #reader: CommandReader;
  readonly #gone = new AbortController();
  readonly #startedAt: Instant;
  #transport: Transport | null = null;
  #compression: Compression | null = null;
  #heardAt: Instant;
  #state: State = { at: "unauthenticated" };
  #occupation: Occupation = { with: "greeting" };
  #secure: boolean;
  #tag = "";
  /** The client is not waited for: a command is being carried out. */
  #busy = false;
  /** The last word that is due; null while there is none. */
  #farewell: string | null = null;
  #errors = 0;
  #authenticationFailures = 0;

  /** Begins with the greeting; over implicit TLS after {@linkcode Session.secured}. */
  constructor(settings: SessionSettings, host: Host) {
    this.ports = settings.ports;
    this.limits = settings.limits;
    this.remote = settings.remote;
    this.#name = settings.name;
    this.#secure = settings.implicitTls;
    this.#startedAt = this.#heardAt = this.ports.clock.now();
    this.#reader = new CommandReader(this.limits.grammar);
    this.out = new Output((bytes) => this.#send(bytes));
    this.wake = () => host.wake();
  }

  /** See {@linkcode Context.state}. */
  get state(): State {
    return this.#state;
  }

  /** See {@linkcode Context.tag}. */
  get tag(): string {
    return this.#tag;
  }

  /** See {@linkcode Context.secure}. */
  get secure(): boolean {
    return this.#secure;
  }

  /** See {@linkcode Context.compressed}. */
  get compressed(): boolean {
    return this.#compression !== null;
  }

  /** See {@linkcode Context.gone}. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** See {@linkcode Conversation.receive}. */
  receive(chunk: Uint8Array): void {
    if (this.#state.at === "over") return;
    this.#heardAt = this.ports.clock.now();
    if (this.#compression) this.#compression.receive(chunk);
    else this.#reader.push(chunk);
  }

  /** See {@linkcode Conversation.step}. */
  async step(transport: Transport): Promise<boolean> {
    this.#transport = transport;
    if (this.#state.at === "over") return false;
    if (this.#gone.signal.aborted) return await this.#abandon();
    if (this.#farewell !== null && this.#occupation.with !== "upload") {
      this.out.untagged(`BYE ${this.#farewell}`);
      await this.#end();
      return false;
    }
    if (this.#occupation.with === "greeting") return await this.#greet();
    const reading = this.#reader.next();
    if (reading === null) return await this.#expanded() || await this.#idle();
    const { reading: kind } = reading;
    if ((kind === "command" || kind === "content-start") && !await this.#mayGoOn()) return true;
    this.#busy = true;
    try {
      await this.#take(reading);
    } finally {
      this.#busy = false;
      this.#heardAt = this.ports.clock.now();
    }
    return true;
  }

  /** See {@linkcode Conversation.deadline}. */
  get deadline(): Instant | null {
    if (this.#busy || this.#state.at === "over") return null;
    const idle = this.#heardAt + this.limits.idleTime;
    return this.#state.at === "unauthenticated"
      ? Math.min(idle, this.#startedAt + this.limits.unauthenticatedTime)
      : idle;
  }

  /** See {@linkcode Conversation.expire}. */
  expire(): boolean {
    const { deadline } = this;
    if (deadline === null || this.ports.clock.now() < deadline) return false;
    this.#farewell = "Nothing heard for too long";
    if (this.#occupation.with === "upload") this.disconnect();
    return true;
  }

  /** See {@linkcode Conversation.secured}. */
  secured(): void {
    this.#secure = true;
  }

  /** See {@linkcode Conversation.leave}. */
  leave(): void {
    this.#farewell ??= SHUTDOWN;
  }

  /** See {@linkcode Conversation.stop}. */
  stop(): void {
    this.#farewell ??= SHUTDOWN;
    this.#gone.abort();
  }

  /** See {@linkcode Conversation.disconnect}. */
  disconnect(): void {
    this.#gone.abort();
  }

  async #greet(): Promise<boolean> {
    this.#occupation = { with: "commands" };
    this.out.untagged(`OK [CAPABILITY ${capabilitiesOf(this)}] ${this.#name} ready`);
    await this.out.flush();
    return true;
  }

  /** Nothing to read: a client that idles hears what has changed. */
  async #idle(): Promise<boolean> {
    if (this.#occupation.with === "dialogue" && this.#occupation.dialogue.kind === "idle") {
      if (this.#state.at === "selected" && this.#state.selection.news) {
        if (!await this.#mayGoOn()) return true;
        await this.#tell({ name: "IDLE" });
      }
    }
    await this.out.flush();
    this.out.rest();
    return false;
  }

  /** Whoever could not log in any more has no session either. */
  async #mayGoOn(): Promise<boolean> {
    if (!("login" in this.#state) || await this.#state.login.holds()) return true;
    this.#farewell = "The login does not hold any longer";
    return false;
  }

  /** Whether there was something compressed, which the reader has now. */
  async #expanded(): Promise<boolean> {
    if (!this.#compression?.waits) return false;
    try {
      this.#reader.push(await this.#compression.expand());
    } catch {
      // Nothing that the client says can be known any more.
      this.#fail();
    }
    return true;
  }

  async #take(reading: Reading): Promise<void> {
    switch (reading.reading) {
      case "command":
        return await this.#command(reading.tag, reading.command);
      case "continue":
        this.out.text("+ OK\r\n");
        return await this.out.flush();
      case "bad":
        return await this.#refuse(reading);
      case "line":
        return await this.#line(reading.text);
      case "content-start":
        return await this.#startUpload(reading.tag, reading.command);
      case "content":
      case "content-end":
        return await this.#upload(reading);
    }
  }

  async #command(tag: string, command: Command): Promise<void> {
    this.#tag = tag;
    const dialogue = startDialogue(this, command);
    if (dialogue && "answer" in dialogue) return await this.#complete(tag, command, dialogue);
    if (dialogue) {
      this.#occupation = { with: "dialogue", tag, dialogue };
      this.#reader.expectLine();
      this.out.text(`+ ${dialogue.prompt}\r\n`);
      return await this.out.flush();
    }
    await this.#complete(tag, command, await this.#guard(() => obey(this, command)));
  }

  async #line(text: string | null): Promise<void> {
    const occupation = this.#occupation;
    if (occupation.with !== "dialogue") throw new Error("Cannot take a line: none was asked for");
    const { tag, dialogue } = occupation;
    this.#occupation = { with: "commands" };
    const completion = await this.#guard(async () => await dialogue.respond(text));
    await this.#complete(tag, dialogue.command, completion);
  }

  async #startUpload(tag: string, command: Upload["command"]): Promise<void> {
    const upload = await this.#guard(() => Upload.start(this, command));
    if ("answer" in upload) {
      this.#reader.refuse();
      return await this.#complete(tag, command, upload);
    }
    this.#occupation = { with: "upload", tag, upload };
    this.#reader.accept();
  }

  async #upload(reading: Extract<Reading, { reading: "content" | "content-end" }>): Promise<void> {
    const occupation = this.#occupation;
    if (occupation.with !== "upload") return;
    const { tag, upload } = occupation;
    if (reading.reading === "content") return await upload.write(reading.bytes);
    this.#occupation = { with: "commands" };
    await this.#complete(tag, upload.command, await this.#guard(() => upload.end()));
  }

  async #refuse({ tag, answer, code, text, close }: Refusal): Promise<void> {
    const occupation = this.#occupation;
    this.#occupation = { with: "commands" };
    if (occupation.with === "upload") await occupation.upload.abort();
    const completion = {
      answer,
      text,
      ...(code === null ? {} : { code }),
    };
    if (close) this.#farewell = "More follows than can be skipped";
    if (tag === null) this.out.untagged(`${answer} ${text}`);
    else this.out.text(renderCompletion(tag, completion));
    await this.#follow(completion);
  }

  /** What a command throws is this side's fault, and its client may try again. */
  async #guard<T>(work: () => Promise<T> | T): Promise<T | Completion> {
    try {
      return await work();
    } catch (error) {
      this.ports.log("imap.command-failed", { error: String(error) });
      // Whatever came now would be taken for the rest of the response.
      if (error instanceof BrokenOff) this.#fail();
      return no("Something went wrong here, try again later", "SERVERBUG");
    }
  }

  async #complete(tag: string, command: Command, completion: Completion): Promise<void> {
    if (completion.state) this.#become(completion.state);
    // ENABLE may have changed how names are written.
    this.#reader.utf8 = nameEncoding(this) === "UTF-8";
    await this.#tell(command);
    this.out.text(renderCompletion(tag, completion));
    await this.#follow(completion);
  }

  async #follow(completion: Completion): Promise<void> {
    const { answer, code, afterwards } = completion;
    if (answer === "OK") this.#errors = 0;
    if (answer === "BAD" && ++this.#errors >= this.limits.errors) {
      this.#farewell = "Too many errors";
    }
    if (
      code === "AUTHENTICATIONFAILED" &&
      ++this.#authenticationFailures >= this.limits.authenticationFailures
    ) {
      this.#farewell = "Too many wrong passwords";
    }
    if (afterwards === "close") return await this.#end();
    if (afterwards === "secure") return await this.#startTls();
    await this.out.flush();
    if (afterwards === "compress") {
      this.#compression = new Compression();
      this.#compression.receive(this.#reader.takeRest());
    }
  }

  /** Tells what has changed, as far as the command allows (RFC 9051 §7.5.1). */
  async #tell(command: Command): Promise<void> {
    if (this.#state.at !== "selected") return;
    const { selection } = this.#state;
    if (!selection.news) return;
    const uid = "uid" in command && command.uid;
    const quiet = !uid && ["FETCH", "SEARCH", "SORT", "STORE", "THREAD"].includes(command.name);
    const telling = tellingOf(this, uid);
    if (quiet) await selection.tellQuietly(this.out, telling);
    else await selection.tell(this.out, telling);
    // Nothing can be said of a folder that another session has removed.
    if (selection.view.gone) this.#farewell = "The selected folder has been removed";
  }

  #become(state: State): void {
    const before = this.#state;
    if (
      before.at === "selected" && (state.at !== "selected" || state.selection !== before.selection)
    ) {
      before.selection.close();
    }
    this.#state = state;
    if (state.at !== "unauthenticated") this.#reader.stage = "authenticated";
  }

  /** RFC 9051 §6.2.1: nothing that came in the clear counts any more. */
  async #startTls(): Promise<void> {
    this.#reader.takeRest();
    await this.#waitFor(() => this.#transport!.secure(this.out.take()));
    this.#secure = true;
  }

  async #end(): Promise<void> {
    this.#become({ at: "over" });
    const lastWords = await this.#packed(this.out.take());
    this.#compression?.close();
    this.#transport?.end(lastWords);
  }

  /** The client has gone: nothing half-done stays. */
  async #abandon(): Promise<boolean> {
    if (this.#occupation.with === "upload") await this.#occupation.upload.abort();
    this.#compression?.close();
    this.#become({ at: "over" });
    return false;
  }

  /** There is no way to go on. */
  #fail(): void {
    this.#gone.abort();
    this.#transport?.destroy();
  }

  #send(bytes: Uint8Array): Promise<void> | void {
    if (this.#gone.signal.aborted) return;
    return this.#waitFor(async () => this.#transport!.write(await this.#packed(bytes)));
  }

  async #packed(bytes: Uint8Array): Promise<Uint8Array> {
    return bytes.length > 0 && this.#compression ? await this.#compression.compress(bytes) : bytes;
  }

  /** Lets the client read, or shake hands: it has no more time for that than to say something. */
  async #waitFor(work: () => Promise<void> | void): Promise<void> {
    const busy = this.#busy;
    this.#busy = false;
    if (busy) this.#heardAt = this.ports.clock.now();
    try {
      await work();
    } finally {
      this.#busy = busy;
    }
  }
}
