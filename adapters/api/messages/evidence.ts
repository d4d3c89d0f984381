/**
 * Hands out the evidence about a message: what leaves the house is in the log before.
 *
 * @module
 */
import { custody, CUSTODY_KEY } from "../../../actors/custody.ts";
import { Gate } from "../../gate.ts";
import { writeMessageEvidence } from "../../evidence/message.ts";
import { NoParty } from "../../evidence/selection.ts";
import { ZipFile } from "../../evidence/zip_file.ts";
import { Problem } from "../problem.ts";
import type { World } from "../world.ts";

/** A bundle that is made; its file has no name any more, and is gone when it is closed. */
export interface Bundle {
  readonly size: number;
  /** SHA-256 of the file. */
  readonly digest: string;
  /** To be read once; whoever does not must cancel it. */
  readonly bytes: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Bundles that are made at once, of all worlds: each signs, compresses and renders a PDF. */
const gate = new Gate(2, 20);

/**
 * Makes the bundle of a message for one of its parties.
 *
 * @throws {Problem} not-found for an address that is no party.
 * @throws {GateFull} where too many bundles are being made.
 */
export async function makeBundle(world: World, pecId: string, party: string): Promise<Bundle> {
  return await gate.run(async () => {
    const path = `${world.scratchFolder}/${world.provider.random(16).toHex()}.zip`;
    const office = await world.office();
    await using zip = await ZipFile.create(path, office.now);
    const { digest, entries } = await writeMessageEvidence(zip, office, pecId, party)
      .catch((error: unknown) => {
        throw error instanceof NoParty ? noParty() : error;
      });
    const exported = {
      kind: "evidence",
      to: party,
      mailbox: null,
      pecId,
      reason: "",
      from: null,
      until: null,
      digest,
      entries,
    } as const;
    const command = { type: "export", exported } as const;
    const { refusal } = await world.provider.runtime.send(custody, CUSTODY_KEY, command);
    if (refusal) throw new Error(`Cannot hand out ${path}: ${refusal.detail}`);
    await zip.place();
    return { digest, ...await openNameless(path) };
  });
}

/** A crash, or a caller who goes away, leaves nothing behind. */
async function openNameless(path: string): Promise<Pick<Bundle, "size" | "bytes">> {
  const file = await Deno.open(path);
  await Deno.remove(path);
  return { size: (await file.stat()).size, bytes: file.readable };
}

/** There is no such message, or it is nothing to the mailbox: which of the two is not told. */
export function noParty(): Problem {
  return new Problem("not-found", {
    detail: {
      en:
        "There is no message with this id of which that mailbox is sender or recipient: name one " +
        "that is",
      it: "Non c'è un messaggio con questo identificativo di cui la casella sia mittente o " +
        "destinataria: indicane una che lo sia",
    },
  });
}
