/**
 * The server that sets mail programs up, and requests to it over TLS.
 *
 * @module
 */
import { XmlDocument, XmlElement } from "libxml2-wasm";
import { clientSetup } from "../../../adapters/http/client_setup/application.ts";
import type { ClientServices } from "../../../adapters/http/client_setup/services.ts";
import { startHttpsServer } from "../../../adapters/http/https_server.ts";
import { httpLimits } from "../../../adapters/http/limits.ts";
import { createAuthority, issueTlsCertificate } from "../../../adapters/keys/development_ca.ts";
import { random } from "../../../adapters/opening/random.ts";
import { LONG_LIFE } from "../../directory/signed_support.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";

/** The authority of the server's certificate, and that certificate. */
export const authority = await createAuthority({ name: "TLS authority", ...LONG_LIFE }, random);
const issued = await issueTlsCertificate(authority, {
  hosts: ["localhost"],
  keyType: "p256",
  ...LONG_LIFE,
}, random);
export const certificate = { certificate: issued.certificatePem, key: issued.privateKeyPem };

/** Everything is on; the name is one that would break what is not escaped. */
export const everything: ClientServices = {
  provider: `Alfa <PEC> & "Figli" S.p.A. d'Italia`,
  domain: "alfa.example",
  domains: ["alfa.example", "pec.alfa.example"],
  hostname: "mail.alfa.example",
  imap: [{ port: 993, security: "tls" }, { port: 143, security: "starttls" }],
  pop3: [{ port: 995, security: "tls" }],
  submission: [{ port: 465, security: "tls" }, { port: 587, security: "starttls" }],
};

export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** Serves meanwhile. */
export async function withServer(
  services: ClientServices,
  use: (ask: Ask, port: number) => Promise<void>,
): Promise<void> {
  const clock = new SimulatedClock();
  const application = clientSetup(services, clock);
  const server = await startHttpsServer({
    listen: { hostname: "127.0.0.1", port: 0 },
    certificate,
    limits: httpLimits,
    clock,
    answer: (request) => application.fetch(request),
    log: (event, fields) => {
      throw new Error(`${event}: ${fields.error}`);
    },
  });
  const client = Deno.createHttpClient({ caCerts: [authority.certificatePem] });
  try {
    await use((path, init) => {
      return fetch(`https://localhost:${server.port}${path}`, { ...init, client });
    }, server.port);
  } finally {
    client.close();
    await server.close();
  }
}

/** An element as a nested list: its name, then its text or its children. */
export type Tree = readonly [name: string, content: string | readonly Tree[]];

/** Parses well-formed XML; the document type is left out, and nothing is fetched. */
export function treeOf(xml: string): Tree {
  const document = XmlDocument.fromString(xml.replace(/^<\?.*\?>/, "").replace(/<!DOCTYPE.*>/, ""));
  try {
    return elementTree(document.root);
  } finally {
    document.dispose();
  }
}

function elementTree(element: XmlElement): Tree {
  const children: Tree[] = [];
  for (let node = element.firstChild; node; node = node.next) {
    if (node instanceof XmlElement) children.push(elementTree(node));
  }
  return [element.name, children.length === 0 ? element.content : children];
}

/** The contents of all elements of a name, in the order of the document. */
export function all([name, content]: Tree, wanted: string): (Tree[1])[] {
  const below = typeof content === "string" ? [] : content.flatMap((child) => all(child, wanted));
  return name === wanted ? [content, ...below] : below;
}

/** What children of one level say, by their names. */
export function fields(content: Tree[1] | undefined): Record<string, unknown> {
  return Object.fromEntries(content as readonly Tree[]);
}
