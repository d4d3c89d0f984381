/**
 * GETQUOTA and GETQUOTAROOT (RFC 9208). A mailbox is one quota root.
 *
 * @module
 */
import type { HolderMailbox } from "../../../mailboxes/holder_mailbox.ts";
import { type Completion, no, ok } from "../completion.ts";
import { type Context, nameEncoding } from "../context.ts";
import { mailbox as folderName } from "../grammar/text.ts";
import type { Authenticated, Selected } from "../state.ts";

const ROOT = "mailbox";

/** Tells a quota. */
export async function quota(
  context: Context,
  { root }: { readonly root: string },
  { mailbox }: Authenticated | Selected,
): Promise<Completion> {
  if (root !== ROOT) return no("There is no such quota root", "NONEXISTENT");
  await tellQuota(context, mailbox);
  return ok("Quota told");
}

/** Tells the quota that holds for a folder. */
export async function quotaRoot(
  context: Context,
  command: { readonly mailbox: string },
  { mailbox }: Authenticated | Selected,
): Promise<Completion> {
  const folder = mailbox.folderNamed(command.mailbox);
  if (!folder) return no("There is no such folder", "NONEXISTENT");
  const name = folderName(folder.name, nameEncoding(context));
  context.out.untagged(`QUOTAROOT ${name} "${ROOT}"`);
  await tellQuota(context, mailbox);
  return ok("Quota told");
}

/** RFC 9208 §5.1: STORAGE counts in units of 1024 octets. */
async function tellQuota({ out }: Context, mailbox: HolderMailbox): Promise<void> {
  const { used, limit } = await mailbox.quota();
  out.untagged(
    `QUOTA "${ROOT}" (STORAGE ${Math.ceil(used / 1024)} ${Math.floor(limit / 1024)})`,
  );
}
