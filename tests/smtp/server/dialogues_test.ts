import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  receptionLimits,
  type SmtpLimits,
  submissionLimits,
} from "../../../adapters/smtp/server/limits.ts";
import {
  reception,
  type Role,
  submission,
  submissions,
} from "../../../adapters/smtp/server/role.ts";
import { startSmtpServer } from "../../../adapters/smtp/server/server.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";
import { selfSigned } from "./certificate.ts";
import { type Dialogue, parseDialogue, play } from "./dialogue.ts";
import { ScriptedHandler } from "./scripted_handler.ts";
import { NAME, SessionWire } from "./session_wire.ts";
import { SocketWire } from "./socket_wire.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../dialogues");
const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
  .filter((name) => name.endsWith(".smtp")).sort();
const tls = await selfSigned(NAME);

for (const name of names) {
  const dialogue = parseDialogue(Deno.readTextFileSync(join(folder, name)));
  const role = roleOf(dialogue);
  const limits = limitsOf(role, dialogue);

  for (const cut of [Infinity, 1, 3, 17]) {
    const pieces = cut === Infinity ? "whole" : `in pieces of ${cut}`;
    Deno.test(`dialogue ${name}, ${pieces}`, () =>
      play(dialogue, new SessionWire(role, limits, cut)));
  }

  const needsTime = dialogue.steps.some(({ step }) => step === "wait" || step === "disconnect");
  if (needsTime) continue;
  Deno.test(`dialogue ${name}, over sockets`, async () => {
    const handler = new ScriptedHandler();
    const server = await startSmtpServer({
      role,
      limits,
      tls,
      handler,
      name: NAME,
      listen: { hostname: "127.0.0.1", port: 0 },
      clock: new SimulatedClock(),
      log() {},
    });
    const wire = await SocketWire.open(server.port, handler);
    try {
      if (role.tls === "implicit") await wire.tls();
      await play(dialogue, wire);
    } finally {
      await wire.disconnect();
      await server.close();
    }
  });
}

function roleOf({ role }: Dialogue): Role {
  const found = [reception, submission, submissions].find(({ name }) => name === role);
  if (!found) throw new Error(`Cannot play a dialogue: its role is "${role}"`);
  return found;
}

function limitsOf(role: Role, { limits }: Dialogue): SmtpLimits {
  const usual = role === reception ? receptionLimits : submissionLimits;
  return { ...usual, ...limits };
}
