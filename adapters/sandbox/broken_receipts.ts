/**
 * Receipts whose signature does not hold: what makes of them anomalies (RFC 6109 §3.2.2).
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { inspectPec } from "../documents/pec/inspect.ts";
import { bytesOf } from "../points/bytes.ts";
import type { Provider } from "../points/provider.ts";
import type { Letter } from "./hand_over.ts";
import { trickFor } from "./magic_recipients.ts";
import { takenIn } from "./taken_in.ts";

/** What the text of every receipt begins with; it is signed. */
const SIGNED_WORD = "Ricevuta di";
/** Within so many octets it stands. */
const BEGINNING = 64 * 1024;

/** The letter, altered on its way where it is a receipt that shall prove nothing. */
export async function withTricks(provider: Provider, letter: Letter): Promise<Letter> {
  const concerned = await concernedBy(provider, letter);
  if (!concerned.some((one) => trickFor(one) === "break-receipts")) return letter;
  return { ...letter, content: () => altered(letter.content()) };
}

/** The recipients that a receipt is about; nobody where it is none. */
async function concernedBy(
  provider: Provider,
  letter: Letter,
): Promise<readonly string[]> {
  // What is stored here is what is stored when the letter arrives: the same octets, once.
  const { root, rope, pending } = await takenIn(provider, letter);
  const inspected = await inspectPec(root, bytesOf(provider.blobs, rope, pending));
  if (inspected.form !== "signed" || inspected.document.kind !== "notice") return [];
  const { ricezione, consegna } = inspected.document.daticert;
  return [...ricezione, ...(consegna === undefined ? [] : [consegna])];
}

async function* altered(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let beginning: string | null = "";
  for await (const chunk of content) {
    if (beginning === null) {
      yield chunk;
      continue;
    }
    beginning += Buffer.from(chunk).toString("latin1");
    if (beginning.length < BEGINNING) continue;
    yield spoilt(beginning);
    beginning = null;
  }
  if (beginning !== null) yield spoilt(beginning);
}

/** As long as before. */
function spoilt(beginning: string): Uint8Array {
  return Buffer.from(beginning.replace(SIGNED_WORD, SIGNED_WORD.toUpperCase()), "latin1");
}
