/**
 * The messages of the dialogues.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../dialogues/messages");

/** A message: `messages/NAME.eml`, or a small one of that subject. Its lines end in CRLF. */
export function messageNamed(name: string): Buffer {
  return Buffer.from((fileNamed(name) ?? simple(name)).replaceAll("\n", "\r\n"), "latin1");
}

function fileNamed(name: string): string | null {
  try {
    return Buffer.from(Deno.readFileSync(join(folder, `${name}.eml`))).toString("latin1");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function simple(subject: string): string {
  return [
    "From: Bruno Verdi <bruno@beta.example>",
    "To: anna@alfa.example",
    `Subject: ${subject}`,
    "Date: Fri, 20 Nov 2026 10:00:00 +0100",
    `Message-ID: <${subject}@beta.example>`,
    "",
    `Testo di ${subject}`,
    "",
  ].join("\n");
}
