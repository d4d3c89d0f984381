import { expect } from "expect";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { relayTo, request, verdicts } from "./setup.ts";
import { TestServer } from "./test_server.ts";

Deno.test("relay: a message arrives byte for byte, with its envelope", async () => {
  await using server = await TestServer.start();
  await using to = relayTo(server.port);
  const content = "Subject: p\xf2\r\n\r\n.\r\n..\r\n.a\r\nb.\r\n\r\n.\r\n";
  const result = await to.relay.relay("beta.example", request(content, { eightBit: true }));
  expect(result).toEqual({
    hop: "127.0.0.1",
    recipients: [{
      recipient: "bruno@beta.example",
      outcome: "taken",
      code: 250,
      enhanced: "2.0.0",
      text: "queued as 1",
    }],
  });
  expect(server.messages[0]?.bytes.toString("latin1")).toBe(content);
  expect(server.messages[0]?.to).toEqual(["bruno@beta.example"]);
  expect(server.commands).toContain(
    `MAIL FROM:<anna@alfa.example> BODY=8BITMIME SIZE=${content.length}`,
  );
});

Deno.test("relay: any canonical content in any chunks arrives byte for byte", async () => {
  await using server = await TestServer.start();
  await using to = relayTo(server.port);
  const line = fc.array(fc.constantFrom(".", "..", "a", "\xff", "\0", " "), { maxLength: 5 });
  const text = fc.array(line.map((parts) => `${parts.join("")}\r\n`), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (lines, step) => {
      const bytes = Buffer.from(lines.join(""), "latin1");
      await to.relay.relay("beta.example", {
        ...request(bytes, { eightBit: true }),
        async *content() {
          for (let from = 0; from < bytes.length; from += step) {
            yield bytes.subarray(from, from + step);
          }
        },
      });
      expect(server.messages.at(-1)?.bytes.equals(bytes)).toBe(true);
    }),
    { numRuns: 40, seed: 6109 },
  );
});

Deno.test("relay: the null reverse-path is sent as such", async () => {
  await using server = await TestServer.start();
  await using to = relayTo(server.port);
  await to.relay.relay("beta.example", request("a: b\r\n\r\n", { sender: "" }));
  expect(server.messages[0]?.from).toBe("");
});

Deno.test("relay: 50 MB are streamed", async () => {
  await using server = await TestServer.start({ discard: true });
  await using to = relayTo(server.port);
  const chunk = Buffer.from(`${"x".repeat(62)}\r\n`.repeat(1024));
  const size = 800 * chunk.length;
  let ahead = 0;
  const message = request("", {
    size,
    async *content() {
      for (let index = 0; index < 800; index++) {
        ahead = Math.max(ahead, index * chunk.length - server.received);
        yield chunk;
      }
    },
  });
  expect(verdicts(await to.relay.relay("beta.example", message))).toEqual(["taken 250 2.0.0"]);
  expect(server.messages[0]?.length).toBe(size);
  // What is read but has not arrived lies in the buffers of two sockets.
  expect(ahead).toBeLessThan(size / 2);
});

const recipients = ["bruno@beta.example", "carla@beta.example", "dario@beta.example"];

for (const extensions of [["PIPELINING", "8BITMIME"], ["8BITMIME"]]) {
  const how = extensions.length > 1 ? "with PIPELINING" : "without PIPELINING";
  const run = async (
    reply: (verb: string, line: string) => string | null | undefined,
    changes = {},
  ) => {
    await using server = await TestServer.start({ extensions, reply });
    await using to = relayTo(server.port);
    const message = request("a: b\r\n\r\n", { recipients, ...changes });
    const result = await to.relay.relay("beta.example", message);
    expect(result.recipients.map(({ recipient }) => recipient)).toEqual(recipients);
    return [...verdicts(result), server.messages.length];
  };

  Deno.test(`relay ${how}: each recipient gets the hop's own verdict`, async () => {
    const reply = (verb: string, line: string) => {
      if (verb !== "RCPT") return undefined;
      if (line.includes("carla")) return "550-5.1.1 no such\r\n550 5.1.1 user";
      return line.includes("dario") ? "452 4.2.2 full" : undefined;
    };
    expect(await run(reply)).toEqual([
      "taken 250 2.0.0",
      "refused 550 5.1.1",
      "deferred 452 4.2.2",
      1,
    ]);
  });

  Deno.test(`relay ${how}: all recipients may be rejected, each for its reason`, async () => {
    const reply = (verb: string, line: string) =>
      verb !== "RCPT" ? undefined : line.includes("bruno") ? "450 later" : "550 5.1.1 none";
    expect(await run(reply)).toEqual([
      "deferred 450 4.0.0",
      "refused 550 5.1.1",
      "refused 550 5.1.1",
      0,
    ]);
  });

  for (
    const [verb, text, verdict] of [
      ["MAIL", "550 5.7.1 not you", "refused 550 5.7.1"],
      ["MAIL", "451 4.3.0 later", "deferred 451 4.3.0"],
      ["MAIL", "421 4.3.2 closing", "deferred 421 4.3.2"],
      ["DATA", "451 4.3.0 later", "deferred 451 4.3.0"],
      ["DATA", "554 5.7.1 never", "refused 554 5.7.1"],
      ["DATA", "503 5.5.1 out of step", "deferred 503 4.5.1"],
      ["CONTENT", "452 4.3.1 no room", "deferred 452 4.3.1"],
      ["CONTENT", "554 5.6.0 unreadable", "refused 554 5.6.0"],
      ["CONTENT", "nonsense", "deferred 0 4.0.0"],
    ] as const
  ) {
    Deno.test(`relay ${how}: ${text} to ${verb} counts for all`, async () => {
      const reply = (each: string) => each === verb ? text : undefined;
      expect(await run(reply)).toEqual([verdict, verdict, verdict, 0]);
    });
  }

  for (const verb of ["MAIL", "RCPT", "DATA", "CONTENT"]) {
    Deno.test(`relay ${how}: a connection lost at ${verb} defers`, async () => {
      const reply = (each: string) => each === verb ? null : undefined;
      const lost = "deferred 451 4.4.2";
      expect(await run(reply)).toEqual([lost, lost, lost, 0]);
    });
  }

  Deno.test(`relay ${how}: a rejected recipient stays refused when DATA fails`, async () => {
    const reply = (verb: string, line: string) => {
      if (verb === "RCPT" && line.includes("carla")) return "550 5.1.1 none";
      return verb === "CONTENT" ? "451 4.3.0 later" : undefined;
    };
    expect(await run(reply)).toEqual([
      "deferred 451 4.3.0",
      "refused 550 5.1.1",
      "deferred 451 4.3.0",
      0,
    ]);
  });

  Deno.test(`relay ${how}: 552 to RCPT for too many recipients is temporary`, async () => {
    const reply = (verb: string, line: string) =>
      verb === "RCPT" && !line.includes("bruno") ? "552 too many recipients" : undefined;
    const tooMany = "deferred 552 4.5.3";
    expect(await run(reply)).toEqual(["taken 250 2.0.0", tooMany, tooMany, 1]);
  });
}

Deno.test("relay: a session stays in step after a message that nobody wanted", async () => {
  for (const extensions of [["PIPELINING"], []]) {
    const reply = (verb: string, line: string) =>
      verb === "RCPT" && line.includes("carla") ? "550 5.1.1 none" : undefined;
    await using server = await TestServer.start({ extensions, reply });
    await using to = relayTo(server.port);
    const unwanted = request("a: b\r\n\r\n", { recipients: ["carla@beta.example"] });
    expect(verdicts(await to.relay.relay("beta.example", unwanted))).toEqual(["refused 550 5.1.1"]);
    expect(verdicts(await to.relay.relay("beta.example", request("a: b\r\n\r\n")))).toEqual([
      "taken 250 2.0.0",
    ]);
    expect(server.connections).toBe(1);
  }
});

Deno.test("relay: replies reach notices without control characters, and shortened", async () => {
  const reply = (verb: string) =>
    verb === "RCPT" ? `550 5.1.1 a\tb\x07${"c".repeat(900)}` : undefined;
  await using server = await TestServer.start({ reply });
  await using to = relayTo(server.port);
  const { recipients: [outcome] } = await to.relay.relay("beta.example", request("a: b\r\n\r\n"));
  expect(outcome?.text).toMatch(/^a b c+$/);
  expect(outcome?.text.length).toBe(500);
});

Deno.test("relay: 8-bit content is never sent to a hop that lacks 8BITMIME", async () => {
  await using server = await TestServer.start({ extensions: ["PIPELINING"] });
  await using to = relayTo(server.port);
  const result = await to.relay.relay("beta.example", request("a\r\n", { eightBit: true }));
  expect(verdicts(result)).toEqual(["refused 550 5.6.3"]);
  expect(server.commands.some((line) => line.startsWith("MAIL"))).toBe(false);
  const second = await to.relay.relay("beta.example", request("a: b\r\n\r\n"));
  expect(verdicts(second)).toEqual(["taken 250 2.0.0"]);
});

Deno.test("relay: content larger than SIZE is refused without sending it", async () => {
  await using server = await TestServer.start({ extensions: ["SIZE 10"] });
  await using to = relayTo(server.port);
  const at = async (length: number) =>
    verdicts(await to.relay.relay("beta.example", request(`${"x".repeat(length - 2)}\r\n`)));
  expect(await at(11)).toEqual(["refused 550 5.3.4"]);
  expect(await at(10)).toEqual(["taken 250 2.0.0"]);
});

Deno.test("relay: addresses beyond ASCII need SMTPUTF8", async () => {
  const message = request("a: b\r\n\r\n", { recipients: ["perché@beta.example"] });
  {
    await using server = await TestServer.start();
    await using to = relayTo(server.port);
    const result = await to.relay.relay("beta.example", message);
    expect(verdicts(result)).toEqual(["refused 550 5.6.7"]);
  }
  await using server = await TestServer.start({ extensions: ["SMTPUTF8", "8BITMIME"] });
  await using to = relayTo(server.port);
  const result = await to.relay.relay("beta.example", message);
  expect(verdicts(result)).toEqual(["taken 250 2.0.0"]);
  expect(server.commands).toContain("MAIL FROM:<anna@alfa.example> SMTPUTF8");
});

Deno.test("relay: addresses that would break out of a path are refused", async () => {
  await using server = await TestServer.start();
  await using to = relayTo(server.port);
  const result = await to.relay.relay("beta.example", {
    ...request("a: b\r\n\r\n"),
    recipients: ["bruno@beta.example>\r\nRCPT TO:<carla@beta.example"],
  });
  expect(verdicts(result)).toEqual(["refused 550 5.1.3"]);
  const sender = request("a: b\r\n\r\n", { sender: "a>b@alfa.example" });
  expect(verdicts(await to.relay.relay("beta.example", sender))).toEqual(["refused 550 5.1.7"]);
  expect(server.connections).toBe(0);
});

Deno.test("relay: content that fails is the caller's error, and the hop gets no end of data", async () => {
  await using server = await TestServer.start();
  await using to = relayTo(server.port);
  const broken = request("", {
    size: 100,
    async *content() {
      yield Buffer.from("a: b\r\n");
      throw new Error("the blob is gone");
    },
  });
  await expect(to.relay.relay("beta.example", broken)).rejects.toThrow("the blob is gone");
  expect(server.messages.length).toBe(0);
  expect(verdicts(await to.relay.relay("beta.example", request("a: b\r\n\r\n")))).toEqual([
    "taken 250 2.0.0",
  ]);
});

Deno.test("relay: a hop that replies in the middle of the message has not taken it", async () => {
  await using server = await TestServer.start({
    discard: true,
    reply: (verb) => verb === "DATA" ? "354 go\r\n250 2.0.0 thanks" : undefined,
  });
  await using to = relayTo(server.port);
  const { promise: never } = Promise.withResolvers<void>();
  const endless = request("", {
    async *content() {
      yield Buffer.from("a: b\r\n");
      await never;
    },
  });
  expect(verdicts(await to.relay.relay("beta.example", endless))).toEqual(["deferred 451 4.4.2"]);
  await server.idle();
});

Deno.test("relay: a transaction that never ends is cut off by the clock", async () => {
  const reached = Promise.withResolvers<void>();
  await using server = await TestServer.start({
    reply: (verb) => {
      if (verb !== "CONTENT") return undefined;
      reached.resolve();
      return "";
    },
  });
  await using to = relayTo(server.port, { timeouts: { transactionTimeout: 1000 } });
  const pending = to.relay.relay("beta.example", request("a: b\r\n\r\n"));
  await reached.promise;
  to.clock.advance(1000);
  expect(verdicts(await pending)).toEqual(["deferred 451 4.4.2"]);
  await server.idle();
});
