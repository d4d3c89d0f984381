/**
 * The header of a document is not signed: whoever holds a copy can write another Subject, sender or
 * Reply-To over genuine content. What people see there must agree with daticert.xml, which is signed.
 *
 * @module
 */
import { parseAddresses } from "../mime/addresses.ts";
import { decodedText, field, unfolded } from "../mime/headers.ts";
import { readUtf8 } from "../mime/octets.ts";
import type { MimePart } from "../mime/part.ts";
import type { Daticert } from "./daticert_reader.ts";

/** Beyond so many letters and digits a shortened subject still tells whose it is. */
const TELLING = 50;

/** What the header says otherwise than daticert.xml; null where they agree. */
export function outerHeaderFault(root: MimePart, { tipo, certified }: Daticert): string | null {
  if (!subjectAgrees(root, certified.subject)) return "its Subject is not the certified one";
  if (tipo !== "posta-certificata") return null;
  if (!nameOfFrom(root).includes(certified.sender.toLowerCase())) {
    return "its From does not name the certified sender";
  }
  const allowed = `${certified.replyTo} ${certified.sender}`.toLowerCase();
  const stranger = addressesOf(root, "Reply-To")
    .find(({ address }) => !allowed.includes(address.toLowerCase()));
  return stranger ? "its Reply-To is not the certified one" : null;
}

/** Providers fold, encode and shorten in their own ways: letters and digits are what counts. */
function subjectAgrees(root: MimePart, certified: string): boolean {
  const subject = field(root, "Subject");
  const shown = essence(subject ? decodedText(subject) : "");
  const wanted = essence(certified);
  return shown.endsWith(wanted) ||
    (wanted.length > TELLING && shown.includes(wanted.slice(0, TELLING)));
}

function essence(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

function nameOfFrom(root: MimePart): string {
  return addressesOf(root, "From").map(({ name }) => name).join(" ").toLowerCase();
}

function addressesOf(
  root: MimePart,
  name: string,
): readonly { readonly address: string; readonly name: string }[] {
  const found = field(root, name);
  return found ? parseAddresses(readUtf8(unfolded(found))).addresses : [];
}
