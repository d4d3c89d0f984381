/**
 * What receipts and notices have in common: everything but the envelope.
 *
 * @module
 */
import type { NoticeKind } from "../../../events/incoming.ts";
import { textField } from "../mime/compose.ts";
import { type DocumentPlan, planDocument } from "./certified_document.ts";
import { derive } from "./derived.ts";
import { headerLine } from "./header_line.ts";
import { singleLine } from "./latin1.ts";
import { romeTime } from "./rome_time.ts";
import type { Unsigned } from "./unsigned.ts";

/** What tells one notice from the other. */
export interface NoticePlan
  extends
    Pick<DocumentPlan, "issuer" | "certified" | "template" | "text" | "details" | "original"> {
  /** Value of X-Ricevuta. */
  readonly kind: NoticeKind;
  /** The sender of the original, never its Reply-To (RFC 6109 §2.1), or a service mailbox. */
  readonly to: string;
  /** What tells it from other notices of its kind about the same message: its recipients … */
  readonly about: readonly string[];
  /** Header fields of this kind alone beside X-Ricevuta, each with its line end. */
  readonly markers?: string;
}

/** Lays out a receipt or notice. Its Message-ID follows from what it says. */
export function notice(plan: NoticePlan): Unsigned {
  const { kind, issuer, certified, to, about, template } = plan;
  const time = romeTime(certified.at);
  const subject = singleLine(`${template.subjectPrefix}${certified.subject}`);
  const messageId = `<${
    derive("notice", issuer.domain, kind, certified.pecId, ...about).slice(0, 40)
  }@${issuer.domain}>`;
  return planDocument({
    ...plan,
    time,
    messageId,
    subject,
    fields: [
      headerLine("X-Ricevuta", kind),
      plan.markers ?? "",
      headerLine("Date", time.date),
      textField("Subject", subject),
      headerLine("From", issuer.address),
      headerLine("To", to),
      headerLine("Message-ID", messageId),
      certified.msgid === undefined ? "" : headerLine("X-Riferimento-Message-ID", certified.msgid),
      headerLine("MIME-Version", "1.0"),
    ].join(""),
  });
}
