/**
 * Authorities for time stamps that live in the time of the test, served over HTTP.
 *
 * @module
 */
import { contentBytes, readSequence, TAG } from "../../adapters/documents/smime/der.ts";
import type { TimeStampAuthority } from "../../adapters/timestamp/client.ts";
import type { Clock } from "../../events/instant.ts";
import {
  serve,
  status,
  timeStampInfo,
  timeStampResponse,
  timeStampToken,
  TRUST,
} from "../timestamp/support.ts";

/** An authority that may be out of order. */
export class Authority implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #server = serve((request) => this.#answer(request));
  /** Whether it answers. */
  working = true;
  /** How many times it was asked. */
  asked = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** As a provider knows it. */
  get known(): TimeStampAuthority {
    return { url: this.#server.url, trust: TRUST, policy: null };
  }

  async #answer(request: Request): Promise<Response> {
    this.asked += 1;
    if (!this.working) return new Response("out of order", { status: 503 });
    const fields = readSequence(await request.bytes());
    fields.expect(TAG.integer);
    const imprint = fields.enter(TAG.sequence);
    imprint.expect(TAG.sequence);
    const digest = contentBytes(imprint.expect(TAG.octetString));
    const nonce = contentBytes(fields.expect(TAG.integer));
    const time = new Date(this.#clock.now()).toISOString().replace(/[-:T]|0*Z$|\.0*Z$/g, "") + "Z";
    const info = timeStampInfo({ digest, nonce, time });
    return new Response(timeStampResponse([status(0)], await timeStampToken({ info })));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}
