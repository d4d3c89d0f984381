/**
 * A log with its days at work: real storage, notary, runtime and signatures; time is the test's own.
 *
 * @module
 */
import { LOG_KEY, logDays } from "../../actors/log.ts";
import { Runtime } from "../../actors/runtime.ts";
import { logEffects } from "../../adapters/days/effects.ts";
import type { DayPorts, Material } from "../../adapters/days/ports.ts";
import { CmsSigner } from "../../adapters/documents/smime/template_signer.ts";
import { formatVerifierKey } from "../../adapters/merkle/note_key.ts";
import { openLogFolder } from "../../adapters/notary/log_folder.ts";
import { Notary } from "../../adapters/notary/notary.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import type { Storage } from "../../adapters/storage/storage.ts";
import type { AnyEvent } from "../../events/definition.ts";
import type { LegalDay } from "../../events/legal_day.ts";
import type { LogEvent } from "../../events/log.ts";
import type { Recorded } from "../../events/store.ts";
import {
  authorityExtensions,
  certify,
  type Entity,
  newKeys,
  signerExtensions,
  signWith,
} from "../documents/smime/support.ts";
import { signer as logSigner } from "../notary/desk.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

/** The system's time counts as well: openssl knows no other. */
const LIFE = { notBefore: Date.UTC(2025, 0, 1), notAfter: Date.UTC(2049, 0, 1) };

/** In whose name days are sealed. */
export const ISSUER = {
  name: "Alfa PEC S.p.A.",
  domain: "alfa.example",
  address: "posta-certificata@alfa.example",
  hostname: "mail.alfa.example",
};
/** The provider's authority. */
export const root: Entity = await certify(
  "Root",
  await newKeys(),
  null,
  authorityExtensions(),
  LIFE,
);
/** The provider. */
export const provider: Entity = await certify(
  "Alfa",
  await newKeys(),
  root,
  signerExtensions(ISSUER.address),
  LIFE,
);
const signer = await CmsSigner.create({
  certificate: provider.certificate.raw,
  sign: (data) => signWith(provider.keys, Uint8Array.from(data)),
}, [root.certificate.raw]);

/** Looks before a test is told that it waits for what never comes; ten seconds or more. */
const MOST_LOOKS = 5000;

/** An alarm that was raised. */
export type Alarm = Readonly<Record<string, unknown>> & { readonly event: string };

/** What a house may have otherwise than usual. */
export type Furniture =
  & Partial<Pick<DayPorts, "authorities" | "clockTrust" | "notary">>
  & { readonly material?: Material };

/** The parts at work. Closing it is a stop in good order. */
export class House implements AsyncDisposable {
  readonly storage: Storage;
  readonly clock: SimulatedClock;
  readonly runtime: Runtime;
  readonly notary: Notary;
  readonly ports: DayPorts;
  readonly alarms: Alarm[] = [];
  readonly #stop = new AbortController();

  private constructor(
    storage: Storage,
    folder: string,
    clock: SimulatedClock,
    furniture: Furniture,
  ) {
    this.storage = storage;
    this.clock = clock;
    const log = (event: string, fields: Record<string, unknown>) => {
      this.alarms.push({ event, ...fields });
    };
    this.notary = new Notary({
      storage,
      folder: openLogFolder(folder),
      signer: logSigner,
      clock,
      log: { error: log },
    });
    this.runtime = new Runtime({
      store: storage.events,
      clock,
      log: (event, fields) => {
        if (event.endsWith("postponed") || event.endsWith("failed")) log(event, fields);
      },
    });
    const { material = { certificates: [], revocation: [], directory: null } } = furniture;
    this.ports = {
      runtime: this.runtime,
      storage,
      folder,
      notary: this.notary,
      signer,
      authorities: [],
      clock,
      clockTrust: () => ({ ok: true }),
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      log,
      signal: this.#stop.signal,
      ...furniture,
      material: () => Promise.resolve(material),
    };
    this.runtime.register({ actor: logDays, perform: logEffects(this.ports) });
  }

  /** Starts with what a folder holds. */
  static async open(
    folder: string,
    clock: SimulatedClock,
    furniture: Furniture = {},
  ): Promise<House> {
    const house = new House(await openStorage(folder, clock), folder, clock, furniture);
    await house.runtime.start();
    return house;
  }

  /** What a provider does when it starts. */
  async begin(day: LegalDay): Promise<void> {
    const { key } = logSigner;
    const open = { type: "open", origin: key.name, key: formatVerifierKey(key), day } as const;
    await this.runtime.send(logDays, LOG_KEY, { type: "name-issuer", ...ISSUER });
    await this.runtime.send(logDays, LOG_KEY, open);
  }

  /** Appends events to a stream that is new. */
  async append(stream: string, events: readonly AnyEvent[]): Promise<void> {
    await this.storage.events.append({ stream, expectedVersion: 0, events, wake: null });
  }

  /** Facts about the log of one type; waits until there are so many, and lets time pass meanwhile. */
  async facts<T extends LogEvent["type"]>(
    type: T,
    count: number,
    pass?: () => void,
  ): Promise<Recorded<Extract<LogEvent, { readonly type: T }>>[]> {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const all = await this.storage.events.readStream(`log-${LOG_KEY}`, 0, 1000);
      const found = all.filter(({ event }) => event.type === type);
      if (found.length >= count) return found as never;
      await look(pass);
    }
    throw new Error(`Cannot wait longer for ${count} of ${type}`);
  }

  /** Alarms of one kind; waits until there are so many, and lets time pass meanwhile. */
  async alarmsOf(name: string, count: number, pass?: () => void): Promise<readonly Alarm[]> {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const found = this.alarms.filter(({ event }) => event === name);
      if (found.length >= count) return found;
      await look(pass);
    }
    throw new Error(`Cannot wait longer for ${count} of ${name}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.runtime.stop();
    await this.storage.close();
  }
}

/** Lets the machine work, and time pass. */
async function look(pass: () => void = () => {}): Promise<void> {
  pass();
  await new Promise((resolve) => setTimeout(resolve));
}

/** Runs `test` with an empty folder. */
export { withFolder } from "../storage/temporary.ts";
