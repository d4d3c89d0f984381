/**
 * A provider in a process of its own.
 *
 * @module
 */
const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** `main.ts serve` as a child process. */
export class ServingChild {
  readonly #process: Deno.ChildProcess;
  readonly #drained: Promise<void>;
  /** What its log of operation has said. */
  readonly lines: readonly string[];

  private constructor(process: Deno.ChildProcess, drained: Promise<void>, lines: string[]) {
    this.#process = process;
    this.#drained = drained;
    this.lines = lines;
  }

  /** Resolves once it serves. */
  static async start(configurationFile: string): Promise<ServingChild> {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", MAIN, "serve", "--config", configurationFile],
      stdout: "piped",
    }).spawn();
    const serving = Promise.withResolvers<void>();
    const lines: string[] = [];
    const drained = drain(process.stdout, (line) => {
      lines.push(line);
      if (line.includes("provider.serving")) serving.resolve();
    });
    drained.then(() => serving.reject(new Error("Cannot go on: the child has ended")));
    await serving.promise;
    return new ServingChild(process, drained, lines);
  }

  /** SIGKILL. Resolves once it is dead. */
  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    const { signal } = await this.#process.status;
    await this.#drained;
    if (signal !== "SIGKILL") throw new Error(`Cannot kill the child: it ended by ${signal}`);
  }
}

async function drain(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
  each: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(each);
  }
}
