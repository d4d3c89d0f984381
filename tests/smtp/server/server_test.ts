import { Buffer } from "node:buffer";
import { expect } from "expect";
import type { SmtpHandler } from "../../../adapters/smtp/server/handler.ts";
import {
  receptionLimits,
  type SmtpLimits,
  submissionLimits,
} from "../../../adapters/smtp/server/limits.ts";
import { reply } from "../../../adapters/smtp/server/reply.ts";
import {
  reception,
  type Role,
  submission,
  submissions,
} from "../../../adapters/smtp/server/role.ts";
import { type SmtpServer, startSmtpServer } from "../../../adapters/smtp/server/server.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";
import { selfSigned } from "./certificate.ts";
import { ScriptedHandler } from "./scripted_handler.ts";
import { SocketWire } from "./socket_wire.ts";

const tls = await selfSigned("mx.alfa.example");
const openssl = await available("openssl");

interface Stage {
  readonly server: SmtpServer;
  readonly clock: SimulatedClock;
  readonly handler: ScriptedHandler;
  readonly log: [string, Record<string, unknown>][];
  open(): Promise<SocketWire>;
}

/** Runs `act` with a server that is closed afterwards. */
async function withServer(
  role: Role,
  limits: Partial<SmtpLimits>,
  act: (stage: Stage) => Promise<void>,
  override: (handler: ScriptedHandler) => SmtpHandler = (handler) => handler,
): Promise<void> {
  const clock = new SimulatedClock();
  const handler = new ScriptedHandler();
  const log: Stage["log"] = [];
  const server = await startSmtpServer({
    role,
    tls,
    clock,
    limits: { ...(role === reception ? receptionLimits : submissionLimits), ...limits },
    handler: override(handler),
    name: "mx.alfa.example",
    listen: { hostname: "127.0.0.1", port: 0 },
    log: (event, fields) => log.push([event, fields]),
  });
  const wires: SocketWire[] = [];
  const open = async () => {
    const wire = await SocketWire.open(server.port, handler);
    wires.push(wire);
    return wire;
  };
  try {
    await act({ server, clock, handler, log, open });
  } finally {
    for (const wire of wires) await wire.disconnect();
    await server.close();
  }
  expect(server.connections()).toBe(0);
}

/** Sends lines and returns the replies to them, one for each, without the lines before the last. */
async function converse(wire: SocketWire, ...lines: string[]): Promise<string[]> {
  await wire.send(Buffer.from(lines.map((line) => `${line}\r\n`).join("")));
  const replies: string[] = [];
  for (let n = 0; n < lines.length; n++) replies.push(await lastLine(wire));
  return replies;
}

async function lastLine(wire: SocketWire): Promise<string> {
  for (;;) {
    const line = await wire.line();
    if (line === null) return "closed";
    if (line[3] !== "-") return line;
  }
}

const toData = ["EHLO mx.beta.example", "MAIL FROM:<>", "RCPT TO:<anna@alfa.example>", "DATA"];

Deno.test("connections beyond the limits are told so and closed", () =>
  withServer(
    reception,
    { connections: 3, connectionsPerAddress: 2 },
    async ({ open, log, server }) => {
      const first = await open();
      expect(await first.line()).toBe("220 mx.alfa.example ESMTP");
      const second = await open();
      expect(await second.line()).toBe("220 mx.alfa.example ESMTP");
      const third = await open();
      expect(await third.line()).toBe("421 4.7.0 Too many connections");
      expect(await third.line()).toBe(null);
      expect(log.map(([event]) => event)).toEqual(["smtp.connection-refused"]);
      expect(server.connections()).toBe(2);
      expect(await converse(second, "QUIT")).toEqual([
        "221 2.0.0 mx.alfa.example closes the connection",
      ]);
      expect(await second.line()).toBe(null);
      while (server.connections() > 1) await new Promise(setImmediate);
      expect(await (await open()).line()).toBe("220 mx.alfa.example ESMTP");
    },
  ));

Deno.test("a client that leaves in DATA leaves nothing behind", () =>
  withServer(reception, {}, async ({ open, handler, server }) => {
    const wire = await open();
    await wire.line();
    await converse(wire, ...toData);
    await wire.send(Buffer.from("Subject: uno\r\n\r\nciao\r\n.\r"));
    await wire.disconnect();
    while (server.connections() > 0) await new Promise(setImmediate);
    expect(handler.calls.at(-1)).toBe("abort");
    expect(handler.taken).toEqual([]);
  }));

Deno.test("time runs out on real sockets as well", () =>
  withServer(reception, {}, async ({ open, clock, handler }) => {
    const silent = await open();
    await silent.line();
    const slow = await open();
    await slow.line();
    await converse(slow, ...toData);
    clock.advance(5 * 60_000);
    for (const wire of [silent, slow]) {
      expect(await wire.line()).toBe("421 4.4.2 Timeout: closing connection");
      expect(await wire.line()).toBe(null);
    }
    expect(handler.calls.at(-1)).toBe("abort");
  }));

Deno.test("a TLS handshake that never comes is not waited for", () =>
  withServer(submissions, {}, async ({ open, clock }) => {
    const wire = await open();
    await wire.send(Buffer.from("EHLO"));
    await new Promise(setImmediate);
    clock.advance(2 * 60_000);
    await new Promise(setImmediate);
    clock.advance(5000);
    expect(await wire.line()).toBe(null);
  }));

Deno.test("closing lets a message under way end, and says 421 to everyone else", () =>
  withServer(reception, {}, async ({ open, server, handler }) => {
    const idle = await open();
    await idle.line();
    const sending = await open();
    await sending.line();
    await converse(sending, ...toData);
    const closed = server.close();
    expect(await idle.line()).toBe("421 4.3.2 Service shutting down");
    expect(await idle.line()).toBe(null);
    expect(await converse(sending, "Subject: uno\r\n\r\n.")).toEqual(["250 2.6.0 Taken"]);
    expect(await sending.line()).toBe("421 4.3.2 Service shutting down");
    await closed;
    expect(handler.taken.length).toBe(1);
  }));

Deno.test("closing does not wait longer than the grace time", () =>
  withServer(reception, {}, async ({ open, server, clock, handler }) => {
    const sending = await open();
    await sending.line();
    await converse(sending, ...toData);
    const closed = server.close();
    clock.advance(30_000);
    expect(await sending.line()).toBe("421 4.3.2 Service shutting down");
    await closed;
    expect(handler.calls.at(-1)).toBe("abort");
  }));

Deno.test("a handler that never answers does not hold up closing for ever", () =>
  withServer(
    reception,
    {},
    async ({ open, server, clock }) => {
      const wire = await open();
      await wire.line();
      await wire.send(Buffer.from("EHLO mx.beta.example\r\nMAIL FROM:<>\r\n"));
      await asked.promise;
      const closed = server.close();
      clock.advance(30_000);
      await new Promise(setImmediate);
      clock.advance(5000);
      await closed;
      expect(await wire.line()).toBe(null);
    },
    () => ({
      sender: () => (asked.resolve(), new Promise(() => {})),
      recipient: () => Promise.resolve(null),
      content: () => {
        throw new Error("Cannot take content");
      },
    }),
  ));
const asked = Promise.withResolvers<void>();

Deno.test("a slow sink makes the client wait, and memory stays bounded", async () => {
  const gate = Promise.withResolvers<void>();
  let held = 0;
  let total = 0;
  await withServer(
    reception,
    {},
    async ({ open }) => {
      const wire = await open();
      await wire.line();
      await converse(wire, ...toData);
      const line = Buffer.from("x".repeat(998) + "\r\n");
      const size = 32 * 1024;
      await wire.send(Buffer.concat(Array.from({ length: size }, () => line)));
      for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
      expect(held).toBe(1);
      gate.resolve();
      expect(await converse(wire, ".")).toEqual(["250 2.0.0 Taken"]);
      expect(total).toBe(size * line.length);
    },
    () => ({
      sender: () => Promise.resolve(null),
      recipient: () => Promise.resolve(null),
      content: () => ({
        write(chunk) {
          // Several reads at most can have come together while the sink was busy.
          expect(chunk.length).toBeLessThan(512 * 1024);
          held++;
          total += chunk.length;
          return gate.promise;
        },
        end: () => Promise.resolve(reply(250, "2.0.0", "Taken")),
        abort() {},
      }),
    }),
  );
});

Deno.test("a header of 100,000 lines is content like any other", () =>
  withServer(reception, {}, async ({ open, handler }) => {
    const wire = await open();
    await wire.line();
    await converse(wire, ...toData);
    const header = Buffer.from("X-Filler: .\r\n".repeat(100_000) + "\r\n");
    await wire.send(header);
    expect(await converse(wire, ".")).toEqual(["250 2.6.0 Taken"]);
    expect(handler.taken[0]!.content.equals(header)).toBe(true);
  }));

Deno.test("commands put behind STARTTLS in the clear are never obeyed", () =>
  withServer(submission, {}, async ({ open, handler }) => {
    const wire = await open();
    await wire.line();
    const injected = "EHLO injected.example\r\nAUTH PLAIN AGEAYg==\r\n";
    await wire.send(Buffer.from(`EHLO pc.alfa.example\r\nSTARTTLS\r\n${injected}`));
    expect(await lastLine(wire)).toBe("250 STARTTLS");
    expect(await wire.line()).toBe("220 2.0.0 Ready to start TLS");
    await wire.tls();
    expect(await converse(wire, "MAIL FROM:<>")).toEqual(["503 5.5.1 Send EHLO first"]);
    expect(handler.calls).toEqual([]);
  }));

for (const [role, option] of [[submission, ["-starttls", "smtp"]], [submissions, []]] as const) {
  Deno.test({
    name: `openssl s_client talks to ${role.name} (needs openssl)`,
    ignore: !openssl,
    fn: () =>
      withServer(role, {}, async ({ server, handler }) => {
        const child = new Deno.Command("openssl", {
          args: ["s_client", "-quiet", ...option, "-connect", `127.0.0.1:${server.port}`],
          stdin: "piped",
          stdout: "piped",
          stderr: "null",
        }).spawn();
        const writer = child.stdin.getWriter();
        await writer.write(new TextEncoder().encode(
          "EHLO pc.alfa.example\r\nAUTH PLAIN AGFubmFAYWxmYS5leGFtcGxlAHNlZ3JldGE=\r\n" +
            "MAIL FROM:<anna@alfa.example>\r\nRCPT TO:<bruno@beta.example>\r\nDATA\r\n" +
            "Subject: uno\r\n\r\n.\r\nQUIT\r\n",
        ));
        const { stdout } = await child.output();
        await writer.close().catch(() => {});
        const text = new TextDecoder().decode(stdout);
        expect(text).toMatch(/^250 2\.6\.0 Taken\r\n221 2\.0\.0 /m);
        expect(handler.taken[0]!.transaction.peer).toMatchObject({
          address: "127.0.0.1",
          secure: true,
          helo: "pc.alfa.example",
        });
      }),
  });
}

async function available(command: string): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: ["version"] }).output()).success;
  } catch {
    return false;
  }
}
