/**
 * A log's heads and sealed days, good and bad.
 *
 * @module
 */
import { concat } from "../../adapters/documents/mime/octets.ts";
import { dayText } from "../../adapters/documents/pec/sealed_day.ts";
import { frameContent } from "../../adapters/documents/smime/attached_signature.ts";
import { signCheckpoint } from "../../adapters/merkle/checkpoint.ts";
import type { NoteSigner } from "../../adapters/merkle/note_key.ts";
import { certified, issuer } from "../documents/pec/support.ts";
import type { Entity } from "../documents/smime/support.ts";
import { MemoryTree, numbered } from "../merkle/memory_tree.ts";
import { alfa, logKey, logSigner, ORIGIN, sha256, signerOf, stampOf } from "./bundle_builder.ts";

/** A log of 700 events. */
export const tree: MemoryTree = new MemoryTree(numbered(700));

/** A signed head. */
export function note(
  size: number,
  { by = logSigner, of = tree, origin = ORIGIN }: {
    readonly by?: NoteSigner;
    readonly of?: MemoryTree;
    readonly origin?: string;
  } = {},
): Promise<Uint8Array> {
  return signCheckpoint({ origin, head: of.head(size), extensions: [] }, [by]);
}

/** How a sealed day departs from a good one. */
export interface DayRequest {
  readonly text?: (text: string) => string;
  readonly signer?: Entity;
  readonly stamped?: "rightly" | "wrongly";
  readonly head?: Uint8Array;
  readonly last?: number;
}

/** A day of that log, closed and sealed. */
export async function sealedDay(request: DayRequest = {}): Promise<Uint8Array> {
  const header = {
    provider: issuer,
    day: "2026-11-21",
    first: 5,
    last: request.last ?? 9,
    lines: 0,
    key: logKey,
    previous: null,
  };
  const written = concat([...dayText(header, [], request.head ?? await note(300))]);
  const text = new TextDecoder().decode(written);
  const content = new TextEncoder().encode(request.text?.(text) ?? text);
  const signer = await signerOf(request.signer ?? alfa);
  const { signedData, value } = await signer.sign(
    Uint8Array.fromHex(sha256(content)),
    certified.at,
  );
  const stamp = request.stamped === undefined
    ? null
    : await stampOf(request.stamped === "rightly" ? value : signedData);
  const { before, after } = frameContent(signedData, content.length, stamp);
  return concat([before, content, after]);
}
