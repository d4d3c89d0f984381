/**
 * Files that are too large for the body of a message: uploaded in parts, taken up again where a
 * connection broke.
 *
 * @module
 */
import type { PartnerApi } from "./client.ts";
import { type Pause, pause } from "./pause.ts";
import { ApiProblem } from "./problem.ts";

/** A file. */
export interface UploadedFile {
  readonly filename: string;
  readonly contentType: string;
  readonly size: number;
  /** SHA-256 in lower-case hexadecimal. */
  readonly sha256: string;
  /** The bytes from an offset on. */
  readonly read: (offset: number) => ReadableStream<Uint8Array>;
}

/** Connections that may break one after the other, without anything having arrived between. */
const ATTEMPTS = 5;

/** How an upload is watched. */
export interface Uploading {
  /** Told how many octets have arrived. */
  readonly progress?: (octets: number) => void;
  /** Waits between two attempts. Absent: the system's timer. */
  readonly wait?: Pause;
}

/**
 * Uploads a file; resolves with the id of the upload, for `attachments` of a message.
 *
 * @throws {ApiProblem} where the API will not have it, or the digest is another one.
 */
export async function uploadFile(
  api: PartnerApi,
  { filename, contentType, size, sha256, read }: UploadedFile,
  { progress = () => {}, wait = pause }: Uploading = {},
): Promise<string> {
  const { data } = await api.POST("/v1/uploads", {
    body: { filename, content_type: contentType, size, sha256 },
  });
  // What was uploaded before, by somebody who was cut off, is there still.
  const { id, state, offset: already } = data!;
  if (state === "complete") return id;
  for (let failures = 0, offset = already;;) {
    let broken: unknown = null;
    try {
      await append(api, id, offset, read(offset));
    } catch (error) {
      if (error instanceof ApiProblem && !isPassing(error)) throw error;
      broken = error;
    }
    const there = (await api.GET("/v1/uploads/{id}", { params: { path: { id } } })).data!;
    progress(there.offset);
    if (there.state === "complete") return id;
    failures = there.offset > offset ? 1 : failures + 1;
    if (failures > ATTEMPTS) throw broken ?? new Error("Cannot upload: the file is shorter by now");
    offset = there.offset;
    const asked = broken instanceof ApiProblem ? broken.retryAfter : null;
    await wait(1000 * (asked ?? 2 ** (failures - 1)));
  }
}

/** Another offset, another request that still writes, or a server that is busy. */
function isPassing({ status }: ApiProblem): boolean {
  return status === 409 || status === 429 || status >= 500;
}

async function append(
  api: PartnerApi,
  id: string,
  offset: number,
  body: ReadableStream<Uint8Array>,
): Promise<void> {
  await api.PATCH("/v1/uploads/{id}", {
    params: { path: { id }, header: { "upload-offset": offset } },
    headers: { "content-type": "application/octet-stream" },
    body: body as never,
    bodySerializer: (stream) => stream as never,
  });
}
