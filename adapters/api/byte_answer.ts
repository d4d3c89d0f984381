/**
 * Answers that are bytes: documents as they are, and what strangers have attached. They stream, and
 * no browser is to make anything of them.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { MissingBlob } from "../../events/store.ts";
import { Problem } from "./problem.ts";

/** The content of an answer of bytes, as its operation declares it. */
export const byteContent = {
  "application/octet-stream": {
    schema: z.string().openapi({ format: "binary", description: "The bytes as they are." }),
  },
} as const;

/** The content of an answer that is a mail message. */
export const mailContent = {
  "message/rfc822": {
    schema: z.string().openapi({ format: "binary", description: "The exact bytes." }),
  },
} as const;

/** What is answered. */
export interface ByteAnswer {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** As the operation declares it. */
  readonly type: keyof typeof byteContent | keyof typeof mailContent;
  /** What a browser is to call the file. */
  readonly filename: string;
  /** Octets in all; null where that is not known before. */
  readonly size: number | null;
}

/**
 * The answer.
 *
 * @throws {Problem} gone, where the bytes have been erased.
 */
export async function byteAnswer(
  { bytes, type, filename, size }: ByteAnswer,
): Promise<Response> {
  const source = bytes[Symbol.asyncIterator]();
  // What fails later can only break off the answer.
  const first = await source.next().catch((error: unknown) => {
    throw error instanceof MissingBlob ? gone() : error;
  });
  return new Response(resumed(first, source), {
    headers: {
      "content-type": type,
      ...(size === null ? {} : { "content-length": String(size) }),
      "content-disposition": attachmentDisposition(filename),
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": "private, no-store",
    },
  });
}

/**
 * Content-Disposition with a name from strangers (RFC 6266 §4.3): in ASCII for old programs, and
 * whole. Neither is a path.
 */
export function attachmentDisposition(filename: string): string {
  const name = filename.toWellFormed()
    // deno-lint-ignore no-control-regex -- control characters are what is looked for
    .replace(/[\0-\x1f\x7f-\x9f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, "_")
    .replace(/^\.+/, "_").slice(0, 150).toWellFormed() || "file";
  const plain = name.replace(/[^ -~]/g, "_");
  // RFC 8187 §3.2.1: what stands for itself in attr-char, and everything else as UTF-8.
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}

/** A source goes on from its first piece; who takes nothing of it lets it go all the same. */
function resumed(
  first: IteratorResult<Uint8Array>,
  source: AsyncIterator<Uint8Array>,
): ReadableStream<Uint8Array> {
  let read: IteratorResult<Uint8Array> | null = first;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = read ?? await source.next();
      read = null;
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await source.return?.();
    },
  }, { highWaterMark: 0 });
}

/** The problem of bytes that were there once. */
export function gone(): Problem {
  return new Problem("gone", {
    detail: {
      en: "The bytes have been erased: what is known of them stays, they do not come back",
      it: "Il contenuto è stato cancellato: resta ciò che se ne sa, i byte non tornano",
    },
  });
}
