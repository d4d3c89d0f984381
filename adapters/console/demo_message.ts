/**
 * The message that the demonstration submits, as an ordinary mail program would.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createTransport } from "nodemailer";

/** Where and as whom to submit. */
export interface Submitter {
  readonly host: string;
  /** Implicit TLS. */
  readonly port: number;
  readonly address: string;
  readonly password: string;
  /** PEM of the authority that issued the server's certificate. */
  readonly authority: string;
}

/** Submits the message; resolves with the PEC id that the provider gave it. */
export async function submitDemoMessage(
  { host, port, address, password, authority }: Submitter,
  recipients: { readonly to: string; readonly cc: string },
): Promise<string> {
  const transport = createTransport({
    host,
    port,
    secure: true,
    auth: { user: address, pass: password },
    tls: { ca: authority },
  });
  try {
    const { response } = await transport.sendMail({
      from: address,
      ...recipients,
      subject: "Perché no? La città è già qui: così è più semplice",
      text: "Buongiorno,\n\nin allegato il documento promesso.\n\nCordiali saluti\n",
      attachments: [{
        filename: "perizia.pdf",
        content: Buffer.from(onePagePdf("Perizia di prova")),
        contentType: "application/pdf",
      }],
    });
    return pecIdIn(response);
  } finally {
    transport.close();
  }
}

function pecIdIn(response: string): string {
  const pecId = /\S+@\S+$/.exec(response)?.[0];
  if (!pecId) throw new Error(`Cannot find the PEC id in the server's answer: ${response}`);
  return pecId;
}

/** A PDF of one page with one line of text (ISO 32000-1 §7.5). */
function onePagePdf(text: string): Uint8Array {
  const content = `BT /F1 24 Tf 72 720 Td (${text}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " +
    "/Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let pdf = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = pdf.length;
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`);
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join("")}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\n`;
  return new TextEncoder().encode(`${pdf}${table}${trailer}startxref\n${pdf.length}\n%%EOF\n`);
}
