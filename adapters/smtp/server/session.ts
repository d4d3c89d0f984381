/**
 * One SMTP session without its socket: bytes go in; replies and actions come out.
 *
 * Whoever drives it calls {@linkcode Session.next} until it returns null, performs each action,
 * answers where an answer is wanted, and sends what {@linkcode Session.takeReplies} returns before
 * it waits for more bytes (so that the replies to pipelined commands leave together, RFC 2920 §3.2).
 *
 * @module
 */
import type { Clock, Instant } from "../../../events/instant.ts";
import { type Answer, outcomeOf } from "./answer.ts";
import { longestLine, obey, obeyAuthentication, type RawLine } from "./command.ts";
import type { ContentReader } from "./content_reader.ts";
import type { Peer } from "./handler.ts";
import { Input } from "../../net/input.ts";
import type { SmtpLimits } from "./limits.ts";
import { type Action, type Client, type Context, goodbye, type Outcome } from "./outcome.ts";
import { renderReply, type Reply, reply } from "./reply.ts";
import type { Role } from "./role.ts";
import {
  type Commanding,
  holdsContent,
  type Receiving,
  type Refusing,
  type State,
} from "./state.ts";
import type { Transfer } from "./transfer.ts";

/** What a session needs to know from the start. */
export interface SessionSettings {
  readonly role: Role;
  readonly limits: SmtpLimits;
  /** The server's own host name. */
  readonly name: string;
  /** The client; its `helo` is empty. */
  readonly peer: Peer;
  readonly clock: Pick<Clock, "now">;
}

const shuttingDown = reply(421, "4.3.2", "Service shutting down");

/** A session. */
export class Session {
  readonly #settings: SessionSettings;
  readonly #input = new Input();
  readonly #longestLine: number;
  readonly #startedAt: Instant;
  /** The last moment at which the client was not waited for. */
  #heardAt: Instant;
  #state: State = { at: "start" };
  #client: Client;
  #errors = 0;
  #leaving = false;
  #replies = "";
  readonly #actions: Action[] = [];

  /** Begins with the greeting. */
  constructor(settings: SessionSettings) {
    this.#settings = settings;
    this.#longestLine = longestLine(settings.limits);
    this.#startedAt = settings.clock.now();
    this.#heardAt = this.#startedAt;
    this.#client = { peer: settings.peer, account: null, messages: 0, authenticationFailures: 0 };
    this.#apply({ reply: reply(220, "", `${settings.name} ESMTP`) });
  }

  /** The client as known by now. */
  get peer(): Peer {
    return this.#client.peer;
  }

  /** The name of the current state. */
  get at(): State["at"] {
    return this.#state.at;
  }

  /** Takes bytes from the client. What comes before a TLS handshake is not part of the session. */
  receive(chunk: Uint8Array): void {
    const { at } = this.#state;
    if (at === "securing" || at === "closed") return;
    if (at === "receiving" || at === "refusing") this.#hear();
    this.#input.push(chunk);
  }

  /** The next action. Null: more bytes are wanted, or the answer to the last action. */
  next(): Action | null {
    while (this.#actions.length === 0 && this.#advance());
    return this.#actions.shift() ?? null;
  }

  /** The replies that wait to be sent. */
  takeReplies(): string {
    const replies = this.#replies;
    this.#replies = "";
    return replies;
  }

  /** Answers the action that asked. Throws if none did. */
  answer(answer: Answer): void {
    const state = this.#state;
    if (state.at === "closed") return;
    if (state.at !== "asking") throw new Error(`Cannot take an answer: the state is ${state.at}`);
    this.#hear();
    this.#apply(outcomeOf(state.question, answer, this.#client, this.#settings.limits));
  }

  /** The TLS handshake has succeeded: what was known is forgotten (RFC 3207 §4.2). */
  secured(): void {
    const peer: Peer = { ...this.#client.peer, secure: true, helo: "" };
    this.#hear();
    this.#apply({ state: { at: "start" }, client: { ...this.#client, peer, account: null } });
  }

  /** When the session ends unless the client does something; null while it is not waited for. */
  get deadline(): Instant | null {
    const state = this.#state;
    const { limits, role } = this.#settings;
    const idle = this.#heardAt + limits.idleTime;
    if (state.at === "asking" || state.at === "closed") return null;
    if (state.at === "refusing") return Math.min(idle, state.deadline);
    if (holdsContent(state)) return Math.min(idle, state.transfer.deadline);
    return role.authentication === "required" && this.#client.account === null
      ? Math.min(idle, this.#startedAt + limits.unauthenticatedTime)
      : idle;
  }

  /** Ends the session if its deadline has passed. */
  expire(): void {
    const deadline = this.deadline;
    if (deadline === null || this.#settings.clock.now() < deadline) return;
    this.#apply(goodbye(reply(421, "4.4.2", "Timeout: closing connection")));
  }

  /** The server closes: a message under way may still end, nothing else. */
  leave(): void {
    this.#leaving = true;
  }

  /** The server has closed: no message may end any more. */
  stop(): void {
    this.#apply(goodbye(shuttingDown));
  }

  /** The connection is gone. */
  disconnect(): void {
    this.#apply({ state: { at: "closed" } });
  }

  /** One step on. False: nothing to do without more bytes or an answer. */
  #advance(): boolean {
    const state = this.#state;
    switch (state.at) {
      case "asking":
      case "securing":
      case "closed":
        return false;
      case "receiving":
        return this.#receive(state);
      case "refusing":
        return this.#refuse(state);
      default:
        if (this.#leaving && state.at !== "chunks") {
          this.#apply(goodbye(shuttingDown));
          return true;
        }
        return this.#readLine((line) =>
          state.at === "authenticating"
            ? obeyAuthentication(state, line)
            : obey(this.#context(state), line)
        );
    }
  }

  #readLine(obey: (line: RawLine) => Outcome): boolean {
    const line = this.#input.line(this.#longestLine);
    if (line === null) return false;
    this.#hear();
    const outcome = obey(line);
    this.#apply(this.#tooManyErrors(outcome) ?? outcome);
    return true;
  }

  #context(state: Commanding): Context {
    const { role, limits, name } = this.#settings;
    return { role, limits, name, client: this.#client, state, now: this.#heardAt };
  }

  /** A command that is refused for itself, not by the handler, is an error of the client. */
  #tooManyErrors({ reply: given }: Outcome): Outcome | null {
    if (given === undefined || given.code < 500) return null;
    return ++this.#errors < this.#settings.limits.errors
      ? null
      : goodbye(reply(421, "4.7.0", "Too many errors"));
  }

  #receive({ reader, transfer, ends }: Receiving): boolean {
    const piece = reader.read(this.#input);
    if (piece === null) return false;
    const complete = piece.last && ends === "message";
    const fault = transfer.take(piece.bytes) ?? (complete ? transfer.finish() : null);
    if (fault !== null) {
      const refusing = refusalOf(reader, transfer, fault);
      this.#apply(piece.last ? concluded(refusing, this.#client) : { state: refusing });
      return true;
    }
    if (piece.bytes.length > 0) this.#actions.push({ action: "write", bytes: piece.bytes });
    if (complete) {
      this.#apply({
        state: { at: "asking", question: { about: "content" } },
        action: { action: "finish", content: transfer.summary },
      });
    } else if (piece.last) {
      this.#apply({ state: { at: "chunks", transfer }, reply: reply(250, "2.0.0", "Continue") });
    }
    return true;
  }

  /** Drops content up to its end: only there its sender listens for the reply. */
  #refuse(state: Refusing): boolean {
    const piece = state.reader.read(this.#input);
    if (piece === null) return false;
    if (piece.last) this.#apply(concluded(state, this.#client));
    return true;
  }

  #apply({ reply, state, client, action }: Outcome): void {
    if (this.#state.at === "closed") return;
    if (reply) this.#replies += renderReply(reply);
    if (client) this.#client = client;
    if (state) this.#become(state);
    if (action) this.#actions.push(action);
  }

  #become(state: State): void {
    const handedOver = state.at === "asking";
    if (holdsContent(this.#state) && !holdsContent(state) && !handedOver) {
      this.#actions.push({ action: "abort" });
    }
    // What stands behind STARTTLS in the clear may have been put there by a third party.
    if (state.at === "securing" || state.at === "closed") this.#input.clear();
    this.#state = state;
  }

  #hear(): void {
    this.#heardAt = this.#settings.clock.now();
  }
}

function refusalOf(reader: ContentReader, transfer: Transfer, reply: Reply): Refusing {
  return {
    at: "refusing",
    reader,
    reply,
    deadline: transfer.lastDeadline,
    next: { at: "greeted" },
  };
}

function concluded({ reply, next }: Refusing, client: Client): Outcome {
  return { reply, state: next, client: { ...client, messages: client.messages + 1 } };
}
