/**
 * Dialogues played by sessions of a {@linkcode House}.
 *
 * @module
 */
import { createLogins, loginLimits } from "../../adapters/accounts/logins.ts";
import type { ImapPorts } from "../../adapters/imap/server/context.ts";
import { type ImapLimits, imapLimits } from "../../adapters/imap/server/limits.ts";
import { write } from "../contracts/samples.ts";
import type { Dialogue } from "./dialogue.ts";
import type { House } from "./house.ts";
import { messageNamed } from "./messages.ts";
import { ACCOUNT, type Client, play, type Theatre } from "./play.ts";
import { SessionWire, type Waiting } from "./session_wire.ts";

/** Accounts are made for one play each, though all sessions log in as {@linkcode ACCOUNT}. */
let plays = 0;

/** A stage in a house, with a new mailbox. */
export class HouseTheatre implements Theatre {
  readonly #house: House;
  readonly #limits: ImapLimits;
  readonly #cut: number;
  readonly #advance: (milliseconds: number) => void;
  readonly #entries: SessionWire[] = [];
  #delivered = 0;
  /** The account of this play. */
  readonly address: string;

  private constructor(house: House, limits: ImapLimits, cut: number) {
    this.#house = house;
    this.#limits = limits;
    this.#cut = cut;
    this.#advance = house.newTime();
    this.address = `anna-${++plays}@alfa.example`;
  }

  /** Opens the account. */
  static async open(house: House, limits: ImapLimits, cut: number): Promise<HouseTheatre> {
    const theatre = new HouseTheatre(house, limits, cut);
    const { address } = theatre;
    await house.account(address, { type: "open", address, role: "holder" });
    return theatre;
  }

  async connect(tls: "implicit" | "on request"): Promise<Client> {
    const wire = new SessionWire({
      ports: (waiting) => this.#ports(waiting),
      limits: this.#limits,
      tls,
      cut: this.#cut,
    });
    this.#entries.push(wire);
    await this.#settle();
    return this.#together(wire);
  }

  async deliver(name: string, folder: string): Promise<void> {
    const bytes = messageNamed(name);
    const { rope, small } = await write(this.#house.parts.storage.blobs, bytes);
    const message = {
      entry: `delivered ${++this.#delivered}`,
      folder,
      content: rope,
      size: bytes.length,
      kind: "posta-certificata",
      pecId: "",
      messageId: `<${name}@beta.example>`,
      subject: name,
      flags: [],
    };
    await this.#house.mailboxOf(this.address)
      .send({ type: "store", messages: [message], quota: null }, small);
    await this.#settle();
  }

  async wait(seconds: number): Promise<void> {
    this.#advance(seconds * 1000);
    for (const wire of this.#entries) await wire.expire();
    await this.#settle();
  }

  async quota(octets: number): Promise<void> {
    await this.#house.account(this.address, { type: "set-quota", bytes: octets });
  }

  async restart(): Promise<void> {
    await this.end();
    await this.#house.close();
    await this.#house.open();
  }

  /** Ends all sessions. */
  async end(): Promise<void> {
    for (const wire of this.#entries.splice(0)) await wire.disconnect();
  }

  #ports(waiting: Waiting): ImapPorts {
    const house = this.#house;
    const { clock } = house;
    const logins = createLogins({
      credentials: {
        judge: ({ user, password }) =>
          Promise.resolve(
            user === ACCOUNT.user && password === ACCOUNT.password
              ? { account: this.address, holds: () => Promise.resolve(true) }
              : { wrong: "password" },
          ),
      },
      limits: loginLimits,
      clock: {
        now: () => clock.now(),
        until: async (instant, signal) => {
          waiting.block();
          await clock.until(instant, signal).finally(() => waiting.unblock());
        },
      },
      log: (event) => house.log.push(event),
    });
    return {
      logins,
      mailboxOf: (address) => house.mailboxOf(address),
      index: house.parts.index,
      clock,
      log: (event, fields) => house.log.push(`${event} ${JSON.stringify(fields)}`),
    };
  }

  /** Everybody does what there is to do. */
  async #settle(): Promise<void> {
    for (let again = true; again;) {
      for (const wire of this.#entries) await wire.settle();
      again = this.#entries.some((wire) => !wire.settled);
    }
  }

  /** A client who, before it looks, waits for what the others do. */
  #together(wire: SessionWire): Client {
    return {
      send: async (bytes) => {
        await wire.send(bytes);
        await this.#settle();
      },
      response: async () => {
        await this.#settle();
        return await wire.response();
      },
      unread: async () => {
        await this.#settle();
        return await wire.unread();
      },
      tls: () => wire.tls(),
      deflate: () => wire.deflate(),
      disconnect: () => wire.disconnect(),
    };
  }
}

/** Plays a dialogue in a house. Throws also where the server has met a fault of its own. */
export async function playInHouse(dialogue: Dialogue, house: House, cut: number): Promise<void> {
  const theatre = await HouseTheatre.open(house, limitsOf(dialogue), cut);
  const logged = house.log.length;
  try {
    await play(dialogue, theatre);
  } finally {
    await theatre.end();
    const faults = house.log.slice(logged).filter((entry) => entry.includes("failed {"));
    for (const fault of faults) console.error(fault);
  }
}

/** The usual limits, but for those that the dialogue sets: `errors`, `grammar.message` … */
export function limitsOf({ limits }: Dialogue): ImapLimits {
  const changed = structuredClone(imapLimits);
  for (const [path, value] of limits) {
    const names = path.split(".");
    const last = names.pop()!;
    // deno-lint-ignore no-explicit-any -- the names are those of numbers in nested records
    const place = names.reduce((place: any, name) => place[name], changed);
    if (typeof place?.[last] !== "number") throw new Error(`Cannot set the limit ${path}`);
    place[last] = value;
  }
  return changed;
}
