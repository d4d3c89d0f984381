import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Pop3Limits, pop3Limits } from "../../adapters/pop3/server/limits.ts";
import { pop3, type Pop3Role, pop3s } from "../../adapters/pop3/server/role.ts";
import { startPop3Server } from "../../adapters/pop3/server/server.ts";
import { selfSigned } from "../smtp/server/certificate.ts";
import { type Dialogue, parseDialogue, play } from "../smtp/server/dialogue.ts";
import { SocketWire } from "../smtp/server/socket_wire.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { ConversationWire, NAME } from "./conversation_wire.ts";
import { Stage } from "./stage.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../dialogues");
const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
  .filter((name) => name.endsWith(".pop3")).sort();
const tls = await selfSigned(NAME);

for (const name of names) {
  const dialogue = parseDialogue(Deno.readTextFileSync(join(folder, name)));
  const role = roleOf(dialogue);
  const limits: Pop3Limits = { ...pop3Limits, ...dialogue.limits };

  for (const cut of [Infinity, 1, 3, 17]) {
    const pieces = cut === Infinity ? "whole" : `in pieces of ${cut}`;
    Deno.test(`dialogue ${name}, ${pieces}`, () =>
      play(dialogue, new ConversationWire(role, limits, cut)));
  }

  const needsTime = dialogue.steps.some(({ step }) => step === "wait" || step === "disconnect");
  if (needsTime) continue;
  Deno.test(`dialogue ${name}, over sockets`, async () => {
    const stage = new Stage();
    const server = await startPop3Server({
      role,
      limits,
      tls,
      logins: stage,
      maildrops: stage,
      name: NAME,
      listen: { hostname: "127.0.0.1", port: 0 },
      clock: new SimulatedClock(),
      log() {},
    });
    const wire = await SocketWire.open(server.port, stage);
    try {
      if (role.tls === "implicit") await wire.tls();
      await play(dialogue, wire);
    } finally {
      await wire.disconnect();
      await server.close();
    }
  });
}

function roleOf({ role }: Dialogue): Pop3Role {
  const found = [pop3, pop3s].find(({ name }) => name === role);
  if (!found) throw new Error(`Cannot play a dialogue: its role is "${role}"`);
  return found;
}
