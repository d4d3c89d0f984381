/**
 * A server as the authority's: HTTPS, and only for those who show a certificate of a provider.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { SignedSource } from "../../adapters/directory/signed_source.ts";
import { OID } from "../../adapters/documents/smime/oids.ts";
import { toPem } from "../../adapters/documents/smime/pem.ts";
import { extendedKeyUsageValue, extension } from "../../adapters/keys/certificate_builder.ts";
import { createAuthority, issueTlsCertificate } from "../../adapters/keys/development_ca.ts";
import { random } from "../../adapters/opening/random.ts";
import { certify, type Entity, newKeys } from "../documents/smime/support.ts";
import { LONG_LIFE, root } from "./signed_support.ts";

const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const authority = await createAuthority({ name: "TLS authority", ...LONG_LIFE }, random);
const tls = await issueTlsCertificate(authority, {
  hosts: ["localhost"],
  keyType: "p256",
  ...LONG_LIFE,
}, random);

/** A client's certificate and key, as a source has them; issued by {@link root} or by itself. */
export async function clientOf(
  issuer: Entity | null = root,
): Promise<Omit<SignedSource, "url">> {
  const keys = await newKeys();
  const usage = extension(OID.extendedKeyUsage, extendedKeyUsageValue(CLIENT_AUTH));
  const { certificate } = await certify("Client", keys, issuer, [usage], LONG_LIFE);
  return {
    clientCertificate: toPem("CERTIFICATE", certificate.raw),
    clientKey: toPem("PRIVATE KEY", keys.pkcs8),
    tlsRoots: authority.certificatePem,
  };
}

/** What the server does with a request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server whose answer can be changed. */
export class IndexServer implements AsyncDisposable {
  readonly #server: ReturnType<typeof createServer>;
  /** How many requests came through. */
  requests = 0;
  /** What it does. */
  answer: Answer = (_, response) => response.writeHead(404).end();

  private constructor() {
    this.#server = createServer({
      cert: tls.certificatePem,
      key: tls.privateKeyPem,
      ca: toPem("CERTIFICATE", root.certificate.raw),
      requestCert: true,
      rejectUnauthorized: true,
    }, (request, response) => {
      this.requests++;
      this.answer(request, response);
    });
    // A client that it does not trust is no concern of the test's process.
    this.#server.on("tlsClientError", () => {});
  }

  /** Listens on a free port. */
  static async start(file?: Uint8Array): Promise<IndexServer> {
    const server = new IndexServer();
    if (file) server.offer(file);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  /** Where the file is. */
  get url(): string {
    const address = this.#server.address();
    return `https://localhost:${typeof address === "object" && address?.port}/index.p7m`;
  }

  /** Gives this file from now on. */
  offer(file: Uint8Array): void {
    this.answer = (_, response) => response.writeHead(200).end(file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
