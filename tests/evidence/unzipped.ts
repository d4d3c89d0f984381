/**
 * ZIP files as Python's standard library reads them.
 *
 * @module
 */

/** A file within a ZIP file. */
export interface Unzipped {
  readonly bytes: Uint8Array;
  /** Year, month, day, hour, minute, second. */
  readonly date: readonly number[];
}

const PROGRAM = `
import base64, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as file:
    assert file.testzip() is None
    print(json.dumps([[info.filename, list(info.date_time),
        base64.b64encode(file.read(info)).decode()] for info in file.infolist()]))
`;

/** The files in a ZIP file by their paths, in order. */
export async function unzipped(path: string): Promise<ReadonlyMap<string, Unzipped>> {
  const command = new Deno.Command("python3", { args: ["-c", PROGRAM, path] });
  const { success, stdout, stderr } = await command.output();
  if (!success) throw new Error(`Cannot unzip: ${new TextDecoder().decode(stderr)}`);
  const files: [string, number[], string][] = JSON.parse(new TextDecoder().decode(stdout));
  return new Map(files.map(([name, date, base64]) => {
    return [name, { bytes: Uint8Array.fromBase64(base64), date }];
  }));
}
