/**
 * Huge messages, and a huge maildrop, over POP3.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { expect } from "expect";
import { pop3Limits } from "../../adapters/pop3/server/limits.ts";
import { pop3s } from "../../adapters/pop3/server/role.ts";
import { ConversationWire } from "./conversation_wire.ts";
import { ACCOUNT } from "./stage.ts";

/** A client that has logged in to a maildrop of these messages. */
async function opened(messages: readonly string[]): Promise<ConversationWire> {
  const wire = new ConversationWire(pop3s, pop3Limits);
  for (const message of messages) wire.scene.add(Buffer.from(message, "latin1"));
  for (const said of [`USER ${ACCOUNT.user}`, `PASS ${ACCOUNT.password}`]) {
    await wire.line();
    await wire.send(Buffer.from(`${said}\r\n`));
  }
  expect(await wire.line()).toMatch(/^\+OK/);
  return wire;
}

/** The lines that a command is answered with, after the first one and before the dot. */
async function ask(wire: ConversationWire, command: string): Promise<readonly string[]> {
  await wire.send(Buffer.from(`${command}\r\n`));
  expect(await wire.line()).toMatch(/^\+OK/);
  const lines: string[] = [];
  for (;;) {
    const line = await wire.line();
    if (line === null) throw new Error("Cannot read on: the server closed");
    if (line === ".") return lines;
    lines.push(line.startsWith(".") ? line.slice(1) : line);
  }
}

Deno.test("a header of a megabyte and twenty thousand fields come whole, TOP and RETR", async () => {
  const to = `To: ${"a@beta.example,\r\n ".repeat(55_000)}b@beta.example`;
  const fields = Array.from({ length: 20_000 }, (_, index) => `X-F${index}: ${index}`);
  const header = `${to}\r\n${fields.join("\r\n")}\r\n`.split("\r\n");
  const wire = await opened([[...header, "first", ".second", ""].join("\r\n")]);
  expect(await ask(wire, "TOP 1 0")).toEqual(header);
  expect(await ask(wire, "TOP 1 1")).toEqual([...header, "first"]);
  expect(await ask(wire, "RETR 1")).toEqual([...header, "first", ".second"]);
});

Deno.test("a line of ten megabytes comes whole, TOP and RETR", async () => {
  const line = `.${"x".repeat(10_000_000)}`;
  const wire = await opened([`Subject: line\r\n\r\n${line}\r\nlast\r\n`]);
  expect(await ask(wire, "TOP 1 0")).toEqual(["Subject: line", ""]);
  const top = await ask(wire, "TOP 1 1");
  expect(top).toHaveLength(3);
  expect(top[2] === line).toBe(true);
  const whole = await ask(wire, "RETR 1");
  expect(whole.map(({ length }) => length)).toEqual([13, 0, line.length, 4]);
  expect(whole[2] === line).toBe(true);
});

Deno.test("the lists of twenty thousand messages are whole", async () => {
  const messages = Array.from({ length: 20_000 }, (_, index) => `S: ${index + 1}\r\n\r\n`);
  const wire = await opened(messages);
  await wire.send(Buffer.from("DELE 2\r\n"));
  expect(await wire.line()).toMatch(/^\+OK/);
  const sizes = messages.map(({ length }, index) => `${index + 1} ${length}`);
  expect(await ask(wire, "LIST")).toEqual(sizes.toSpliced(1, 1));
  expect(await ask(wire, "UIDL")).toHaveLength(19_999);
});
