/**
 * The openssl command as an independent peer.
 *
 * @module
 */
import { join } from "node:path";

/** Whether the command is installed. */
export const opensslAvailable: boolean = await (async () => {
  try {
    return (await new Deno.Command("openssl", { args: ["version"] }).output()).success;
  } catch {
    return false;
  }
})();

/** What a run of openssl gave. */
export interface OpensslRun {
  readonly success: boolean;
  readonly output: string;
}

/** A folder that is gone after the test, and openssl runs in it. */
export class Workshop implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(files: Readonly<Record<string, Uint8Array | string>>): Promise<Workshop> {
    const workshop = new Workshop(await Deno.makeTempDir());
    for (const [name, content] of Object.entries(files)) await workshop.write(name, content);
    return workshop;
  }

  async write(name: string, content: Uint8Array | string): Promise<void> {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(join(this.#folder, name), bytes);
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer>> {
    return await Deno.readFile(join(this.#folder, name));
  }

  /** Runs openssl; arguments are separated by spaces. */
  async openssl(args: string): Promise<OpensslRun> {
    const { success, stdout, stderr } = await new Deno.Command("openssl", {
      args: args.split(" "),
      cwd: this.#folder,
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { success, output: decoder.decode(stdout) + decoder.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}
