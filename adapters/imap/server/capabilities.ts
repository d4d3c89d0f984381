/**
 * What the server can do, as CAPABILITY tells it (RFC 9051 §6.1.1).
 *
 * @module
 */
import type { Context } from "./context.ts";

const BEFORE = [
  "IMAP4rev1",
  "IMAP4rev2",
  "SASL-IR",
  // RFC 7888 §5: the small room that there is before the login; LITERAL+ takes its place then.
  "LITERAL-",
  "ENABLE",
  "ID",
];

const AFTER = [
  "IMAP4rev1",
  "IMAP4rev2",
  "SASL-IR",
  "LITERAL+",
  "ENABLE",
  "ID",
  "IDLE",
  "NAMESPACE",
  "UIDPLUS",
  "MOVE",
  "SPECIAL-USE",
  "LIST-EXTENDED",
  "LIST-STATUS",
  "STATUS=SIZE",
  "ESEARCH",
  "SEARCHRES",
  "CONDSTORE",
  "QRESYNC",
  "UNSELECT",
  "CHILDREN",
  "BINARY",
  "QUOTA",
  "QUOTA=RES-STORAGE",
  "SORT",
  "THREAD=REFERENCES",
  "UTF8=ACCEPT",
  "OBJECTID",
  "PREVIEW",
  "REPLACE",
  "SAVEDATE",
  "WITHIN",
];

/** The capabilities of a session as it stands. */
export function capabilitiesOf(
  { state, secure, compressed, limits }: Pick<
    Context,
    "state" | "secure" | "compressed" | "limits"
  >,
): string {
  if (state.at === "unauthenticated") {
    return [...BEFORE, ...(secure ? ["AUTH=PLAIN"] : ["STARTTLS", "LOGINDISABLED"])].join(" ");
  }
  const compress = compressed ? [] : ["COMPRESS=DEFLATE"];
  return [...AFTER, `APPENDLIMIT=${limits.grammar.message}`, ...compress].join(" ");
}
