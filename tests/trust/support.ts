/**
 * Certificates that name lists and responders, a server that has these, and what was logged.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { constructedTag, primitiveTag } from "../../adapters/documents/smime/der.ts";
import { derElement, derOid, derSequence } from "../../adapters/documents/smime/der_writer.ts";
import { requireTrusted } from "../../adapters/documents/smime/chain.ts";
import type { SignatureFaultCode } from "../../adapters/documents/smime/fault.ts";
import { OID } from "../../adapters/documents/smime/oids.ts";
import type { TrustStore } from "../../adapters/documents/smime/trust_store.ts";
import { extension } from "../../adapters/keys/certificate_builder.ts";
import type { TrustLog } from "../../adapters/trust/shelf.ts";
import type { Instant } from "../../events/instant.ts";
import { type Entity, faultOf } from "../documents/smime/support.ts";

/** What a server answers with; a number is a status without a body. */
export type Answer = Uint8Array | number;

/** An HTTP server on loopback whose answers a test sets, path by path. */
export class Site implements AsyncDisposable {
  readonly #server: Server;
  /** `METHOD path` of every request so far. */
  readonly requests: string[] = [];
  /** What is answered at a path; 404 where nothing is set. */
  readonly answers = new Map<string, Answer | ((body: Uint8Array) => Promise<Answer>)>();

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const path = request.url ?? "";
      this.requests.push(`${request.method} ${path}`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const set = this.answers.get(path) ?? 404;
      const answer = typeof set === "function" ? await set(Buffer.concat(chunks)) : set;
      response.shouldKeepAlive = false;
      if (typeof answer === "number") response.writeHead(answer).end();
      else response.end(answer);
    });
  }

  static async open(): Promise<Site> {
    const site = new Site();
    site.#server.listen(0, "127.0.0.1");
    await once(site.#server, "listening");
    return site;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** The extension crlDistributionPoints. */
export function namesList(...urls: string[]): Uint8Array {
  const points = urls.map((url) =>
    derSequence(derElement(constructedTag(0), derElement(constructedTag(0), uri(url))))
  );
  return extension(OID.crlDistributionPoints, derSequence(...points));
}

/** The extension authorityInfoAccess, with a caIssuers before the responder. */
export function namesResponder(url: string): Uint8Array {
  const issuers = derSequence(derOid("1.3.6.1.5.5.7.48.2"), uri("http://ca.alfa.example/ca.cer"));
  return extension(
    OID.authorityInfoAccess,
    derSequence(issuers, derSequence(derOid(OID.ocsp), uri(url))),
  );
}

function uri(value: string): Uint8Array {
  return derElement(primitiveTag(6), new TextEncoder().encode(value));
}

/** What a signer's path ends with; `none` where it is trusted. */
export function trustIn(
  signer: Entity,
  trust: TrustStore,
  at: Instant,
): Promise<SignatureFaultCode | "none"> {
  return faultOf(
    Promise.resolve().then(() => requireTrusted(signer.certificate, [], trust, at)),
  );
}

/** A log that is kept; `events` has the names alone. */
export class KeptLog implements TrustLog {
  readonly entries: (Readonly<Record<string, unknown>> & { readonly event: string })[] = [];
  readonly #waiting = new Map<string, () => void>();

  get events(): readonly string[] {
    return this.entries.map(({ event }) => event);
  }

  info(event: string, fields: Readonly<Record<string, unknown>>): void {
    this.entries.push({ event, ...fields });
    this.#waiting.get(event)?.();
  }

  warn(event: string, fields: Readonly<Record<string, unknown>>): void {
    this.info(event, fields);
  }

  /** Resolves when an event is logged the next time. */
  next(event: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(event, resolve);
    return promise;
  }

  /** The entries of one event, and forgets everything. */
  take(event: string): readonly Readonly<Record<string, unknown>>[] {
    return this.entries.splice(0).filter((entry) => entry.event === event);
  }
}
