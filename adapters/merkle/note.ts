/**
 * Notes signed and verified (https://c2sp.org/signed-note, "Signatures").
 *
 * @module
 */
import type { NoteSigner, VerifierKey } from "./note_key.ts";
import { formatNote, isNoteText, NoteFault, type NoteSignature, parseNote } from "./note_text.ts";

/** A note of which at least one signature is a known key's, and every known key's is good. */
export interface VerifiedNote {
  readonly text: string;
  /** The keys that signed it, each once. */
  readonly signers: readonly VerifierKey[];
}

/**
 * Signs a text.
 *
 * @throws {NoteFault} when it cannot be one of a note
 */
export async function signNote(
  text: string,
  signers: readonly [NoteSigner, ...NoteSigner[]],
): Promise<Uint8Array<ArrayBuffer>> {
  if (!isNoteText(text)) {
    throw new NoteFault("sign the note", "it has control characters, or no last line feed");
  }
  const octets = new TextEncoder().encode(text);
  const signatures: NoteSignature[] = [];
  for (const { key: { name, id }, sign } of signers) {
    signatures.push({ name, id, signature: new Uint8Array(await sign(octets)) });
  }
  return formatNote({ text, signatures });
}

/**
 * Reads a note and verifies it. Signatures of unknown keys are passed over.
 *
 * @param keys all keys that are trusted
 * @throws {NoteFault} when it is malformed, when a known key's signature is wrong, and when no
 *   known key signed it
 */
export async function openNote(
  bytes: Uint8Array,
  keys: readonly VerifierKey[],
): Promise<VerifiedNote> {
  const { text, signatures } = parseNote(bytes);
  const octets = new TextEncoder().encode(text);
  const signers = new Set<VerifierKey>();
  for (const { name, id, signature } of signatures) {
    const key = keys.find((key) => key.name === name && key.id === id);
    if (!key) continue;
    if (!await isSignedBy(key, signature, octets)) {
      throw new NoteFault("trust the note", `the signature of ${name} with key ${id} is wrong`);
    }
    signers.add(key);
  }
  if (signers.size === 0) throw new NoteFault("trust the note", "no known key signed it");
  return { text, signers: [...signers] };
}

async function isSignedBy(
  { publicKey }: VerifierKey,
  signature: Uint8Array<ArrayBuffer>,
  octets: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return await crypto.subtle.verify("Ed25519", key, signature, octets);
}
