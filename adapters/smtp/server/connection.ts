/**
 * A session on its socket.
 *
 * @module
 */
import type { Socket } from "node:net";
import { type SecureContext, TLSSocket } from "node:tls";
import { octetsOf } from "../../documents/mime/octets.ts";
import { Alarm } from "./alarm.ts";
import { type Backstage, Performer } from "./performer.ts";
import { Session, type SessionSettings } from "./session.ts";

/** Drives one session: bytes in, replies out, actions performed one after the other. */
export class Connection {
  readonly #session: Session;
  readonly #performer: Performer;
  readonly #backstage: Backstage;
  readonly #secureContext: SecureContext;
  readonly #alarm: Alarm;
  readonly #gone = new AbortController();
  readonly #closed = Promise.withResolvers<void>();
  #socket: Socket;
  #running = false;
  /** Something has happened since the session was last asked. */
  #more = false;

  /** Takes over a socket that nobody has read from. */
  constructor(
    socket: Socket,
    settings: SessionSettings,
    backstage: Backstage,
    secureContext: SecureContext,
  ) {
    this.#session = new Session(settings);
    this.#performer = new Performer(backstage);
    this.#backstage = backstage;
    this.#secureContext = secureContext;
    this.#alarm = new Alarm(backstage.clock, () => this.#expire());
    this.#socket = socket;
    socket.setNoDelay(true);
    this.#watch(socket);
    if (settings.role.tls === "implicit") this.#run(() => this.#handshake());
    else this.#run(() => this.#listen());
  }

  /** Resolves when the socket is closed and nothing is left to do for it. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** See {@linkcode Session.leave}. */
  leave(): void {
    this.#session.leave();
    this.#run();
  }

  /** See {@linkcode Session.stop}. A handler that is still at work then is not waited for. */
  stop(): void {
    this.#session.stop();
    this.#run();
    this.#cut().then(() => this.#closed.resolve());
  }

  #expire(): void {
    this.#session.expire();
    if (this.#session.at !== "closed") return this.#alarm.set(this.#session.deadline);
    this.#run();
    this.#cut();
  }

  /** Does everything that the session wants, after `first`, unless that is being done already. */
  async #run(first?: () => Promise<void> | void): Promise<void> {
    this.#more = true;
    if (this.#running) return;
    this.#running = true;
    try {
      await first?.();
      while (this.#more) {
        this.#more = false;
        while (await this.#step());
      }
    } catch (error) {
      this.#backstage.log("smtp.connection-failed", { error: String(error) });
      this.#socket.destroy();
    }
    this.#running = false;
    if (this.#gone.signal.aborted) return this.#closed.resolve();
    this.#alarm.set(this.#session.deadline);
    this.#socket.resume();
  }

  /** One action, or the replies once there are no more actions. False: nothing was left to do. */
  async #step(): Promise<boolean> {
    const action = this.#session.next();
    if (action === null) return await this.#send();
    if (action.action === "close") this.#end();
    else if (action.action === "secure") await this.#secure();
    else {
      const answer = await this.#performer.perform(action, this.#session.peer, this.#gone.signal);
      if (answer !== undefined) this.#session.answer(answer);
    }
    return true;
  }

  /** Sends what is to be sent. False: nothing was. */
  async #send(): Promise<boolean> {
    const replies = this.#session.takeReplies();
    if (replies === "") return false;
    if (!this.#gone.signal.aborted && !this.#socket.write(octetsOf(replies))) await this.#drained();
    return true;
  }

  /** A client that does not read its replies has no more time than one that says nothing. */
  #drained(): Promise<void> {
    this.#alarm.set(this.#session.deadline);
    return this.#event("drain");
  }

  /** Waits for an event of the socket, or for the socket's end. */
  #event(name: "drain" | "secure"): Promise<void> {
    const socket = this.#socket;
    const gone = this.#gone.signal;
    if (gone.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      function done(): void {
        socket.off(name, done);
        gone.removeEventListener("abort", done);
        resolve();
      }
      socket.on(name, done);
      gone.addEventListener("abort", done);
    });
  }

  #end(): void {
    this.#socket.end(octetsOf(this.#session.takeReplies()));
    this.#cut();
  }

  /** Closes after a moment for reading the last reply: at once could take it away. */
  async #cut(): Promise<void> {
    const { clock, limits } = this.#backstage;
    await clock.until(clock.now() + limits.lingerTime, this.#gone.signal).catch(() => {});
    this.#socket.destroy();
  }

  #listen(): void {
    this.#socket.on("data", this.#receive);
  }

  readonly #receive = (chunk: Uint8Array): void => {
    this.#session.receive(chunk);
    // Memory stays bounded: no more is read while what came is not dealt with.
    if (this.#running) this.#socket.pause();
    this.#run();
  };

  /** STARTTLS: nothing may be read between the reply and the handshake, or its start is lost. */
  async #secure(): Promise<void> {
    this.#socket.pause();
    this.#socket.off("data", this.#receive);
    await this.#send();
    await this.#handshake();
  }

  async #handshake(): Promise<void> {
    this.#alarm.set(this.#session.deadline);
    const socket = new TLSSocket(this.#socket, {
      isServer: true,
      secureContext: this.#secureContext,
    });
    this.#watch(socket);
    this.#socket = socket;
    await this.#event("secure");
    this.#session.secured();
    this.#listen();
  }

  #watch(socket: Socket): void {
    // Whatever goes wrong on a socket, `close` follows.
    socket.on("error", () => {});
    socket.once("close", () => this.#lost());
  }

  #lost(): void {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort();
    this.#alarm.cancel();
    this.#session.disconnect();
    this.#socket.destroy();
    this.#run();
  }
}
