/**
 * The demonstration with the rights that its task gives it, and no others.
 *
 * @module
 */
import { join } from "node:path";
import { expect } from "expect";
import { mailTo } from "./mail.ts";
import { SmtpClient } from "./smtp_client.ts";

const ANNA = "anna@alfa.example";
const MARIO = "mario@posta.example";

Deno.test("demo: a message to ordinary mail waits, and the providers go on", async () => {
  const folder = await Deno.makeTempDir({ prefix: "demo-" });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "demo", "--data", folder],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; !text.includes("Serving; Ctrl-C ends it.");) {
      const { value, done } = await output.read();
      if (done) throw new Error(`Cannot start the demonstration: ${text}`);
      text += value;
    }
    const connection = JSON.parse(await Deno.readTextFile(join(folder, "connection.json")));
    const [{ submission: { tlsPort: port }, accounts: [{ password }] }] = connection.providers;
    const authority = await Deno.readTextFile(connection.authority);
    for (const recipient of [MARIO, "bruno@beta.example"]) {
      await using client = await SmtpClient.tls({ port, authority });
      expect((await client.login(ANNA, password)).code).toBe(235);
      expect((await client.send(ANNA, [recipient], mailTo(recipient))).code).toBe(250);
    }
    child.kill("SIGTERM");
    while (!(await output.read()).done);
    expect((await child.status).code).toBe(0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
