/**
 * The real clamd with one signature made by hand, in a folder of its own.
 *
 * @module
 */
import { freePorts } from "../../adapters/console/free_ports.ts";
import { random } from "../../adapters/opening/random.ts";
import { join } from "node:path";
import { SIGNATURE_FILE } from "./eicar.ts";

/** Whether clamd is installed. */
export const clamdAvailable: boolean = await (async () => {
  try {
    return (await new Deno.Command("clamd", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
})();

/** The longest message that this clamd takes, in octets. */
export const STREAM_MAX_LENGTH = 64_000_000;
/** The longest that it looks into. */
export const MAX_FILE_SIZE = 56_000_000;

/** The last line that clamd prints before it takes connections. */
const READY = "Self checking disabled.";

/** A clamd that listens on loopback and on a Unix socket. */
export interface ClamdPeer extends AsyncDisposable {
  readonly tcp: { readonly host: string; readonly port: number };
  readonly unix: { readonly path: string };
  /** Ends it on the spot; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts clamd; resolves when it takes connections. */
export async function startClamd(): Promise<ClamdPeer> {
  const folder = await Deno.makeTempDir({ prefix: "clamd-" });
  const tcp = { host: "127.0.0.1", port: (await freePorts("127.0.0.1", 1, random))[0]! };
  const unix = { path: join(folder, "clamd.sock") };
  await Deno.writeTextFile(join(folder, "eicar.ndb"), SIGNATURE_FILE);
  await Deno.writeTextFile(join(folder, "clamd.conf"), settings(folder, tcp.port, unix.path));
  const process = new Deno.Command("clamd", {
    args: [`--config-file=${join(folder, "clamd.conf")}`],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const output = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const kill = async () => {
    try {
      process.kill("SIGKILL");
    } catch {
      // It is gone already.
    }
    await process.status;
  };
  const dispose = async () => {
    await kill();
    await output.cancel();
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await ready(output);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { tcp, unix, kill, [Symbol.asyncDispose]: dispose };
}

function settings(folder: string, port: number, socket: string): string {
  return `
Foreground yes
DatabaseDirectory ${folder}
TemporaryDirectory ${folder}
LocalSocket ${socket}
TCPAddr 127.0.0.1
TCPSocket ${port}
SelfCheck 0
StreamMaxLength ${STREAM_MAX_LENGTH}
MaxFileSize ${MAX_FILE_SIZE}
MaxScanSize 200000000
AlertExceedsMax yes
`;
}

async function ready(output: ReadableStreamDefaultReader<string>): Promise<void> {
  let said = "";
  while (!said.includes(READY)) {
    const { value, done } = await output.read();
    if (done) throw new Error(`Cannot start clamd: ${said}`);
    said += value;
  }
}
