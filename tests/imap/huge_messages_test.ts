/**
 * Messages as nobody writes them: they are taken, told and found like others.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { expect } from "expect";
import { imapLimits } from "../../adapters/imap/server/limits.ts";
import { parseValue } from "../documents/imap/support.ts";
import { type House, withHouse } from "./house.ts";
import { HouseTheatre } from "./house_theatre.ts";
import { ACCOUNT, type Client } from "./play.ts";

/** A client with INBOX selected. */
class Reader {
  readonly #client: Client;
  #commands = 0;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(theatre: HouseTheatre): Promise<Reader> {
    const reader = new Reader(await theatre.connect("implicit"));
    await reader.#client.response();
    await reader.ask(`LOGIN ${ACCOUNT.user} ${ACCOUNT.password}`);
    await reader.ask("SELECT INBOX");
    return reader;
  }

  /** The untagged responses to a command, which succeeds. */
  async ask(command: string): Promise<readonly string[]> {
    const tag = `a${++this.#commands}`;
    await this.#client.send(Buffer.from(`${tag} ${command}\r\n`, "latin1"));
    const responses: string[] = [];
    for (;;) {
      const response = await this.#client.response();
      if (response?.startsWith(`${tag} OK`)) return responses;
      if (response === null || response.startsWith(`${tag} `)) {
        throw new Error(`Cannot go on after ${command.slice(0, 100)}: ${response}`);
      }
      responses.push(response);
    }
  }

  /** The value of one item of the message; literals and quotes undone by {@linkcode parseValue}. */
  async fetch(item: string): Promise<unknown> {
    const [response = ""] = await this.ask(`FETCH 1 (${item})`);
    return parseValue(/^\* 1 FETCH \([^ ]+ (.*)\)$/s.exec(response)?.[1] ?? response);
  }

  /** The text of a section, which is a literal. */
  async body(section: string, partial = ""): Promise<string> {
    const [response = ""] = await this.ask(`FETCH 1 (BODY.PEEK[${section}]${partial})`);
    const literal = /\{(\d+)\}\r\n/.exec(response);
    if (!literal) throw new Error(`Cannot find a literal in ${response.slice(0, 100)}`);
    const start = literal.index + literal[0].length;
    return response.slice(start, start + Number(literal[1]));
  }
}

/** Appends a message, which is then the only one, and reads it. */
async function withMessage(
  house: House,
  message: string,
  read: (reader: Reader) => Promise<void>,
): Promise<void> {
  const theatre = await HouseTheatre.open(house, imapLimits, 64 * 1024);
  try {
    const reader = await Reader.open(theatre);
    await reader.ask(`APPEND INBOX {${message.length}+}\r\n${message}`);
    await reader.ask("NOOP");
    expect(await reader.fetch("RFC822.SIZE")).toBe(message.length);
    await read(reader);
  } finally {
    await theatre.end();
  }
}

function mixed(parts: readonly string[]): string {
  const body = parts.map((part) => `--b\r\n${part}\r\n`).join("");
  return `Subject: many\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${body}--b--\r\n`;
}

Deno.test("huge messages", async (t) => {
  await withHouse(async (house) => {
    await t.step("ten thousand parts", () => {
      const parts = Array.from({ length: 10_000 }, (_, index) => `\r\npart ${index + 1}`);
      return withMessage(house, mixed(parts), async (reader) => {
        expect(await reader.fetch("BODYSTRUCTURE")).toHaveLength(10_005);
        expect(await reader.body("1")).toBe("part 1");
        expect(await reader.body("9999")).toBe("part 9999");
        expect(await reader.body("10000.MIME")).toBe("\r\n");
        expect(await reader.fetch("BODY.PEEK[10001]")).toBe(null);
        expect(await reader.fetch("PREVIEW")).toBe("part 1");
        expect(await reader.ask('SEARCH TEXT "part 77"')).toEqual(["* SEARCH 1"]);
        expect(await reader.ask('SEARCH TEXT "part x"')).toEqual(["* SEARCH"]);
      });
    });

    await t.step("a hundred parts within each other", () => {
      let message = "\r\nthe innermost";
      for (let depth = 1; depth < 100; depth++) {
        message = `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n` +
          `--b${depth}\r\n${message}\r\n--b${depth}--\r\n`;
      }
      return withMessage(house, `Subject: deep\r\n${message}`, async (reader) => {
        expect(await reader.body(Array(99).fill(1).join("."))).toBe("the innermost");
        expect(await reader.fetch("PREVIEW")).toBe("the innermost");
        expect(await reader.ask("SEARCH BODY innermost")).toEqual(["* SEARCH 1"]);
        let structure = await reader.fetch("BODY");
        for (let depth = 1; depth < 100; depth++) structure = (structure as unknown[])[0];
        expect(structure).toHaveProperty("0", "text");
      });
    });

    await t.step("a header of a megabyte in one field", () => {
      const to = Array.from({ length: 45_000 }, (_, index) => `a${index}@beta.example`);
      const message = `Subject: long\r\nTo: ${to.join(",\r\n ")}\r\nX-Last: yes\r\n\r\ntext\r\n`;
      return withMessage(house, message, async (reader) => {
        const header = message.slice(0, -"text\r\n".length);
        expect(header.length).toBeGreaterThan(1_000_000);
        expect(await reader.body("HEADER")).toBe(header);
        expect(await reader.body("HEADER.FIELDS (X-Last)")).toBe("X-Last: yes\r\n\r\n");
        expect(await reader.fetch("ENVELOPE")).toHaveProperty("1", "long");
        expect(await reader.body("TEXT")).toBe("text\r\n");
        expect(await reader.ask("SEARCH SUBJECT long TO a44999@beta.example")).toEqual([
          "* SEARCH 1",
        ]);
      });
    });

    await t.step("twenty thousand fields", () => {
      const fields = Array.from({ length: 20_000 }, (_, index) => `X-F${index}: ${index}\r\n`);
      const message = `Subject: fields\r\n${fields.join("")}\r\ntext\r\n`;
      return withMessage(house, message, async (reader) => {
        expect(await reader.body("HEADER.FIELDS (X-F19999 X-F0)"))
          .toBe("X-F0: 0\r\nX-F19999: 19999\r\n\r\n");
        expect(await reader.body("HEADER.FIELDS.NOT (X-F19999)"))
          .toBe(message.slice(0, -"text\r\n".length).replace("X-F19999: 19999\r\n", ""));
        expect(await reader.fetch("ENVELOPE")).toHaveProperty("1", "fields");
        expect(await reader.ask("SEARCH HEADER X-F5000 5000")).toEqual(["* SEARCH 1"]);
        expect(await reader.ask("SEARCH HEADER X-F5000 5001")).toEqual(["* SEARCH"]);
      });
    });

    await t.step("one line of ten megabytes", () => {
      const line = "x".repeat(10_000_000);
      return withMessage(house, `Subject: line\r\n\r\nstart ${line}\r\n`, async (reader) => {
        expect(await reader.body("TEXT")).toHaveLength(line.length + "start \r\n".length);
        expect(await reader.body("TEXT", "<0.7>")).toBe("start x");
        expect(await reader.fetch("BODY")).toHaveProperty("7", 1);
        expect(await reader.fetch("PREVIEW")).toHaveLength(200);
        expect(await reader.ask('SEARCH TEXT "start xxx"')).toEqual(["* SEARCH 1"]);
      });
    });

    await t.step("five thousand attachments", () => {
      const parts = Array.from(
        { length: 5000 },
        (_, index) =>
          `Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n` +
          `Content-Disposition: attachment; filename=f${index + 1}.pdf\r\n\r\n` +
          `${Buffer.from(`pdf ${index + 1}`).toString("base64")}\r\n`,
      );
      const message = mixed(["\r\nsee the attachments", ...parts]);
      return withMessage(house, message, async (reader) => {
        const structure = await reader.fetch("BODYSTRUCTURE") as unknown[];
        expect(structure).toHaveLength(5006);
        expect(structure[5000]).toHaveProperty("8.1.1", "f5000.pdf");
        expect(await reader.fetch("BINARY.SIZE[5001]")).toBe(8);
        expect(await reader.fetch("BINARY.PEEK[5001]")).toBe("pdf 5000");
        expect(await reader.fetch("PREVIEW")).toBe("see the attachments");
        expect(await reader.ask("SEARCH TEXT f77.pdf")).toEqual(["* SEARCH 1"]);
      });
    });
  });
});
