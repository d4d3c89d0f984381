/**
 * Messages as people read them on a terminal.
 *
 * @module
 */
import type { components } from "../client/openapi.ts";
import { inLine } from "./output.ts";

/** A message, as the API shows it. */
export type Message = components["schemas"]["Message"];
/** What would become of a message, as the API says. */
export type DryRun = components["schemas"]["DryRun"];

/** A line for a list. */
export function messageLine({ id, state, created_at, subject, recipients }: Message): string {
  const states = Map.groupBy(recipients, ({ state }) => state);
  const counts = [...states].map(([state, some]) => `${some.length} ${state}`).join(", ");
  return `${id}  ${created_at}  ${state}  [${counts}]  ${inLine(subject)}`;
}

/** A message and its recipients. */
export function messageText(message: Message): string {
  const { pec_id, mailbox, state, refusal, subject, size, reference, send_at } = message;
  return [
    `${pec_id}  ${state}${refusal ? ` (${refusal.code}: ${inLine(refusal.detail)})` : ""}`,
    `From:      ${inLine(mailbox)}`,
    `Subject:   ${inLine(subject)}`,
    `Size:      ${size} octets`,
    ...(reference === null ? [] : [`Reference: ${inLine(reference)}`]),
    ...(send_at === null ? [] : [`Send at:   ${send_at}`]),
    ...message.recipients.map(({ address, state, updated_at, provider, reason }) =>
      [
        `  ${address}`,
        state,
        updated_at,
        provider ?? "",
        reason ? `${reason.code} ${reason.detail}` : "",
      ].map(inLine).join("  ").trimEnd()
    ),
  ].join("\n");
}

/** What would become of a message. */
export function dryRunText({ faults, recipients, size, budget, warnings }: DryRun): string {
  return [
    `${size} octets to ${recipients.length} recipients: ${budget.size_times_recipients} of ` +
    `${budget.limit} octets in all`,
    ...recipients.map(({ address, certified, provider }) =>
      `  ${inLine(address)}  ${
        certified ? `certified (${inLine(provider ?? "")})` : "NOT CERTIFIED"
      }`
    ),
    ...warnings.map(({ address, detail }) => `Warning: ${inLine(address)}: ${inLine(detail)}`),
    ...faults.map(({ pointer, header, detail }) =>
      `Fault: ${[pointer ?? header, inLine(detail)].filter(Boolean).join(": ")}`
    ),
  ].join("\n");
}
