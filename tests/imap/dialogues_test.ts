import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withFolder } from "../storage/temporary.ts";
import { parseDialogue } from "./dialogue.ts";
import { House } from "./house.ts";
import { playInHouse } from "./house_theatre.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../dialogues");
const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
  .filter((name) => name.endsWith(".imap")).sort();

Deno.test("dialogues", (test) =>
  withFolder(async (place) => {
    const house = new House(place);
    await house.open();
    try {
      for (const name of names) {
        const dialogue = parseDialogue(Deno.readTextFileSync(join(folder, name)));
        for (const cut of [Infinity, 1, 3, 17]) {
          const pieces = cut === Infinity ? "whole" : `in pieces of ${cut}`;
          await test.step(`${name}, ${pieces}`, () => playInHouse(dialogue, house, cut));
        }
      }
    } finally {
      await house.close();
    }
  }));
