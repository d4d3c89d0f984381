/**
 * `pec receipts`, `evidence` and `verify`: what proves that a message was sent and delivered.
 *
 * @module
 */
import type { Command } from "commander";
import { basename, join } from "node:path";
import { certificatesFromPem } from "../documents/smime/pem.ts";
import { itemsOf } from "../client/pages.ts";
import { type GivenFile, overall, verifyFiles } from "../verifier/verify.ts";
import { fileFault, readText, writeNewFile } from "./files.ts";
import { instantOf } from "./instant.ts";
import { inLine } from "./output.ts";
import type { Session } from "./session.ts";

/** Bytes of the largest file that is verified: all of it is held in memory. */
const LARGEST_FILE = 2 * 1024 * 1024 * 1024;

/** Adds them to the command line. */
export function evidenceCommands(main: Command, session: Session): void {
  main.command("receipts").argument("<id>").description("the receipts of a message")
    .option("--save <folder>", "write each of them, as it is, into this folder (.eml)")
    .action((id: string, { save }: { save?: string }) => receipts(session, id, save));
  main.command("evidence").argument("<id>").argument("<file>", "a new .zip file")
    .description("all that proves a message, to be verified by anybody, without the provider")
    .option("--for <mailbox>", "as one of its recipients")
    .action(async (id: string, file: string, options: { for?: string }) => {
      const api = await session.api();
      const { data } = await api.GET("/v1/messages/{id}/evidence", {
        params: { path: { id }, query: options },
        parseAs: "stream",
      });
      await writeNewFile(file, data as ReadableStream<Uint8Array>);
      session.output.note(`Wrote ${file}. Verify it: pec verify ${file} --trust AUTHORITIES.pem`);
    });
  main.command("verify").argument("<file...>")
    .description("verify bundles, receipts, sealed days: offline, nothing leaves this machine")
    .requiredOption("--trust <pem>", "the authorities of providers' certificates that you trust")
    .option("--timestamp-roots <pem>", "the authorities of time stamps that you trust")
    .option("--log-key <key...>", "a log's key that you know: name+id+key")
    .option("--at <instant>", "as it was then (default: now); the sandbox has a time of its own")
    .action((files: string[], options: TrustOptions) => verify(session, files, options));
}

interface TrustOptions {
  readonly trust: string;
  readonly timestampRoots?: string;
  readonly logKey?: readonly string[];
  readonly at?: string;
}

async function receipts({ api, output }: Session, id: string, save?: string): Promise<void> {
  const client = await api();
  if (save) {
    await Deno.mkdir(save, { recursive: true }).catch((error) => {
      throw fileFault("write", save, error);
    });
  }
  const all = itemsOf(async (after) =>
    (await client.GET("/v1/messages/{id}/receipts", {
      params: { path: { id }, query: after },
    })).data!
  );
  for await (const receipt of all) {
    const { issued_at, kind, recipients, provider, message_id } = receipt;
    const line = [issued_at, kind, recipients.join(", "), provider, message_id];
    output.item(receipt, line.map(inLine).join("  "));
    if (!save) continue;
    const { data } = await client.GET("/v1/messages/{id}/receipts/{receipt}/raw", {
      params: { path: { id, receipt: receipt.id } },
      parseAs: "stream",
    });
    const file = join(save, `${id}-${receipt.id}.eml`);
    await writeNewFile(file, data as ReadableStream<Uint8Array>);
    output.note(`Wrote ${file}`);
  }
}

async function verify(
  { now, output }: Session,
  files: readonly string[],
  { trust, timestampRoots, logKey = [], at }: TrustOptions,
): Promise<void> {
  const given = await Promise.all(files.map(readGiven));
  const reports = await verifyFiles(given, {
    roots: await authoritiesIn(trust),
    timeStampRoots: timestampRoots ? await authoritiesIn(timestampRoots) : [],
    logKeys: logKey,
    now: at ? instantOf("--at", at).getTime() : now(),
  });
  for (const { subject, kind, claims } of reports) {
    for (const { claim, verdict, detail, subject: of } of claims) {
      const line = { file: subject, kind, claim, of, verdict, detail };
      output.item(line, [verdict, claim, of, detail].map(inLine).join("  ").trimEnd());
    }
  }
  const verdict = overall(reports);
  output.note(`On the whole: ${verdict}`);
  if (verdict === "fails") throw new Error("Cannot believe it: a claim is false");
}

async function readGiven(path: string): Promise<GivenFile> {
  try {
    const { size } = await Deno.stat(path);
    if (size > LARGEST_FILE) throw new Error("it has over 2 GiB");
    return { name: basename(path), bytes: await Deno.readFile(path) };
  } catch (error) {
    throw fileFault("read", path, error);
  }
}

async function authoritiesIn(path: string): Promise<readonly Uint8Array[]> {
  const certificates = certificatesFromPem(await readText(path));
  if (certificates.length === 0) throw new Error(`Cannot trust ${path}: it holds no certificate`);
  return certificates;
}
