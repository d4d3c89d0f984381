/**
 * PDF files as poppler and qpdf see them.
 *
 * @module
 */

/** Whether this machine has poppler's pdftotext. */
export const popplerAvailable: boolean = await answers("pdftotext", "-v");
/** Whether this machine has qpdf. */
export const qpdfAvailable: boolean = await answers("qpdf", "--version");

async function answers(command: string, option: string): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: [option] }).output()).success;
  } catch {
    return false;
  }
}

/** The text of all pages, page after page, each ended by a form feed. */
export async function pdfText(pdf: Uint8Array): Promise<string> {
  return await run("pdftotext", ["-layout", "FILE", "-"], pdf);
}

/** The file with its streams unpacked, as qpdf writes it. Throws where it finds a fault. */
export async function unpackedPdf(pdf: Uint8Array): Promise<string> {
  await run("qpdf", ["--check", "FILE"], pdf);
  return await run("qpdf", ["--qdf", "--object-streams=disable", "FILE", "-"], pdf);
}

async function run(command: string, args: readonly string[], pdf: Uint8Array): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".pdf" });
  try {
    await Deno.writeFile(file, pdf);
    const words = args.map((word) => word === "FILE" ? file : word);
    const { success, stdout, stderr } = await new Deno.Command(command, { args: words }).output();
    if (!success) throw new Error(`Cannot read the PDF: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  } finally {
    await Deno.remove(file);
  }
}
