/**
 * Under which name, and with which certificates, a provider issued documents at any place of its
 * log.
 *
 * @module
 */
import { LOG_KEY, logDays } from "../../actors/log.ts";
import type { LogEvent } from "../../events/log.ts";
import type { Sha256 } from "../../events/rope.ts";
import type { Position, Recorded } from "../../events/store.ts";
import type { Issuer } from "../documents/pec/facts.ts";
import { SignedDataTemplate } from "../documents/smime/signed_data_template.ts";
import type { BlobReader, EventReader } from "../storage/storage.ts";
import { eventsOfStream, readBlob } from "../storage/whole.ts";
import type { DocumentSources } from "./document_sources.ts";

/** Who issues documents. */
export type Naming = Pick<DocumentSources, "issuer" | "hostname">;

/** What a log that says nothing of itself is read with: what is configured today. */
export interface Configured extends Naming {
  /** DER of each signing certificate, and of its issuers as signatures enclose them. */
  readonly signers: readonly {
    readonly certificate: Uint8Array;
    readonly chain: readonly Uint8Array[];
  }[];
}

/** A fact, and the position from which on it holds. */
interface Since<T> {
  readonly position: Position;
  readonly value: T;
}

/** What was in force at a position. */
export class Issuers {
  readonly #names: Since<Naming>[];
  readonly #templates = new Map<Sha256, Since<SignedDataTemplate>[]>();

  private constructor(configured: Configured) {
    this.#names = [{ position: 0, value: configured }];
    for (const { certificate, chain } of configured.signers) {
      this.#enroll(0, certificate, chain);
    }
  }

  /**
   * Reads what the log says of its provider.
   *
   * @param configured holds where the log says nothing.
   * @throws {MissingBlob} when a certificate is not in the store.
   * @throws {DerError} when one cannot be read.
   */
  static async load(
    { events, blobs }: { readonly events: EventReader; readonly blobs: BlobReader },
    configured: Configured,
  ): Promise<Issuers> {
    const issuers = new Issuers(configured);
    const stream = `${logDays.kind}-${LOG_KEY}`;
    for await (const recorded of eventsOfStream(events, stream)) {
      await issuers.#take(recorded, blobs);
    }
    return issuers;
  }

  /** In whose name a document was issued that an event says was issued. */
  namingAt(position: Position): Naming {
    return inForce(this.#names, position)!;
  }

  /** What SignedData under a certificate look like; null where the log does not know it. */
  templateAt(certificate: Sha256, position: Position): SignedDataTemplate | null {
    return inForce(this.#templates.get(certificate) ?? [], position);
  }

  async #take({ position, event }: Recorded, blobs: BlobReader): Promise<void> {
    const fact = event as LogEvent;
    if (fact.type === "log.issuer-named") {
      const { name, domain, address, hostname } = fact;
      const issuer: Issuer = { name, domain, address };
      this.#names.push({ position, value: { issuer, hostname } });
    }
    if (fact.type === "log.signer-enrolled") {
      const certificate = await readBlob(blobs, fact.certificate);
      const chain = await Promise.all(fact.chain.map((blob) => readBlob(blobs, blob)));
      this.#enroll(position, certificate, chain);
    }
  }

  #enroll(position: Position, certificate: Uint8Array, chain: readonly Uint8Array[]): void {
    const value = new SignedDataTemplate(certificate, chain);
    this.#templates.set(value.name, [
      ...this.#templates.get(value.name) ?? [],
      { position, value },
    ]);
  }
}

function inForce<T>(facts: readonly Since<T>[], position: Position): T | null {
  return facts.findLast((fact) => fact.position <= position)?.value ?? null;
}
