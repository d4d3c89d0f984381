/**
 * Whether every head is one that the log's key has signed, and the published one is among them.
 *
 * @module
 */
import { openCheckpoint, parseCheckpoint } from "../merkle/checkpoint.ts";
import { sameHash } from "../merkle/hash.ts";
import type { VerifierKey } from "../merkle/note_key.ts";
import { parseNote } from "../merkle/note_text.ts";
import { CHECKPOINT } from "../notary/log_folder.ts";
import type { LogQueries, StoredHead } from "../storage/log.ts";
import { type Findings, reasonOf } from "./fault.ts";

/** Heads that are looked at together. */
const PAGE = 200;

/** What is looked at. */
export interface HeadGrounds {
  readonly log: LogQueries;
  /** The published checkpoint as it was before `log` was opened; null where there was none. */
  readonly published: Uint8Array | null;
  readonly key: VerifierKey;
}

/** Looks at the signatures of all heads, and at the checkpoint that is published. */
export async function checkHeads(grounds: HeadGrounds, findings: Findings): Promise<void> {
  const { log, key } = grounds;
  checkPublished(grounds, findings);
  let count = 0;
  for (let size = 0;;) {
    const heads = log.heads(size, PAGE);
    const signed = await Promise.all(heads.map((head) => isSigned(head, key)));
    for (const [at, head] of heads.entries()) {
      if (!signed[at]) {
        findings.fault(`head of ${head.size} events`, "the log's key did not sign it as it is");
      }
    }
    count += heads.length;
    findings.reached(count);
    if (heads.length < PAGE) return;
    size = heads.at(-1)!.size;
  }
}

async function isSigned({ size, root, note }: StoredHead, key: VerifierKey): Promise<boolean> {
  try {
    const { head } = await openCheckpoint(note, { origin: key.name, keys: [key] });
    return head.size === size && sameHash(head.root, root);
  } catch {
    return false;
  }
}

/** What is published was stored before. */
function checkPublished({ log, published }: HeadGrounds, findings: Findings): void {
  const place = `file log/${CHECKPOINT}`;
  const latest = log.latestHead();
  if (!published) {
    if (latest) findings.fault(place, `it is missing. ${REPAIR}`);
    return;
  }
  try {
    const { size } = parseCheckpoint(parseNote(published).text).head;
    const stored = log.headAtLeast(size);
    if (!stored) {
      findings.fault(place, `it covers ${size} events, the store's heads fewer: some are lost`);
    } else if (stored.size !== size || stored.note.toHex() !== published.toHex()) {
      findings.fault(place, `it is none of the heads that were signed. ${REPAIR}`);
    }
  } catch (error) {
    findings.fault(place, `${reasonOf(error)}. ${REPAIR}`);
  }
}

const REPAIR = "`ceralacca log repair` writes it again";
