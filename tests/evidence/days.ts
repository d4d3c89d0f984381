/**
 * Two providers whose days end, with an authority that stamps them.
 *
 * @module
 */
import { toPem } from "../../adapters/documents/smime/pem.ts";
import type { Clock } from "../../events/instant.ts";
import { type LegalDay, legalDayOf } from "../../events/legal_day.ts";
import type { LogEvent } from "../../events/log.ts";
import { Authority } from "../days/authority.ts";
import { Providers, type TestProvider } from "../flows/providers.ts";
import { lookedUntil } from "../flows/quiet.ts";
import { root } from "../timestamp/support.ts";

/** A day and a bit: summer time ends on one of them. */
const OVER_A_DAY = 25 * 3_600_000;

/** Providers whose days are closed, sealed and stamped. */
export class Days implements AsyncDisposable {
  readonly providers: Providers;
  readonly #authority: Authority;
  readonly #roots: string;

  private constructor(providers: Providers, authority: Authority, roots: string) {
    this.providers = providers;
    this.#authority = authority;
    this.#roots = roots;
  }

  /** Starts them. */
  static async start(): Promise<Days> {
    const roots = await Deno.makeTempFile({ suffix: ".pem" });
    await Deno.writeTextFile(roots, toPem("CERTIFICATE", root.certificate.raw));
    let providers: Providers | null = null;
    // The authority lives in the providers' time, and is there before they are.
    const clock: Clock = {
      now: () => providers!.clock.now(),
      until: (instant, signal) => providers!.clock.until(instant, signal),
    };
    const authority = new Authority(clock);
    const { url } = authority.known;
    providers = await Providers.start({
      change: (configuration) => ({
        ...configuration,
        proof: { ...configuration.proof, authorities: [{ url, roots, policy: null }] },
      }),
    });
    return new Days(providers, authority, roots);
  }

  get today(): LegalDay {
    return legalDayOf(this.providers.clock.now());
  }

  /** Lets the day end; resolves once a provider has closed, sealed and stamped it. */
  async end(provider: TestProvider): Promise<void> {
    const day = this.today;
    await this.providers.settled();
    this.providers.clock.advance(OVER_A_DAY);
    await lookedUntil(async () => {
      const events = (await provider.storage.events.readStream("log-days", 0, 10_000))
        .map(({ event }) => event as LogEvent);
      const closed = events.find((event) => event.type === "log.day-closed" && event.day === day);
      const sealed = events.some((event) => event.type === "log.day-sealed" && event.day === day);
      const size = closed?.type === "log.day-closed" ? closed.size : Infinity;
      const stamped = events.some((event) =>
        event.type === "log.head-stamped" && event.size === size
      );
      return sealed && stamped ? null : `${day} is not closed, sealed and stamped`;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.providers[Symbol.asyncDispose]();
    await this.#authority[Symbol.asyncDispose]();
    await Deno.remove(this.#roots);
  }
}
