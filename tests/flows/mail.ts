/**
 * Messages for the flows.
 *
 * @module
 */

/** Joins lines with CRLF, the last one included. */
export function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\r\n`).join("");
}

/** The header fields that every message of anna has. */
export interface Fields {
  readonly to: string;
  readonly cc?: string;
  /** X-TipoRicevuta. */
  readonly receipt?: string;
}

/** A header of anna's, up to the empty line. */
export function headerOf({ to, cc, receipt }: Fields, ...more: readonly string[]): string {
  return lines(
    "From: Anna <anna@alfa.example>",
    `To: ${to}`,
    ...(cc === undefined ? [] : [`Cc: ${cc}`]),
    ...(receipt === undefined ? [] : [`X-TipoRicevuta: ${receipt}`]),
    ...more,
  );
}

/** A whole simple message of anna's. */
export function mailTo(to: string, ...more: readonly string[]): string {
  return headerOf({ to }, "Subject: Prova", ...more) + lines("", "Buongiorno.");
}

/** A message with a text and an attachment. */
export function mailWithAttachment(fields: Fields): string {
  return headerOf(
    fields,
    "Subject: Un allegato",
    "Message-ID: <allegato@client.alfa.example>",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
  ) + lines(
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "In allegato il documento.",
    "--b",
    'Content-Type: application/pdf; name="perizia.pdf"',
    'Content-Disposition: attachment; filename="perizia.pdf"',
    "Content-Transfer-Encoding: base64",
    "",
    "JVBERi0xLjQKJSBwZXJpemlhCg==",
    "--b--",
  );
}
