/**
 * One POP3 session without its socket: bytes go in; replies and actions come out.
 *
 * Whoever drives it calls {@linkcode Session.next} until it returns null, performs each action,
 * answers where an answer is wanted, and sends what {@linkcode Session.takeReplies} returns before
 * the content of an action and before it waits for more bytes.
 *
 * @module
 */
import type { Clock, Instant } from "../../../events/instant.ts";
import { Input } from "../../net/input.ts";
import { type Answer, outcomeOf } from "./answer.ts";
import { obey, obeyAuthentication, type RawLine } from "./command.ts";
import type { Pop3Limits } from "./limits.ts";
import { type Action, goodbye, type Outcome } from "./outcome.ts";
import { err, errWith, ok } from "./reply.ts";
import { heldMaildrop, type State } from "./state.ts";

/** What a session needs to know from the start. */
export interface SessionSettings {
  readonly limits: Pop3Limits;
  /** The server's own host name. */
  readonly name: string;
  readonly clock: Pick<Clock, "now">;
}

/** A session. */
export class Session {
  readonly #settings: SessionSettings;
  readonly #input = new Input();
  readonly #startedAt: Instant;
  /** The last moment at which the client was not waited for. */
  #heardAt: Instant;
  #state: State = { at: "authorization", user: null };
  #secure = false;
  #errors = 0;
  #failures = 0;
  #leaving = false;
  #replies: string;
  readonly #actions: Action[] = [];

  /** Begins with the greeting; without a time stamp, as there is no APOP (RFC 1939 §7). */
  constructor(settings: SessionSettings) {
    this.#settings = settings;
    this.#startedAt = settings.clock.now();
    this.#heardAt = this.#startedAt;
    this.#replies = ok(`${settings.name} POP3`);
  }

  /** The name of the current state. */
  get at(): State["at"] {
    return this.#state.at;
  }

  /** Takes bytes from the client. What comes before a TLS handshake is not part of the session. */
  receive(chunk: Uint8Array): void {
    const { at } = this.#state;
    if (at !== "securing" && at !== "closed") this.#input.push(chunk);
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

  /** Answers the action that asked. Throws if it did not ask for that. */
  answer(answer: Answer): void {
    if (this.#state.at === "closed") return this.#tidy(answer);
    this.#hear();
    this.#apply(this.#tooManyFailures(answer) ?? outcomeOf(this.#state, answer));
  }

  /** The client has read some of the content that it is being sent. */
  progress(): void {
    this.#hear();
  }

  /** The TLS handshake has succeeded: what was known is forgotten (RFC 2595 §4). */
  secured(): void {
    this.#hear();
    this.#secure = true;
    this.#apply({ state: { at: "authorization", user: null } });
  }

  /** When the session ends unless the client does something; null while it is not waited for. */
  get deadline(): Instant | null {
    const { idleTime, unauthenticatedTime } = this.#settings.limits;
    const idle = this.#heardAt + idleTime;
    const { at } = this.#state;
    if (at === "checking" || at === "opening" || at === "update" || at === "closed") return null;
    if (at === "transaction" || at === "sending") return idle;
    return Math.min(idle, this.#startedAt + unauthenticatedTime);
  }

  /** Ends the session if its deadline has passed, without a word (RFC 1939 §3). */
  expire(): void {
    const deadline = this.deadline;
    if (deadline === null || this.#settings.clock.now() < deadline) return;
    this.#apply(goodbye(""));
  }

  /** The server closes: a command under way may still end, nothing else. */
  leave(): void {
    this.#leaving = true;
  }

  /** The server has closed. */
  stop(): void {
    this.#apply(shuttingDown);
  }

  /** The login does not hold any longer: nothing is removed. */
  revoke(): void {
    this.#apply(revoked);
  }

  /** The connection is gone: nothing is removed (RFC 1939 §6). */
  disconnect(): void {
    this.#apply({ state: { at: "closed" } });
  }

  /** One step on. False: nothing to do without more bytes or an answer. */
  #advance(): boolean {
    const state = this.#state;
    if (state.at === "authenticating") {
      return this.#readLine(this.#settings.limits.authenticationLine, obeyAuthentication);
    }
    if (state.at !== "authorization" && state.at !== "transaction") return false;
    if (this.#leaving) {
      this.#apply(shuttingDown);
      return true;
    }
    const context = { secure: this.#secure, state };
    return this.#readLine(this.#settings.limits.commandLine, (line) => obey(context, line));
  }

  #readLine(limit: number, obey: (line: RawLine) => Outcome): boolean {
    const line = this.#input.line(limit);
    if (line === null) return false;
    this.#hear();
    const outcome = obey(line);
    this.#apply(this.#tooManyErrors(outcome) ?? outcome);
    return true;
  }

  #tooManyErrors({ misuse }: Outcome): Outcome | null {
    if (!misuse || ++this.#errors < this.#settings.limits.errors) return null;
    return goodbye(err("Too many errors"));
  }

  #tooManyFailures(answer: Answer): Outcome | null {
    if (answer.about !== "login") return null;
    const { login } = answer.login;
    if (login !== "wrong" && login !== "throttled") return null;
    if (++this.#failures < this.#settings.limits.authenticationFailures) return null;
    return goodbye(errWith("AUTH", "Too many authentication failures"));
  }

  /** A maildrop that was opened for a client that has left. */
  #tidy(answer: Answer): void {
    if (answer.about !== "maildrop" || typeof answer.maildrop === "string") return;
    this.#actions.push({ action: "release", maildrop: answer.maildrop });
  }

  #apply({ reply, state, action }: Outcome): void {
    if (this.#state.at === "closed") return;
    if (reply) this.#replies += reply;
    if (state) this.#become(state);
    if (action) this.#actions.push(action);
  }

  #become(state: State): void {
    // What stands behind STLS in the clear may have been put there by a third party.
    if (state.at === "securing" || state.at === "closed") this.#input.clear();
    const held = heldMaildrop(this.#state);
    // Before the last reply goes out, so that whoever has read it finds the maildrop free.
    if (held && state.at === "closed") this.#actions.push({ action: "release", maildrop: held });
    this.#state = state;
  }

  #hear(): void {
    this.#heardAt = this.#settings.clock.now();
  }
}

const revoked = goodbye(errWith("AUTH", "The login does not hold any longer"));
const shuttingDown = goodbye(errWith("SYS/TEMP", "The server is closing"));
