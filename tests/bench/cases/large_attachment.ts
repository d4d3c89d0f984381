/**
 * A large attachment by the API: uploaded, sent and delivered, and what it takes of memory.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { createClient, type PartnerApi } from "../../../adapters/client/client.ts";
import { type UploadedFile, uploadFile } from "../../../adapters/client/uploads.ts";
import { random } from "../../../adapters/opening/random.ts";
import type { Benchmark, BenchmarkOptions } from "../options.ts";
import { memoryOf } from "../process.ts";
import { layOutProviders, serve } from "../provider.ts";

/** Octets of the attachments; in base64 they are a third more. */
const SIZES = [30_000_000, 100_000_000, 200_000_000] as const;
/** How much more memory the largest may take than the smallest, if nothing of either is held. */
const TARGET = 1.5;
const MEGABYTE = 1e6;
const PIECE = 64 * 1024;
/** Milliseconds between two looks at the message, and before the first. */
const PAUSE = 250;

/** What one attachment took: octets and seconds. */
interface Passage {
  readonly size: number;
  readonly peak: number;
  readonly upload: number;
  /** From the draft until 202. */
  readonly acceptance: number;
  /** From then on until delivered. */
  readonly delivery: number;
}

/** To one recipient at the same provider, each by a process of its own. */
export const largeAttachment: Benchmark = {
  name: "large-attachment",
  title: "Large attachments by the API to one recipient at the same provider",
  async run(options) {
    const passages: Passage[] = [];
    for (const size of SIZES) passages.push(await pass(size, options));
    const peaks = passages.map(({ peak }) => peak);
    return [
      ...passages.flatMap(({ size, peak, upload, acceptance, delivery }) => [
        { name: `${size / MEGABYTE} MB: resident, peak`, value: peak / MEGABYTE, unit: "MB" },
        { name: `${size / MEGABYTE} MB: upload`, value: upload, unit: "s" },
        { name: `${size / MEGABYTE} MB: from the draft until 202`, value: acceptance, unit: "s" },
        { name: `${size / MEGABYTE} MB: until delivered`, value: delivery, unit: "s" },
      ]),
      {
        name: "peak with the largest to that with the smallest",
        value: peaks.at(-1)! / peaks[0]!,
        unit: "",
        target: { atMost: TARGET },
      },
    ];
  },
};

async function pass(
  size: number,
  { folder: all, engine, denoFlags }: BenchmarkOptions,
): Promise<Passage> {
  const folder = join(all, `${size}`);
  await Deno.mkdir(folder);
  const holders = { senders: 1, recipients: 1 };
  const [provider] = await layOutProviders(folder, ["alfa.example"], engine, holders);
  const { api: { port, key }, senders: [sender], recipients: [recipient] } = provider!;
  const authority = await Deno.readTextFile(join(folder, "ca.pem"));
  const serving = await serve(provider!, denoFlags);
  using http = Deno.createHttpClient({ caCerts: [authority] });
  const api = createClient({
    url: `https://127.0.0.1:${port}`,
    key,
    fetch: (request) => fetch(request, { client: http }),
  });
  try {
    const start = performance.now();
    const upload = await uploadFile(api, fileOf(size));
    const uploaded = performance.now();
    const { data } = await api.POST("/v1/messages", {
      params: { header: { "Idempotency-Key": "large-attachment" } },
      body: {
        from: sender!.address,
        to: [recipient!],
        subject: "Un allegato grande",
        text: "In allegato.",
        attachments: [{ upload }],
      },
    });
    const accepted = performance.now();
    await delivered(api, (data as { readonly id: string }).id);
    const end = performance.now();
    const { peak } = await memoryOf(serving.pid);
    return {
      size,
      peak,
      upload: (uploaded - start) / 1000,
      acceptance: (accepted - uploaded) / 1000,
      delivery: (end - accepted) / 1000,
    };
  } finally {
    await serving.stop();
  }
}

/** Always the same piece: what is measured is how much of it is there at once. */
function fileOf(size: number): UploadedFile {
  const piece = Uint8Array.from(random(PIECE));
  const hash = createHash("sha256");
  for (let at = 0; at < size; at += PIECE) hash.update(piece.subarray(0, size - at));
  return {
    filename: "grande.bin",
    contentType: "application/octet-stream",
    size,
    sha256: hash.digest("hex"),
    read: (offset: number) => ReadableStream.from(pieces(piece, offset, size)),
  };
}

function* pieces(piece: Uint8Array, offset: number, size: number): Generator<Uint8Array> {
  for (let at = offset; at < size;) {
    const next = piece.subarray(at % PIECE, Math.min(PIECE, at % PIECE + size - at));
    yield next;
    at += next.length;
  }
}

async function delivered(api: PartnerApi, id: string): Promise<void> {
  for (;;) {
    const { data } = await api.GET("/v1/messages/{id}", { params: { path: { id } } });
    if (data!.recipients.every(({ state }) => state === "delivered")) return;
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE));
}
