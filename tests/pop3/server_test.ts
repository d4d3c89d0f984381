import { Buffer } from "node:buffer";
import { expect } from "expect";
import type { Logins } from "../../adapters/accounts/logins.ts";
import { type Pop3Limits, pop3Limits } from "../../adapters/pop3/server/limits.ts";
import type { Maildrop, Maildrops } from "../../adapters/pop3/server/maildrop.ts";
import { pop3, type Pop3Role, pop3s } from "../../adapters/pop3/server/role.ts";
import { startPop3Server } from "../../adapters/pop3/server/server.ts";
import type { RunningServer } from "../../adapters/net/server.ts";
import { selfSigned } from "../smtp/server/certificate.ts";
import { SocketWire } from "../smtp/server/socket_wire.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { messageOf, Stage } from "./stage.ts";

const NAME = "pop.alfa.example";
const tls = await selfSigned(NAME);
const LOGIN = ["USER anna@alfa.example", "PASS segreta  mente"];

interface Scene {
  readonly server: RunningServer;
  readonly clock: SimulatedClock;
  readonly stage: Stage;
  readonly log: [string, Record<string, unknown>][];
  /** Connects, over TLS where the role begins with it, and reads the greeting. */
  open(): Promise<SocketWire>;
}

/** Runs `act` with a server that is closed afterwards. */
async function withServer(
  role: Pop3Role,
  limits: Partial<Pop3Limits>,
  act: (scene: Scene) => Promise<void>,
  override: Partial<Maildrops & Logins> = {},
): Promise<void> {
  const clock = new SimulatedClock();
  const stage = new Stage();
  const log: Scene["log"] = [];
  const behind = {
    open: override.open ?? ((account: string) => stage.open(account)),
    authenticate: override.authenticate ??
      ((...login: Parameters<Logins["authenticate"]>) => stage.authenticate(...login)),
  };
  const server = await startPop3Server({
    role,
    tls,
    clock,
    limits: { ...pop3Limits, ...limits },
    logins: behind,
    maildrops: behind,
    name: NAME,
    listen: { hostname: "127.0.0.1", port: 0 },
    log: (event, fields) => log.push([event, fields]),
  });
  const wires: SocketWire[] = [];
  const open = async () => {
    const wire = await SocketWire.open(server.port, stage);
    wires.push(wire);
    if (role.tls === "implicit") await wire.tls();
    expect(await wire.line()).toMatch(/^\+OK /);
    return wire;
  };
  try {
    await act({ server, clock, stage, log, open });
  } finally {
    for (const wire of wires) await wire.disconnect();
    await server.close();
  }
  expect(server.connections()).toBe(0);
}

/** Sends lines and returns the first line of the reply to each. */
async function converse(wire: SocketWire, ...lines: string[]): Promise<(string | null)[]> {
  await wire.send(Buffer.from(lines.map((line) => `${line}\r\n`).join("")));
  const replies: (string | null)[] = [];
  for (let n = 0; n < lines.length; n++) replies.push(await wire.line());
  return replies;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

Deno.test("connections beyond the limit are told so and closed", () =>
  withServer(pop3, { connectionsPerAddress: 1 }, async ({ open, stage, server, log }) => {
    const first = await open();
    const second = await SocketWire.open(server.port, stage);
    expect(await second.line()).toBe("-ERR [SYS/TEMP] Too many connections");
    expect(await second.line()).toBe(null);
    expect(log).toEqual([
      ["pop3.connection-refused", { role: "pop3", address: "127.0.0.1" }],
    ]);
    expect(await converse(first, "QUIT")).toEqual(["+OK Goodbye"]);
    await until(() => server.connections() === 0);
    await open();
  }));

Deno.test("two sessions do not get one maildrop, and whoever leaves unlocks it", () =>
  withServer(pop3s, {}, async ({ open, stage }) => {
    stage.add(messageOf(100));
    const [first, second] = [await open(), await open()];
    expect((await converse(first, ...LOGIN, "DELE 1"))[2]).toBe("+OK Marked for deletion");
    expect((await converse(second, ...LOGIN))[1]).toMatch(/^-ERR \[IN-USE\] /);
    await first.disconnect();
    await until(() => !stage.locked);
    expect((await converse(second, ...LOGIN))[1]).toBe("+OK 1 messages (100 octets)");
  }));

Deno.test("whoever has read the answer to QUIT finds the maildrop unlocked and emptied", () =>
  withServer(pop3s, {}, async ({ open, stage }) => {
    stage.add(messageOf(100));
    for (let turn = 0; turn < 5; turn++) {
      const wire = await open();
      expect((await converse(wire, ...LOGIN))[1]).toMatch(/^\+OK/);
      await converse(wire, ...turn === 0 ? ["DELE 1", "QUIT"] : ["QUIT"]);
      expect(stage.locked).toBe(false);
      expect(stage.messages.size).toBe(0);
    }
  }));

Deno.test("a maildrop that opens for a client that has left is unlocked", async () => {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  let released = 0;
  const drop: Maildrop = {
    messages: [],
    uniqueId: String,
    read: () => {
      throw new Error("Cannot read: there is nothing");
    },
    remove: () => Promise.resolve(),
    release: () => {
      released++;
    },
  };
  await withServer(pop3s, {}, async ({ open, server }) => {
    const wire = await open();
    await wire.send(Buffer.from(LOGIN.map((line) => `${line}\r\n`).join("")));
    await asked.promise;
    await wire.disconnect();
    // The server hears of it before the maildrop opens.
    for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
    gate.resolve();
    await until(() => server.connections() === 0);
    expect(released).toBe(1);
  }, {
    async open() {
      asked.resolve();
      await gate.promise;
      return drop;
    },
  });
});

/** A maildrop with one message of `count` pieces of 64 KiB; counts the pieces that were read. */
function endless(count: number) {
  const piece = Buffer.from(`${"x".repeat(62)}\r\n`.repeat(1024));
  const seen = { read: 0, ended: 0, released: 0 };
  const drop: Maildrop = {
    messages: [{ uid: 7, size: count * piece.length }],
    uniqueId: String,
    async *read() {
      try {
        for (let n = 0; n < count; n++, seen.read++) yield await piece;
      } finally {
        seen.ended++;
      }
    },
    remove: () => Promise.resolve(),
    release: () => {
      seen.released++;
    },
  };
  return { seen, piece, maildrops: { open: () => Promise.resolve(drop) } };
}

Deno.test({
  name: "100 MB go to a client octet by octet (needs openssl)",
  ignore: !await available("openssl", "version"),
  fn: hundredMegabytes,
});

async function hundredMegabytes(): Promise<void> {
  const { seen, piece, maildrops } = endless(1600);
  await withServer(pop3, {}, async ({ server }) => {
    const text = await openssl(
      ["-starttls", "pop3", "-connect", `127.0.0.1:${server.port}`],
      `${LOGIN.join("\r\n")}\r\nRETR 1\r\nQUIT\r\n`,
    );
    const from = text.indexOf(" octets\r\n") + 9;
    const end = text.indexOf("\r\n.\r\n") + 2;
    expect(end - from).toBe(1600 * piece.length);
    expect(text.slice(end)).toBe(".\r\n+OK Goodbye\r\n");
    expect(seen).toEqual({ read: 1600, ended: 1, released: 1 });
  }, maildrops);
}

Deno.test({
  name: "a client that does not read is left, and nothing is read ahead (needs openssl)",
  ignore: !await available("openssl", "version"),
  fn: nothingAhead,
});

async function nothingAhead(): Promise<void> {
  const { seen, maildrops } = endless(160_000);
  await withServer(pop3, {}, async ({ server, clock }) => {
    const child = spawnOpenssl(["-starttls", "pop3", "-connect", `127.0.0.1:${server.port}`]);
    const writer = child.stdin.getWriter();
    await writer.write(Buffer.from(`${LOGIN.join("\r\n")}\r\nRETR 1\r\n`));
    // The buffers of sockets and pipes fill up; then nothing moves any more.
    for (let before = -1; before !== seen.read || seen.read === 0;) {
      before = seen.read;
      for (let turn = 0; turn < 500; turn++) await new Promise(setImmediate);
    }
    expect(seen.read).toBeLessThan(200);
    clock.advance(pop3Limits.idleTime);
    await new Promise(setImmediate);
    expect(seen.released).toBe(0);
    clock.advance(pop3Limits.lingerTime);
    await until(() => server.connections() === 0);
    expect(seen.ended).toBe(1);
    expect(seen.released).toBe(1);
    child.kill();
    await child.stdout.cancel();
    await writer.close().catch(() => {});
    await child.status;
  }, maildrops);
}

Deno.test("closing says goodbye to everyone and deletes nothing", () =>
  withServer(pop3s, {}, async ({ open, server, stage }) => {
    stage.add(messageOf(100));
    const idle = await open();
    const busy = await open();
    await converse(busy, ...LOGIN, "DELE 1");
    const closed = server.close();
    for (const wire of [idle, busy]) {
      expect(await wire.line()).toBe("-ERR [SYS/TEMP] The server is closing");
      expect(await wire.line()).toBe(null);
    }
    await closed;
    expect(stage.messages.size).toBe(1);
    expect(stage.locked).toBe(false);
  }));

Deno.test("commands put behind STLS in the clear are never obeyed", () =>
  withServer(pop3, {}, async ({ open, stage }) => {
    const wire = await open();
    await wire.send(Buffer.from(`STLS\r\n${LOGIN.join("\r\n")}\r\n`));
    expect(await wire.line()).toBe("+OK Ready to start TLS");
    await wire.tls();
    expect(await converse(wire, "NOOP")).toEqual(["-ERR NOOP is not possible now"]);
    expect(stage.calls).toEqual([]);
  }));

Deno.test("no password stands in the log", () =>
  withServer(pop3s, {}, async ({ open, stage, log }) => {
    stage.direct("fails open");
    const wire = await open();
    expect((await converse(wire, ...LOGIN))[1]).toMatch(/^-ERR \[SYS\/TEMP\] /);
    expect(log.map(([event]) => event)).toEqual(["pop3.maildrop-failed"]);
    expect(JSON.stringify(log)).not.toMatch(/segreta/);
  }));

/** What Python's poplib does with a maildrop of three messages, of which it deletes the second. */
const POPLIB = `
import poplib, ssl, sys
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
port = int(sys.argv[1])
if sys.argv[2] == "pop3s":
    client = poplib.POP3_SSL("127.0.0.1", port, context=context)
else:
    client = poplib.POP3("127.0.0.1", port)
    client.stls(context)
client.user("anna@alfa.example")
client.pass_("segreta  mente")
assert client.stat() == (3, 30300), client.stat()
assert client.list()[1] == [b"1 100", b"2 200", b"3 30000"], client.list()
assert client.uidl()[1] == [b"1 1", b"2 2", b"3 3"], client.uidl()
assert "PIPELINING" in client.capa(), client.capa()
_, lines, octets = client.retr(3)
sys.stdout.buffer.write(b"".join(line + b"\\r\\n" for line in lines))
assert client.top(1, 0)[1] == [b"Subject: Prova", b""], client.top(1, 0)
client.dele(2)
client.quit()
`;

for (const role of [pop3, pop3s]) {
  Deno.test({
    name: `Python's poplib reads and deletes by ${role.name} (needs python3)`,
    ignore: !await available("python3", "--version"),
    fn: () =>
      withServer(role, {}, async ({ server, stage }) => {
        for (const size of [100, 200, 30_000]) stage.add(messageOf(size));
        const big = stage.messages.get(3)!;
        const { success, stdout, stderr } = await new Deno.Command("python3", {
          args: ["-c", POPLIB, String(server.port), role.name],
        }).output();
        expect(new TextDecoder().decode(stderr)).toBe("");
        expect(success).toBe(true);
        expect(Buffer.from(stdout).equals(Buffer.from(big))).toBe(true);
        expect([...stage.messages.keys()]).toEqual([1, 3]);
      }),
  });

  Deno.test({
    name: `curl reads by ${role.name} with AUTH PLAIN (needs curl)`,
    ignore: !await available("curl", "--version"),
    fn: () =>
      withServer(role, {}, async ({ server, stage }) => {
        stage.add(messageOf(30_000));
        const { stdout } = await new Deno.Command("curl", {
          args: [
            ...["--silent", "--insecure", "--ssl-reqd", "--login-options", "AUTH=PLAIN"],
            ...["--sasl-ir", "--user", "anna@alfa.example:segreta  mente"],
            `${role.name}://127.0.0.1:${server.port}/1`,
          ],
        }).output();
        expect(Buffer.from(stdout).equals(Buffer.from(stage.messages.get(1)!))).toBe(true);
        expect(stage.calls).toEqual([
          "login anna@alfa.example read pop3",
          "open anna@alfa.example",
          "release",
        ]);
      }),
  });
}

function spawnOpenssl(args: readonly string[]) {
  return new Deno.Command("openssl", {
    args: ["s_client", "-quiet", ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

/** All that openssl reads until the server closes. */
async function openssl(args: readonly string[], input: string): Promise<string> {
  const child = spawnOpenssl(args);
  const writer = child.stdin.getWriter();
  await writer.write(Buffer.from(input));
  const { stdout } = await child.output();
  await writer.close().catch(() => {});
  return Buffer.from(stdout).toString("latin1");
}

async function available(command: string, argument: string): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: [argument] }).output()).success;
  } catch {
    return false;
  }
}
