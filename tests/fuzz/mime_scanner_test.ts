/**
 * Random messages before the MIME scanner: those that are well formed come back to the byte, the
 * others do no harm.
 *
 * @module
 */
import { expect } from "expect";
import fc from "fast-check";
import type { MimePart } from "../../adapters/documents/mime/part.ts";
import { MimeFault } from "../../adapters/documents/mime/scanner.ts";
import { allParts, bodyOf, scanInPieces, wholeOf } from "../documents/mime/support.ts";

const SEED = 6109;

/** A tree to compose: text, a message, or parts between preamble and epilogue. */
type Tree =
  | { kind: "text"; fields: string[]; body: string }
  | { kind: "message"; inside: Tree }
  | { kind: "multipart"; preamble: string; parts: Tree[]; epilogue: string };

// No line of these is a delimiter: composed boundaries end in an underscore.
const lines = fc.array(
  fc.constantFrom("", "--", "--=_r", "--=_r--", "--=_r.0", "text", " --=_r_", "\xe0\xff", "-", "."),
  { maxLength: 6 },
).map((all) => all.join("\r\n"));

const fieldLines = fc.array(
  fc.constantFrom("Subject: a", "X-Folded: a\r\n b", "X-Empty:", "no field", "X-8: \xe0"),
  { maxLength: 4 },
);

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.record({ kind: fc.constant("text" as const), fields: fieldLines, body: lines }),
    fc.record({ kind: fc.constant("message" as const), inside: tie("tree") }),
    fc.record({
      kind: fc.constant("multipart" as const),
      preamble: lines,
      parts: fc.array(tie("tree"), { minLength: 1, maxLength: 4 }),
      epilogue: lines,
    }),
  ),
}));

function compose(tree: Tree, path: string): string {
  switch (tree.kind) {
    case "text":
      return `${tree.fields.map((field) => `${field}\r\n`).join("")}\r\n${tree.body}`;
    case "message":
      return `Content-Type: message/rfc822\r\n\r\n${compose(tree.inside, path)}`;
    case "multipart": {
      const delimiter = `\r\n--=_${path}_`;
      const parts = tree.parts.map((part, index) => compose(part, `${path}.${index}`));
      return `Content-Type: multipart/mixed; boundary="=_${path}_"\r\n\r\n${tree.preamble}` +
        parts.map((part) => `${delimiter}\r\n${part}`).join("") +
        `${delimiter}--\r\n${tree.epilogue}`;
    }
  }
}

function expectTree(message: string, part: MimePart, tree: Tree, path: string): void {
  expect(wholeOf(message, part)).toBe(compose(tree, path));
  switch (tree.kind) {
    case "text":
      expect(part.children).toEqual([]);
      expect(bodyOf(message, part)).toBe(tree.body);
      expect(part.header.length).toBe(tree.fields.filter((field) => field.includes(":")).length);
      expect(part.headerClean).toBe(!tree.fields.includes("no field"));
      return;
    case "message":
      expect(part.children.length).toBe(1);
      return expectTree(message, part.children[0]!, tree.inside, path);
    case "multipart":
      expect([part.closed, part.children.length]).toEqual([true, tree.parts.length]);
      tree.parts.forEach((inner, index) =>
        expectTree(message, part.children[index]!, inner, `${path}.${index}`)
      );
  }
}

Deno.test("composed trees are found again, byte for byte", () => {
  fc.assert(
    fc.property(tree, fc.integer({ min: 1, max: 40 }), (tree, size) => {
      const message = compose(tree, "r");
      expectTree(message, scanInPieces(message, size), tree, "r");
    }),
    { seed: SEED, numRuns: 150 },
  );
});

const debris = fc.array(
  fc.oneof(
    fc.constantFrom(
      "\r\n",
      "\n",
      "\r",
      "--a",
      "--b",
      "--",
      " ",
      "Content-Type: multipart/mixed; boundary=a\r\n",
      "Content-Type: multipart/digest;\r\n boundary*0=b\r\n\r\n",
      "Content-Type: message/rfc822\r\n\r\n",
      "content-transfer-encoding: base64\r\n",
      "X: y\r\n",
      ";",
      '"',
    ),
    fc.uint8Array({ maxLength: 6 }).map((octets) => String.fromCharCode(...octets)),
  ),
  { maxLength: 60 },
).map((pieces) => pieces.join(""));

const LIMITS = {
  depth: 8,
  parts: 30,
  headerBytes: 400,
  totalHeaderBytes: 600,
  headerFields: 12,
};

function outcome(message: string, size: number): MimePart | string {
  try {
    return scanInPieces(message, size, LIMITS);
  } catch (error) {
    if (error instanceof MimeFault) return error.limit;
    throw error;
  }
}

Deno.test("debris gives the same well-ordered parts however it is cut", () => {
  fc.assert(
    fc.property(debris, fc.integer({ min: 1, max: 20 }), (message, size) => {
      const root = outcome(message, Infinity);
      expect(outcome(message, size)).toEqual(root);
      if (typeof root === "string") return;
      expect([root.start, root.end]).toEqual([0, message.length]);
      for (const part of allParts(root)) {
        let from = part.bodyStart;
        expect(part.start <= from && from <= part.end).toBe(true);
        for (const child of part.children) {
          expect(from <= child.start && child.end <= part.end).toBe(true);
          from = child.end;
        }
      }
    }),
    { seed: SEED, numRuns: 400 },
  );
});
