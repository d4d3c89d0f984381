/**
 * What a mail program knows of folders, and whether the server still says the same.
 *
 * @module
 */

/** A message. */
export interface KnownMessage {
  /** Null where the server has not told it. */
  readonly uid: number | null;
  readonly id: string;
  readonly flags: readonly string[];
  /** Null where the server has not told it. */
  readonly modseq: number | null;
}

/** A folder. */
export interface KnownFolder {
  /** UIDVALIDITY; null where the server has not told it. */
  readonly validity: number | null;
  /** Every UID that the folder gives to a new message is above it. */
  readonly highest: number;
  readonly messages: readonly KnownMessage[];
}

/** Folders by name. */
export type Known = ReadonlyMap<string, KnownFolder>;

/** What differs between folders as they should be and as they are; null where nothing does. */
export function difference(expected: Known, found: Known): string | null {
  const names = [...expected.keys()].sort().join();
  const there = [...found.keys()].sort().join();
  if (names !== there) return `folders ${there}, not ${names}`;
  for (const [name, folder] of expected) {
    const differs = folderDifference(folder, found.get(name)!);
    if (differs) return `${name}: ${differs}`;
  }
  return null;
}

function folderDifference(expected: KnownFolder, found: KnownFolder): string | null {
  if (expected.validity !== null && expected.validity !== found.validity) {
    return `UIDVALIDITY ${found.validity}, not ${expected.validity}`;
  }
  const left = new Map(found.messages.map((message) => [message.uid, message]));
  const told = expected.messages.filter(({ uid }) => uid !== null);
  for (const message of told) {
    const other = left.get(message.uid);
    if (!other || !same(message, other)) return `${show(other)}, not ${show(message)}`;
    left.delete(message.uid);
  }
  for (const message of expected.messages) {
    if (message.uid !== null) continue;
    const other = [...left.values()].find((one) => {
      return one.uid! > expected.highest && same(message, one);
    });
    if (!other) return `no ${show(message)} above ${expected.highest}`;
    left.delete(other.uid);
  }
  return left.size === 0 ? null : `also ${[...left.values()].map(show)}`;
}

function same(expected: KnownMessage, found: KnownMessage): boolean {
  if (expected.modseq !== null && expected.modseq !== found.modseq) return false;
  return expected.id === found.id && [...expected.flags].sort().join() ===
      [...found.flags].sort().join();
}

function show(message: KnownMessage | undefined): string {
  if (!message) return "nothing";
  const { uid, id, flags, modseq } = message;
  return `${id} (UID ${uid}, MODSEQ ${modseq}, flags ${flags.join(" ")})`;
}
