/**
 * A provider that shares no code with the engine: it signs and verifies with the openssl command,
 * and reads daticert.xml with regular expressions.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Configuration } from "../../adapters/config/configuration.ts";
import { Workshop } from "../documents/smime/openssl.ts";
import { type Arrived, TestServer } from "../smtp/client/test_server.ts";
import {
  contentOf,
  type Facts,
  type Layout,
  sealedDocument,
  withIndefiniteLengths,
} from "./foreign_document.ts";

/** The foreign provider's mail domain. */
export const DOMAIN = "gamma.example";
/** Its service mailbox. */
export const SERVICE = `ricevute@${DOMAIN}`;
const NAME = "Gamma PEC S.r.l.";
const ADDRESS = `posta-certificata@${DOMAIN}`;

const OPENSSL_CONFIGURATION = `[req]
distinguished_name = subject
[subject]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[signing]
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = email:${ADDRESS}
[tls]
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:mail.${DOMAIN},DNS:localhost,IP:127.0.0.1
`;
const NEW_KEY = "req -x509 -newkey rsa:2048 -nodes -config openssl.cnf -days 30";
const ISSUED = `${NEW_KEY} -CA authority.pem -CAkey authority.key`;
const SIGN = "cms -sign -binary -in content -signer signing.pem -inkey signing.key " +
  "-certfile authority.pem -md sha256 -outform DER -out signature";

/** What the foreign provider reads in a document, once openssl has verified it. */
export interface Read {
  readonly secure: boolean;
  readonly from: string;
  readonly to: readonly string[];
  /** Value of X-Ricevuta or X-Trasporto. */
  readonly marker: string | undefined;
  readonly daticert: string;
  /** Whether postacert.eml is in it. */
  readonly hasOriginal: boolean;
}

/** The provider of gamma.example. */
export class ForeignProvider implements AsyncDisposable {
  readonly #shop: Workshop;
  readonly #server: TestServer;
  readonly #authority: string;
  readonly #certificate: Buffer;
  #documents = 0;

  private constructor(
    shop: Workshop,
    server: TestServer,
    authority: string,
    certificate: Buffer,
  ) {
    this.#shop = shop;
    this.#server = server;
    this.#authority = authority;
    this.#certificate = certificate;
  }

  /** Makes its certificates, and listens. */
  static async start(): Promise<ForeignProvider> {
    const shop = await Workshop.open({ "openssl.cnf": OPENSSL_CONFIGURATION });
    try {
      for (
        const command of [
          `${NEW_KEY} -extensions authority -subj /CN=Gamma-CA -keyout authority.key -out authority.pem`,
          `${ISSUED} -extensions signing -subj /O=Gamma -keyout signing.key -out signing.pem`,
          `${ISSUED} -extensions tls -subj /CN=mail.${DOMAIN} -keyout tls.key -out tls.pem`,
          "x509 -in signing.pem -outform DER -out signing.der",
        ]
      ) await required(shop, command);
      const text = async (name: string) => Buffer.from(await shop.read(name)).toString();
      const tls = { key: await text("tls.key"), cert: await text("tls.pem") };
      const server = await TestServer.start({ tls });
      const certificate = Buffer.from(await shop.read("signing.der"));
      return new ForeignProvider(shop, server, await text("authority.pem"), certificate);
    } catch (error) {
      await shop[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The configuration of a provider that knows this one, and trusts its authority. */
  known(configuration: Configuration): Configuration {
    const { directory, trust, relay, storage } = configuration;
    const roots = join(storage.folder, "..", "roots.pem");
    const own = Deno.readTextFileSync(trust.roots);
    Deno.writeTextFileSync(roots, own + this.#authority);
    const file = join(storage.folder, "..", "directory-of-three.ldif");
    Deno.writeTextFileSync(file, `${Deno.readTextFileSync(directory.file)}\n${this.#entry()}`);
    const here = { host: "127.0.0.1", port: this.#server.port };
    return {
      ...configuration,
      directory: { ...directory, file },
      trust: { ...trust, roots, tlsRoots: roots },
      relay: { ...relay, routes: new Map([...relay.routes, [DOMAIN, here]]) },
    };
  }

  #entry(): string {
    return `dn: providerName=${NAME},o=postacert
objectClass: top
objectClass: provider
providerName: ${NAME}
providerCertificateHash: ${createHash("sha1").update(this.#certificate).digest("hex")}
providerCertificate;binary:: ${this.#certificate.toString("base64")}
mailReceipt: ${SERVICE}
managedDomains: ${DOMAIN}
`;
  }

  /** A signed document; `to` is its header field. */
  async document(facts: Facts, to: string, layout: Layout): Promise<Buffer> {
    const content = contentOf(facts, NAME, layout);
    await this.#shop.write("content", Buffer.from(content, "latin1"));
    await required(this.#shop, SIGN);
    const der = await this.#shop.read("signature");
    const signature = layout.lengths === "definite" ? der : withIndefiniteLengths(der);
    const isEnvelope = facts.kind === "posta-certificata";
    const sealed = {
      from: isEnvelope ? `"Per conto di: ${facts.sender}" <${ADDRESS}>` : ADDRESS,
      to,
      messageId: isEnvelope ? facts.pecId : `ricevuta${++this.#documents}@${DOMAIN}`,
      content,
      signature: Buffer.from(signature).toString("latin1"),
    };
    return Buffer.from(sealedDocument(facts, sealed, layout), "latin1");
  }

  /** Resolves with the next messages that have come, once there are so many. */
  async received(count: number): Promise<Arrived[]> {
    for (let looks = 0; this.#server.messages.length < count; looks++) {
      if (looks === 4000) {
        throw new Error(`Cannot wait longer: ${this.#server.messages.length} of ${count} came`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return this.#server.messages.splice(0);
  }

  /**
   * Verifies a document with openssl under an authority, and reads it.
   *
   * @throws {Error} when openssl does not verify it.
   */
  async read({ bytes, secure, from, to }: Arrived, authority: string): Promise<Read> {
    await this.#shop.write("received.eml", bytes);
    await this.#shop.write("their.pem", authority);
    const verify = "cms -verify -in received.eml -CAfile their.pem -purpose any -out verified";
    await required(this.#shop, verify);
    const verified = Buffer.from(await this.#shop.read("verified")).toString("latin1");
    const [header] = bytes.toString("latin1").split("\r\n\r\n", 1);
    const marker = /^X-(?:Ricevuta|Trasporto): *(\S+)/mi.exec(header!)?.[1];
    const encoded = /name="daticert\.xml"[^]*?\r?\n\r?\n([A-Za-z0-9+/=\r\n]+)/.exec(verified)?.[1];
    return {
      secure,
      from,
      to,
      marker,
      daticert: Buffer.from(encoded ?? "", "base64").toString("utf8"),
      hasOriginal: /name="postacert\.eml"/.test(verified),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    await this.#shop[Symbol.asyncDispose]();
  }
}

/** The text of the first element of a name. */
export function textOf(daticert: string, name: string): string | undefined {
  return new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(daticert)?.[1];
}

async function required(shop: Workshop, command: string): Promise<void> {
  const { success, output } = await shop.openssl(command);
  if (!success) throw new Error(`Cannot run openssl ${command.split(" ")[0]}: ${output}`);
}
