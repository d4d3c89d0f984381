/**
 * The dialogues that need no other scene than messages, played on Dovecot as well.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "expect";
import { pop3Limits } from "../../adapters/pop3/server/limits.ts";
import { pop3s } from "../../adapters/pop3/server/role.ts";
import { Differences } from "../imap/differences.ts";
import { bytesOf, type Dialogue, parseDialogue } from "../smtp/server/dialogue.ts";
import { withFolder } from "../storage/temporary.ts";
import { ConversationWire } from "./conversation_wire.ts";
import { Dovecot, dovecotRuns } from "./dovecot.ts";
import { type Lines, type Recorded, recorded } from "./record.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../dialogues");

Deno.test({
  name: "POP3 dialogues, compared with Dovecot (needs dovecot-pop3d and root)",
  ignore: !dovecotRuns(),
  fn: (test) =>
    withFolder(async (place) => {
      const text = Deno.readTextFileSync(join(folder, "dovecot_pop3_differences"));
      const differences = new Differences(text);
      const dovecot = await Dovecot.start(place);
      try {
        for (const [name, dialogue] of comparable()) {
          await test.step(name, async () => {
            const unexplained = await compare(name, dialogue, differences, dovecot);
            if (unexplained.length > 0) throw new Error(unexplained.join("\n"));
          });
        }
        await test.step("nothing is explained that does not differ", () => {
          expect(differences.stale).toEqual([]);
        });
      } finally {
        await dovecot.stop();
      }
    }),
});

/** Those that begin within TLS, and have messages but no trouble and no limits of their own. */
function comparable(): readonly (readonly [string, Dialogue])[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".pop3")).sort()
    .map((name) => [name, parseDialogue(Deno.readTextFileSync(join(folder, name)))] as const)
    .filter(([, { role, steps }]) =>
      role === pop3s.name && steps.every((step) => {
        if (step.step === "stage") return step.words.startsWith("message ");
        return !["tls", "wait", "disconnect"].includes(step.step);
      })
    );
}

async function compare(
  name: string,
  dialogue: Dialogue,
  differences: Differences,
  dovecot: Dovecot,
): Promise<readonly string[]> {
  const house = new ConversationWire(pop3s, { ...pop3Limits, ...dialogue.limits });
  const staged = dialogue.steps.flatMap((step) => step.step === "stage" ? [step.words] : []);
  for (const words of staged) house.stage(words);
  const ours = await played(dialogue, house);
  await dovecot.fill(staged.map((words) => bytesOf(`${words.slice("message ".length)}\\`)));
  const socket = await dovecot.connect();
  const theirs = await played(dialogue, socket);
  socket.close();
  return [...ours].flatMap(([tag, said]) =>
    differences.unexplained(`${name} ${tag}`, said, theirs.get(tag) ?? [])
      .map(({ command, side, response }) => `${command}\n${side} ${response}`)
  );
}

async function played({ steps }: Dialogue, lines: Lines): Promise<Recorded> {
  const sent = steps.flatMap((step) => step.step === "send" ? [step.bytes] : []);
  return await recorded(Buffer.concat(sent), lines);
}
