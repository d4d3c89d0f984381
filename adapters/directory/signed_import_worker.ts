/**
 * The thread on which a signed directory is imported: one request, one answer.
 *
 * @module
 */
import { LARGEST_SIGNED_FILE } from "../documents/smime/signed_file.ts";
import { readSignedDirectory } from "./signed_directory.ts";
import type { ImportReply, ImportRequest } from "./signed_import.ts";

/** The worker's own end of its channel; the compiler sees this module as one of the main thread. */
const channel = globalThis as unknown as {
  onmessage: ((message: { data: unknown }) => void) | null;
  postMessage(reply: ImportReply, transferred: readonly Transferable[]): void;
};

channel.onmessage = async ({ data }) => {
  const request = data as ImportRequest;
  try {
    const p7m = await fileOf(request.file);
    const directory = await readSignedDirectory(p7m, request.trust, request.at);
    const { names, starts, owners } = directory.content.domains;
    channel.postMessage(directory, [names.buffer, starts.buffer, owners.buffer]);
  } catch (error) {
    channel.postMessage({ refused: error instanceof Error ? error.message : String(error) }, []);
  }
};

async function fileOf(path: string): Promise<Uint8Array> {
  const { size } = await Deno.stat(path);
  if (size <= LARGEST_SIGNED_FILE) return await Deno.readFile(path);
  throw new Error(`Cannot read ${path}: it has ${size} bytes`);
}
