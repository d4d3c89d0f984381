/**
 * Performs a session's actions with the handler.
 *
 * @module
 */
import type { Grant, Login, UserPassword } from "../../accounts/logins.ts";
import type { Answer } from "./answer.ts";
import type { ContentSink, Peer, SmtpHandler, SmtpLog } from "./handler.ts";
import type { Action } from "./outcome.ts";
import { type Reply, reply } from "./reply.ts";
import { failedSink } from "./sink.ts";

/** What performing actions takes. */
export interface Backstage {
  readonly handler: SmtpHandler;
  readonly log: SmtpLog;
}

/** An action that concerns the handler, not the connection. */
export type HandlerAction = Exclude<Action, { readonly action: "secure" | "close" }>;

/** RFC 5321 §4.3.2 with RFC 3463 §3.4: the fault is this side's, the client may try again. */
const failed = reply(451, "4.3.0", "Local error in processing");
/** RFC 4954 §6. */
const unavailable = reply(454, "4.7.0", "Temporary authentication failure");

/** RFC 3463 §3.8. */
const revoked = reply(550, "5.7.1", "The login does not hold any longer");

function answerTo(login: Login): Answer {
  switch (login.login) {
    case "granted":
      return { account: login.account };
    case "wrong":
      return reply(535, "5.7.8", "Authentication credentials invalid");
    case "throttled":
      return reply(454, "4.7.0", "Too many authentication failures");
    case "unavailable":
      return unavailable;
  }
}

/** Performs the handler's actions of one connection. Nothing that the handler throws gets out. */
export class Performer {
  readonly #backstage: Backstage;
  #login: Grant | null = null;
  #sink: ContentSink = failedSink(new Error("Cannot take content: no transaction is open"));

  /** Starts with no content open. */
  constructor(backstage: Backstage) {
    this.#backstage = backstage;
  }

  /**
   * Performs an action. Resolves with the answer where it asks for one. A promise is returned only
   * where there is something to wait for. `gone` aborts when the connection is lost.
   */
  perform(
    action: HandlerAction,
    peer: Peer,
    gone: AbortSignal,
  ): Promise<Answer | void> | void {
    const { handler } = this.#backstage;
    switch (action.action) {
      case "authenticate":
        return this.#authenticate(action.credentials, peer, gone);
      case "sender":
        return this.#ask("sender", async () => {
          if (this.#login !== null && !await this.#login.holds()) return revoked;
          return await handler.sender(action.envelope, peer);
        });
      case "recipient":
        return this.#ask(
          "recipient",
          () => handler.recipient(action.recipient, action.envelope, peer),
        );
      case "open":
        return this.#guard("open", () => {
          this.#sink = handler.content(action.transaction);
        });
      case "write":
        return this.#guard("write", () => this.#sink.write(action.bytes));
      case "finish":
        return this.#ask("end", () => this.#sink.end(action.content));
      case "abort":
        return this.#guard("abort", () => this.#sink.abort());
    }
  }

  async #ask(about: string, question: () => Promise<Reply | null>): Promise<Answer> {
    try {
      return (await question()) ?? "accepted";
    } catch (error) {
      this.#report(about, error);
      return failed;
    }
  }

  /** Runs a step of the sink. After a failure the content is read to its end and answered 451. */
  #guard(about: string, step: () => Promise<void> | void): Promise<void> | void {
    try {
      const done = step();
      return done?.then(undefined, (error) => this.#giveUp(about, error));
    } catch (error) {
      return this.#giveUp(about, error);
    }
  }

  #giveUp(about: string, error: unknown): Promise<void> | void {
    this.#report(about, error);
    const sink = this.#sink;
    this.#sink = failedSink(error);
    if (about === "write") return this.#guard("abort", () => sink.abort());
  }

  async #authenticate(
    credentials: UserPassword,
    peer: Peer,
    gone: AbortSignal,
  ): Promise<Answer> {
    try {
      const login = await this.#backstage.handler.authenticate?.(credentials, peer, gone);
      if (login?.login === "granted") this.#login = login;
      return login ? answerTo(login) : unavailable;
    } catch (error) {
      this.#report("authenticate", error);
      return unavailable;
    }
  }

  #report(about: string, error: unknown): void {
    this.#backstage.log("smtp.handler-failed", { about, error: String(error) });
  }
}
