/**
 * The dialogues marked as comparable, played on Dovecot as well.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "expect";
import { withFolder } from "../storage/temporary.ts";
import { type Dialogue, parseDialogue } from "./dialogue.ts";
import { Differences } from "./differences.ts";
import { Dovecot, dovecotRuns } from "./dovecot.ts";
import { type House, withHouse } from "./house.ts";
import { HouseTheatre, limitsOf } from "./house_theatre.ts";
import { normalised } from "./normal.ts";
import { record } from "./record.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../dialogues");

Deno.test({
  name: "dialogues, compared with Dovecot (needs dovecot and root)",
  ignore: !dovecotRuns(),
  fn: (test) =>
    withHouse((house) =>
      withDovecot(async (dovecot) => {
        const text = Deno.readTextFileSync(join(folder, "dovecot_differences"));
        const differences = new Differences(text);
        for (const [name, dialogue] of comparable()) {
          await test.step(name, async () => {
            const unexplained = await compare(name, dialogue, differences, house, dovecot);
            if (unexplained.length > 0) throw new Error(unexplained.join("\n"));
          });
        }
        await test.step("nothing is explained that does not differ", () => {
          expect(differences.stale).toEqual([]);
        });
      })
    ),
});

function comparable(): readonly (readonly [string, Dialogue])[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".imap")).sort()
    .map((name) => [name, parseDialogue(Deno.readTextFileSync(join(folder, name)))] as const)
    .filter(([, dialogue]) => dialogue.comparable);
}

function withDovecot(test: (dovecot: Dovecot) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    const dovecot = await Dovecot.start(folder);
    try {
      await test(dovecot);
    } finally {
      await dovecot.stop();
    }
  });
}

/** What differs and is not explained, in the words of the file. */
async function compare(
  name: string,
  dialogue: Dialogue,
  differences: Differences,
  house: House,
  dovecot: Dovecot,
): Promise<readonly string[]> {
  const theatre = await HouseTheatre.open(house, limitsOf(dialogue), Infinity);
  const ours = await record(dialogue, theatre);
  await theatre.end();
  dovecot.clear();
  const theirs = await record(dialogue, dovecot);
  return [...ours].flatMap(([tag, said]) => {
    const command = `${name} ${tag}`;
    return differences
      .unexplained(command, normalised(said), normalised(theirs.get(tag) ?? []))
      .map(({ side, response }) => `${command}\n${side} ${response}`);
  });
}
