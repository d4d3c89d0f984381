/**
 * A sandbox in a temporary folder, with a holder who writes to its magic recipients.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { account } from "../../actors/account.ts";
import { systemClock } from "../../adapters/clock.ts";
import { eventsOf } from "../../adapters/api/messages/load.ts";
import type { Message } from "../../adapters/api/messages/schemas.ts";
import { messageOf } from "../../adapters/api/messages/view.ts";
import type { SandboxControl, World } from "../../adapters/api/world.ts";
import { defaultMimeLimits } from "../../adapters/documents/mime/limits.ts";
import type { WebhookRules } from "../../adapters/opening/webhooks.ts";
import { Receiving } from "../../adapters/points/intake.ts";
import { acceptContent } from "../../adapters/points/submission.ts";
import { openSandbox } from "../../adapters/sandbox/sandbox.ts";
import type { OutgoingEvent } from "../../events/outgoing.ts";

/** The holder. */
export const SENDER = "mittente@ceralacca.test";

/** Nobody is told anything. */
const NO_WEBHOOKS: WebhookRules = {
  key: new Uint8Array(32),
  resolver: { lookup: () => Promise.resolve({ kind: "failed", reason: "nobody is asked" }) },
  allowPrivate: false,
  allowed: () => false,
};

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

/** A sandbox under test. */
export interface TestSandbox {
  readonly world: World;
  readonly control: SandboxControl;
  /** Sends a message; resolves with the id of its message when nothing more happens at once. */
  send(recipients: readonly string[], text?: string): Promise<string>;
  /** All events of a message. */
  events(id: string): Promise<readonly OutgoingEvent[]>;
  /** The message as partners see it. */
  message(id: string): Promise<Message>;
  /** The state of each recipient, by its local part. */
  states(id: string): Promise<Record<string, string>>;
  /** Closes it, and opens it again. */
  reopen(): Promise<void>;
}

/** Runs a test in a new sandbox. */
export async function withSandbox(test: (sandbox: TestSandbox) => Promise<void>): Promise<void> {
  const parent = await Deno.makeTempDir({ prefix: "sandbox-" });
  const folder = join(parent, "sandbox");
  const open = () => openSandbox({ folder, clock: systemClock, log: QUIET }, NO_WEBHOOKS);
  let sandbox = await open();
  const message = async (id: string) => messageOf((await eventsOf(sandbox.world, id)).events);
  try {
    await openHolder(sandbox.world);
    await test({
      get world() {
        return sandbox.world;
      },
      get control() {
        return sandbox.world.sandbox!;
      },
      async send(recipients, text = "Prova") {
        const id = await submit(sandbox.world, recipients, text);
        await sandbox.world.sandbox!.clock.advance(0);
        return id;
      },
      events: async (id) => (await eventsOf(sandbox.world, id)).events,
      message,
      async states(id) {
        const { recipients } = await message(id);
        return Object.fromEntries(
          recipients.map(({ address, state }) => [address.split("@")[0]!, state]),
        );
      },
      async reopen() {
        await sandbox.close();
        sandbox = await open();
      },
    });
  } finally {
    await sandbox.close();
    await Deno.remove(parent, { recursive: true });
  }
}

async function openHolder({ provider: { runtime } }: World): Promise<void> {
  await runtime.send(account, SENDER, { type: "open", address: SENDER, role: "holder" });
}

async function submit(
  { provider, limits }: World,
  recipients: readonly string[],
  text: string,
): Promise<string> {
  const message = Buffer.from(
    `From: ${SENDER}\r\nTo: ${recipients.join(", ")}\r\nSubject: Prova\r\n\r\n${text}\r\n`,
  );
  const receiving = new Receiving(provider.blobs, defaultMimeLimits);
  await receiving.write(message);
  const content = await receiving.end({ size: message.length, eightBit: false });
  const envelope = { account: SENDER, sender: SENDER, recipients };
  const { pecId } = await acceptContent(provider, envelope, content, limits);
  return pecId.split("@")[0]!;
}
