/**
 * The files of an archive on their way to those that judge them.
 *
 * @module
 */
import type { z } from "zod";
import { type Archive, ArchiveFault } from "./archive.ts";
import { parseJson } from "./manifest.ts";
import type { Claims } from "./report.ts";
import type { ClaimName } from "./texts.ts";

/** Reads files of an archive; what cannot be read fails the claim that needs it. */
export class BundleFiles {
  readonly #archive: Archive;
  readonly #claims: Claims;

  constructor(archive: Archive, claims: Claims) {
    this.#archive = archive;
    this.#claims = claims;
  }

  /** The paths that begin with a folder's name and end with a suffix, in the order of the names. */
  within(folder: string, suffix: string): readonly string[] {
    return this.#archive.paths.filter((path) => path.startsWith(folder) && path.endsWith(suffix))
      .toSorted();
  }

  /** Whether there is such a file. */
  has(path: string): boolean {
    return this.#archive.sizeOf(path) !== null;
  }

  /**
   * A file's octets; null, with the claim failed, where it is not there, cannot be unpacked or is
   * too large.
   */
  async bytes(claim: ClaimName, path: string, most: number): Promise<Uint8Array | null> {
    try {
      return await this.#archive.read(path, most);
    } catch (error) {
      if (!(error instanceof ArchiveFault)) throw error;
      this.#claims.fails(claim, path, error.message);
      return null;
    }
  }

  /** What a JSON file says; null, with the claim failed, where it is not of the shape. */
  async json<Shape extends z.ZodType>(
    claim: ClaimName,
    path: string,
    shape: Shape,
    most: number,
  ): Promise<z.output<Shape> | null> {
    const bytes = await this.bytes(claim, path, most);
    if (bytes === null) return null;
    const read = parseJson(bytes, shape);
    if ("value" in read) return read.value;
    this.#claims.fails(claim, path, read.fault);
    return null;
  }
}

/** Octets of the largest file of each sort that is read. */
export const LARGEST = {
  /** `manifest.json`, an index, a proof. */
  list: 8 * 1024 * 1024,
  /** `log/events.json`: some 100,000 events. */
  events: 192 * 1024 * 1024,
  document: 256 * 1024 * 1024,
  signature: 1024 * 1024,
  certificate: 64 * 1024,
  /** A revocation list, an OCSP answer. */
  revocation: 32 * 1024 * 1024,
  /** A note, a time stamp. */
  note: 256 * 1024,
} as const;
