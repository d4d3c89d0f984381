/**
 * DomainKeys Identified Mail (RFC 6376): the provider's domain answers for what leaves for
 * ordinary recipients, whose providers look at no S/MIME signature before they take a message.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import { octetsOf } from "../mime/octets.ts";
import type { HeaderField } from "../mime/part.ts";
import type { DkimKey } from "./key.ts";
import { RelaxedBodyHash, relaxedField } from "./relaxed.ts";

/** In whose name is signed. */
export interface DkimSigner {
  /** The domain that answers, in its ASCII form. */
  readonly domain: string;
  /** Names the key's record: `SELECTOR._domainkey.DOMAIN`. */
  readonly selector: string;
  readonly key: DkimKey;
}

/** What is signed. */
export interface DkimContent {
  /** The fields of the message's header, in their order. */
  readonly header: readonly HeaderField[];
  /** The message's body as it travels: lines end in CRLF. Read once. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The instant of the event that the message is a rendering of. */
  readonly at: Instant;
}

/** RFC 6376 §5.4.1: the fields that people and their programs see. */
const SIGNED = [
  "From",
  "To",
  "Cc",
  "Subject",
  "Date",
  "Message-ID",
  "MIME-Version",
  "Content-Type",
  "Reply-To",
];

/** RFC 6376 §8.15: named once more than it stands there, so that nobody adds a second one. */
const OVERSIGNED = "From";

/** Characters of a folded line, blank included. */
const LINE = 76;

/**
 * The header field that is put in front of the message, with its line end, in ASCII. The same
 * content gives the same field.
 *
 * @throws {Error} when the message has no From, which RFC 6376 §5.4 wants signed.
 */
export async function dkimSignature(signer: DkimSigner, content: DkimContent): Promise<string> {
  const signed = signedFields(content.header);
  const { key, domain, selector } = signer;
  const bodyHash = await bodyHashOf(content.body);
  const tags = [
    `v=1; a=${key.algorithm}; c=relaxed/relaxed;`,
    `d=${domain}; s=${selector};`,
    `t=${Math.floor(content.at / 1000)};`,
    ...foldNames([...signed.map(({ name }) => name), OVERSIGNED]),
    `bh=${bodyHash.toBase64()};`,
    "b=",
  ].join("\r\n ");
  const covered = [
    ...signed.map(({ name, raw }) => `${relaxedField(name, raw)}\r\n`),
    // RFC 6376 §3.7: the field itself comes last, without its line end and with `b=` empty.
    relaxedField("DKIM-Signature", tags),
  ].join("");
  const signature = await key.sign(octetsOf(covered));
  const lines = signature.toBase64().match(new RegExp(`.{1,${LINE - 2}}`, "g")) ?? [];
  return `DKIM-Signature: ${tags}${lines.join("\r\n ")}\r\n`;
}

/** Every field of the names above. RFC 6376 §5.4.2: of those that stand twice the last first. */
function signedFields(header: readonly HeaderField[]): readonly HeaderField[] {
  const fields = SIGNED.flatMap((name) =>
    header.filter((field) => field.name.toLowerCase() === name.toLowerCase()).reverse()
  );
  if (fields[0]?.name.toLowerCase() === OVERSIGNED.toLowerCase()) return fields;
  throw new Error("Cannot sign with DKIM: the message has no From");
}

/** The tag `h=` in lines that can be folded. */
function foldNames(names: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = "h=";
  for (const [index, name] of names.entries()) {
    const piece = `${name.toLowerCase()}${index === names.length - 1 ? ";" : ":"}`;
    if (line.length + piece.length > LINE) {
      lines.push(line);
      line = "";
    }
    line += piece;
  }
  return [...lines, line];
}

async function bodyHashOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const hash = new RelaxedBodyHash();
  for await (const chunk of body) hash.update(chunk);
  return hash.digest();
}
