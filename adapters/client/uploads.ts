/**
 * Files that are too large for the body of a message: uploaded in parts, taken up again where a
 * connection broke.
 *
 * @module
 */
import type { PartnerApi } from "./client.ts";
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

/** Times that a part is begun again without any progress. */
const ATTEMPTS = 5;

/**
 * Uploads a file; resolves with the id of the upload, for `attachments` of a message.
 *
 * @param progress is told how many octets have arrived.
 * @throws {ApiProblem} where the API will not have it, or the digest is another one.
 */
export async function uploadFile(
  api: PartnerApi,
  { filename, contentType, size, sha256, read }: UploadedFile,
  progress: (octets: number) => void = () => {},
): Promise<string> {
  const { data } = await api.POST("/v1/uploads", {
    body: { filename, content_type: contentType, size, sha256 },
  });
  const { id } = data!;
  let offset = 0;
  for (let failures = 0; offset < size;) {
    try {
      await append(api, id, offset, read(offset));
      offset = size;
    } catch (error) {
      if (error instanceof ApiProblem && error.status !== 409 && error.status < 500) throw error;
      const { data: state } = await api.GET("/v1/uploads/{id}", { params: { path: { id } } });
      failures = state!.offset > offset ? 0 : failures + 1;
      if (failures === ATTEMPTS) throw error;
      offset = state!.offset;
    }
    progress(offset);
  }
  return id;
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
