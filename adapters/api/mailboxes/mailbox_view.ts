/**
 * A mailbox as the API shows it.
 *
 * @module
 */
import type { z } from "@hono/zod-openapi";
import { entityTag } from "../entity_tag.ts";
import type { Holder } from "./holder.ts";
import type { mailboxSchema, mailboxUsageSchema } from "./schemas.ts";

/** A mailbox. */
export async function mailboxView(holder: Holder): Promise<z.output<typeof mailboxSchema>> {
  const { account, mailbox } = holder;
  return {
    address: account.address,
    status: account.status,
    usage: await usageView(holder),
    folders: mailbox.folders().length,
    ordinary_mail: { policy: account.ordinary, folder: account.folder },
    receipts_folder: account.receipts,
    second_factor: account.secondFactor,
  };
}

/** How full it is. */
export async function usageView(
  { mailbox }: Holder,
): Promise<z.output<typeof mailboxUsageSchema>> {
  const { used, limit } = await mailbox.quota();
  return { used, quota: limit };
}

/** The tag of its settings; what arrives does not change it. */
export function settingsTag({ account }: Pick<Holder, "account">): string {
  const { address, status, ordinary, folder, receipts, quota, secondFactor } = account;
  return entityTag(address, status, ordinary, folder, receipts, quota, Number(secondFactor));
}
