/**
 * A real Chromium without a window, driven by the DevTools protocol
 * (https://chromedevtools.github.io/devtools-protocol/). It has a profile of its own and no network:
 * names resolve nowhere, and what a page asks for is remembered.
 *
 * @module
 */

/** Milliseconds that the browser has for one answer, and for its start. */
const PATIENCE = 60_000;

const COMMAND = "chromium";

const ARGUMENTS = [
  "--headless=new",
  "--remote-debugging-port=0",
  // Tests run as root in containers, where the sandbox does not start.
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--host-resolver-rules=MAP * ~NOTFOUND",
];

/** Whether there is one to drive. */
export const chromiumAvailable: boolean = await runs();

async function runs(): Promise<boolean> {
  try {
    return (await new Deno.Command(COMMAND, { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

/** An answer of the browser, or something that it tells unasked. */
interface Heard {
  readonly id?: number;
  readonly method?: string;
  // deno-lint-ignore no-explicit-any -- each method has an answer of its own
  readonly params?: any;
  // deno-lint-ignore no-explicit-any -- see above
  readonly result?: any;
  readonly error?: { readonly message: string };
}

/** A browser with one page. */
export class Chromium {
  /** Every address that the page asked for, in order. */
  readonly requests: string[] = [];
  /** What the page complained of: errors, and what its policy kept from it. */
  readonly complaints: string[] = [];
  readonly #socket: WebSocket;
  readonly #removed: () => Promise<void>;
  readonly #waiting = new Map<number, (heard: Heard) => void>();
  readonly #loads: (() => void)[] = [];
  #session: string | undefined;
  #calls = 0;

  private constructor(socket: WebSocket, removed: () => Promise<void>) {
    this.#socket = socket;
    this.#removed = removed;
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
  }

  /** Starts a browser whose user prefers a language, such as `it-IT`. */
  static async start(language: string): Promise<Chromium> {
    const profile = await Deno.makeTempDir({ prefix: "chromium" });
    const process = new Deno.Command(COMMAND, {
      args: [...ARGUMENTS, `--user-data-dir=${profile}`, `--accept-lang=${language}`],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const { address, end } = hear(process.stderr);
    const socket = new WebSocket(await address);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("Cannot reach the browser"));
    });
    const browser = new Chromium(socket, async () => {
      await Promise.all([process.status, end]);
      await Deno.remove(profile, { recursive: true });
    });
    const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
    browser.#session = sessionId;
    for (const domain of ["Page", "Runtime", "DOM", "Network", "Log"]) {
      await browser.send(`${domain}.enable`);
    }
    return browser;
  }

  /** Opens an address and waits until it is loaded. */
  async open(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => this.#loads.push(resolve));
    await this.send("Page.navigate", { url });
    await loaded;
  }

  /** The value of an expression in the page; of a promise, what it comes to. */
  // deno-lint-ignore no-explicit-any -- the page's values have any shape
  async evaluate(expression: string): Promise<any> {
    const options = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", options);
    if (!exceptionDetails) return result.value;
    const { exception, text } = exceptionDetails;
    throw new Error(`Cannot evaluate in the page: ${exception?.description ?? text}`);
  }

  /** Chooses files, as a person would in the dialogue of an `<input type="file">`. */
  async choose(selector: string, files: readonly string[]): Promise<void> {
    const { root } = await this.send("DOM.getDocument");
    const { nodeId } = await this.send("DOM.querySelector", { nodeId: root.nodeId, selector });
    await this.send("DOM.setFileInputFiles", { nodeId, files });
  }

  /** Presses and releases a key, such as `Tab` or `Enter`. */
  async press(key: "Tab" | "Enter" | " "): Promise<void> {
    const windowsVirtualKeyCode = { Tab: 9, Enter: 13, " ": 32 }[key];
    const text = { Tab: "", Enter: "\r", " ": " " }[key];
    const event = { key, code: key === " " ? "Space" : key, windowsVirtualKeyCode };
    await this.send("Input.dispatchKeyEvent", { ...event, type: "keyDown", text });
    await this.send("Input.dispatchKeyEvent", { ...event, type: "keyUp" });
  }

  /**
   * Calls a method of the protocol.
   *
   * @throws {Error} when the browser refuses, or does not answer in time
   */
  // deno-lint-ignore no-explicit-any -- each method has an answer of its own
  async send(method: string, params: object = {}): Promise<any> {
    const id = ++this.#calls;
    const { promise, resolve, reject } = Promise.withResolvers<Heard>();
    const timer = setTimeout(() => reject(new Error(`Cannot ${method}: no answer`)), PATIENCE);
    this.#waiting.set(id, resolve);
    const session = this.#session && { sessionId: this.#session };
    this.#socket.send(JSON.stringify({ id, method, params, ...session }));
    try {
      const { error, result } = await promise;
      if (error) throw new Error(`Cannot ${method}: ${error.message}`);
      return result;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** Ends the browser and removes its profile. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.onclose = resolve);
    this.#session = undefined;
    await this.send("Browser.close");
    await closed;
    await this.#removed();
  }

  #hear(heard: Heard): void {
    const { id, method, params } = heard;
    if (id !== undefined) return this.#waiting.get(id)?.(heard);
    if (method === "Network.requestWillBeSent") this.requests.push(params.request.url);
    if (method === "Page.loadEventFired") this.#loads.shift()?.();
    if (method === "Log.entryAdded") this.complaints.push(params.entry.text);
    if (method === "Runtime.exceptionThrown") {
      this.complaints.push(params.exceptionDetails.exception?.description ?? "an exception");
    }
  }
}

/** Where the browser listens: it says so in a line. Reads on, so that it never has to wait. */
function hear(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): {
  readonly address: Promise<string>;
  readonly end: Promise<void>;
} {
  const { promise: address, resolve, reject } = Promise.withResolvers<string>();
  const read = async () => {
    let said = "";
    for await (const text of stderr.pipeThrough(new TextDecoderStream())) {
      said = (said + text).slice(-10_000);
      const [, found] = /DevTools listening on (ws:\S+)\s/.exec(said) ?? [];
      if (found) resolve(found);
    }
    reject(new Error(`Cannot start the browser: ${said}`));
  };
  return { address, end: read() };
}
