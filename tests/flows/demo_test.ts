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

Deno.test("demo: it exports documents and connection data, and goes on though a message waits", async () => {
  const folder = await Deno.makeTempDir({ prefix: "demo-" });
  const [data, exported] = [join(folder, "data"), join(folder, "export")];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "demo", "--data", data, "--export", exported],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("Serving; Ctrl-C ends it.")) {
      const { value, done } = await output.read();
      if (done) throw new Error(`Cannot start the demonstration: ${text}`);
      text += value;
    }
    const connection = JSON.parse(await Deno.readTextFile(join(data, "connection.json")));
    const [alfa] = connection.providers;
    const { submission: { tlsPort: port }, accounts: [{ password }] } = alfa;
    for (const { tlsPort, starttlsPort } of [alfa.submission, alfa.imap, alfa.pop3]) {
      expect(text).toContain(`${tlsPort} or ${starttlsPort}`);
    }
    expect(text).toContain(`deno task ceralacca mailbox export ${ANNA} FOLDER --config ${data}/`);
    await expectExported(exported);
    const authority = await Deno.readTextFile(connection.authority);
    await expectWorlds(alfa.api, authority);
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

/** Each key leads to a world of its own. */
async function expectWorlds(
  { host, port, liveKey, testKey }: Record<string, string>,
  authority: string,
): Promise<void> {
  using client = Deno.createHttpClient({ caCerts: [authority] });
  const statusFor = async (key: string) => {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await fetch(`https://${host}:${port}/v1/sandbox`, { client, headers });
    await answer.body?.cancel();
    return answer.status;
  };
  expect(await statusFor(liveKey!)).toBe(404);
  expect(await statusFor(testKey!)).toBe(200);
}

/** What a provider has signed lies beside each other, the original apart. */
async function expectExported(folder: string): Promise<void> {
  const messagesIn = async (place: string) => {
    const files = (await Array.fromAsync(Deno.readDir(join(folder, place))))
      .filter(({ isFile }) => isFile).map(({ name }) => join(folder, place, name)).sort();
    const texts = await Promise.all(files.map((file) => Deno.readTextFile(file)));
    return texts.map((text) => /^X-(?:Ricevuta|Trasporto): (\S+)/m.exec(text)?.[1] ?? "plain");
  };
  expect(await messagesIn(ANNA)).toEqual([
    "accettazione",
    "avvenuta-consegna",
    "avvenuta-consegna",
  ]);
  expect(await messagesIn(`${ANNA}/Inviata`)).toEqual(["plain"]);
  expect(await messagesIn("bruno@beta.example")).toEqual(["posta-certificata"]);
  expect(await messagesIn("ricevute@alfa.example")).toEqual(["presa-in-carico", "presa-in-carico"]);
}
