/**
 * `pec send`: what would become of the message is shown first, and then a person says yes.
 *
 * @module
 */
import { type Command, Option } from "commander";
import type { PartnerApi } from "../client/client.ts";
import type { components } from "../client/openapi.ts";
import { type UploadedFile, uploadFile } from "../client/uploads.ts";
import { fileToUpload, readText } from "./files.ts";
import { type DryRun, dryRunText, type Message, messageText } from "./message_text.ts";
import type { Output } from "./output.ts";
import { instantOf } from "./instant.ts";
import type { Session } from "./session.ts";

type Draft = components["schemas"]["MessageDraft"];

interface Options {
  readonly from: string;
  readonly to: string[];
  readonly cc?: string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly attach?: string[];
  readonly receipt?: "complete" | "brief" | "synthetic";
  readonly reference?: string;
  readonly metadata?: string[];
  readonly at?: string;
  readonly idempotencyKey?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

/**
 * Octets of attachments that go within the request: it is the same whenever it is made again, which
 * uploads, whose ids are new each time, are not.
 */
const MOST_INLINE = 4 * 1024 * 1024;

/** Adds it to the command line. */
export function sendCommand(main: Command, session: Session): void {
  main.command("send").description("send a message; it is legally final once it is accepted")
    .requiredOption("--from <address>", "a mailbox of yours")
    .requiredOption("--to <address...>", "recipients")
    .option("--cc <address...>", "further recipients")
    .requiredOption("--subject <text>", "the subject")
    .option("--text <file>", "the text, from a file or - for standard input")
    .option("--html <file>", "the text as HTML, from a file")
    .option("--attach <file...>", "files to go along")
    .addOption(
      new Option("--receipt <type>", "what delivery receipts enclose")
        .choices(["complete", "brief", "synthetic"]),
    )
    .option("--reference <text>", "your own name for the message; it comes back in every event")
    .option("--metadata <name=value...>", "texts of your own that come back in every event")
    .option("--at <instant>", "send it later: 2026-12-01T08:00:00Z")
    .option(
      "--idempotency-key <key>",
      "the same key never sends a second message (default: a new one, which is shown)",
    )
    .option("--dry-run", "only show what would become of it", false)
    .option("--yes", "do not ask before sending", false)
    .action((options: Options) => send(options, session));
}

async function send(options: Options, session: Session): Promise<void> {
  const { output } = session;
  const api = await session.api();
  const key = options.idempotencyKey ?? session.uuid();
  const draft = await draftOf(options, api, session);
  const params = { header: { "Idempotency-Key": key } };
  const { data: report } = await api.POST("/v1/messages", {
    params: { ...params, query: { dry_run: "true" } },
    body: draft,
  });
  const dryRun = report as DryRun;
  if (options.dryRun) return output.item(dryRun, dryRunText(dryRun));
  output.note(dryRunText(dryRun));
  if (!dryRun.would_be_accepted) throw new Error("Cannot send: the message would be refused");
  if (!options.yes) await confirm(session);
  output.note(`Idempotency key: ${key} (to be given again if this is interrupted)`);
  const { data } = await api.POST("/v1/messages", { params, body: draft });
  const message = data as Message;
  output.item(message, messageText(message));
}

/** @throws {Error} unless a person says yes. */
async function confirm({ ask }: Session): Promise<void> {
  if (ask === null) {
    throw new Error("Cannot ask whether to send: there is no terminal. Say --yes, or --dry-run");
  }
  const answer = await ask("Send? What is accepted is legally final. [yes/NO] ");
  if (!["yes", "sì", "si"].includes(answer.toLowerCase())) throw new Error("Not sent");
}

async function draftOf(options: Options, api: PartnerApi, session: Session): Promise<Draft> {
  const { from, to, cc, subject, text, html, attach, receipt, reference, metadata, at } = options;
  const attachments = [];
  let room = MOST_INLINE;
  for (const path of attach ?? []) {
    const file = await fileToUpload(path);
    room -= file.size;
    attachments.push(
      room >= 0 ? await inline(file) : { upload: await upload(api, file, session.output) },
    );
  }
  return {
    from,
    to,
    subject,
    ...(cc ? { cc } : {}),
    ...(text ? { text: await readText(text) } : {}),
    ...(html ? { html: await readText(html) } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(receipt ? { receipt_type: receipt } : {}),
    ...(reference ? { reference } : {}),
    ...(metadata ? { metadata: Object.fromEntries(metadata.map(pairOf)) } : {}),
    ...(at ? { send_at: instantOf("--at", at).toISOString() } : {}),
  };
}

async function inline({ filename, contentType: content_type, read }: UploadedFile) {
  const content = (await new Response(read(0)).bytes()).toBase64();
  return { filename, content_type, content };
}

async function upload(api: PartnerApi, file: UploadedFile, output: Output): Promise<string> {
  const { filename, size } = file;
  let told = 0;
  output.note(`Uploading ${filename}: ${size} octets`);
  return await uploadFile(api, file, {
    progress(octets) {
      if (octets < size && octets > told) output.note(`Going on at ${octets} of ${size} octets`);
      told = octets;
    },
  });
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new Error(`Cannot use --metadata ${text}: write name=value`);
  return [text.slice(0, at), text.slice(at + 1)];
}
