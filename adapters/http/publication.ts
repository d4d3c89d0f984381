/**
 * The provider's own directory entry at its LDIFLocationURL: one file over HTTPS, and nothing else
 * (RFC 6109 §4.5.6).
 *
 * @module
 */
import { createHash } from "node:crypto";
import { Hono } from "hono";

/** What the server is made of. */
export interface PublicationOptions {
  /** Where to listen; port 0 takes a free one. */
  readonly listen: { readonly hostname: string; readonly port: number };
  /** PEM texts: the certificate with its chain, and its private key. */
  readonly tls: { readonly certificate: string; readonly key: string };
  /** The path of the file, from `/`. */
  readonly path: string;
  /** The signed file as it is now; asked at every request. */
  readonly document: () => Uint8Array<ArrayBuffer>;
}

/** A server that listens. */
export interface PublicationServer {
  readonly port: number;
  /** Takes no more requests; resolves when those under way are answered. */
  close(): Promise<void>;
}

/** RFC 6109 §4.5.6, RFC 8551 §3.2.1. */
const CONTENT_TYPE = "application/pkcs7-mime; smime-type=signed-data; name=directory.p7m";

/** Starts the server. Throws if it cannot listen or cannot use the certificate. */
export function startPublication(options: PublicationOptions): PublicationServer {
  const { listen, tls } = options;
  const application = publication(options);
  const server = Deno.serve({
    ...listen,
    cert: tls.certificate,
    key: tls.key,
    onListen: () => {},
  }, (request) => application.fetch(request));
  return { port: server.addr.port, close: () => server.shutdown() };
}

/** GET and HEAD of the one path, with an entity tag (RFC 9110 §8.8.3, §13.1.2). */
function publication({ path, document }: PublicationOptions): Hono {
  return new Hono()
    .get(path, (context) => {
      const file = document();
      const tag = `"${createHash("sha256").update(file).digest("base64url")}"`;
      const known = context.req.header("if-none-match")?.split(",") ?? [];
      const headers = { etag: tag, "cache-control": "no-cache" };
      if (known.some((each) => [tag, `W/${tag}`, "*"].includes(each.trim()))) {
        return context.body(null, 304, headers);
      }
      return context.body(file, 200, { ...headers, "content-type": CONTENT_TYPE });
    })
    .all(path, (context) => context.text("", 405, { allow: "GET, HEAD" }))
    .notFound((context) => context.text("", 404));
}
