/**
 * The sandbox: a second world beside the live one, in the same process. Everything in it is real
 * but its authority, its clock and the post between its two providers.
 *
 * @module
 */
import { join } from "node:path";
import type { Clock } from "../../events/instant.ts";
import type { SandboxControl, World } from "../api/world.ts";
import { othersTurn } from "../clock.ts";
import type { SandboxDoor } from "../opening/api.ts";
import type { Log } from "../opening/log.ts";
import { openProvider } from "../opening/provider.ts";
import { random } from "../opening/random.ts";
import type { WebhookRules } from "../opening/webhooks.ts";
import { openWorld } from "../opening/world.ts";
import { handOver } from "./hand_over.ts";
import { receive } from "./inbound.ts";
import { layOutSandbox, OTHER_DOMAIN } from "./layout.ts";
import { MAGIC_RECIPIENTS } from "./magic_recipients.ts";
import { SandboxMailboxes } from "./mailboxes.ts";
import { Parcels } from "./parcels.ts";
import { homewardPost, outwardPost } from "./post.ts";
import { sandboxScanner } from "./scanner.ts";
import { TimeMachine } from "./time_machine.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** What the sandbox is opened with. */
export interface SandboxParts {
  /** Made where it is missing. */
  readonly folder: string;
  /** Of the process. */
  readonly clock: Clock;
  readonly log: Log;
}

/** A sandbox that is open. */
export interface OpenSandbox {
  readonly world: World;
  close(): Promise<void>;
}

/** A sandbox that is opened when somebody wants to use it: until then it costs nothing. */
export function sandboxDoor(parts: SandboxParts): SandboxDoor {
  let opening: Promise<OpenSandbox> | null = null;
  return {
    async enter(webhooks) {
      opening ??= openSandbox(parts, webhooks);
      try {
        return (await opening).world;
      } catch (error) {
        opening = null;
        throw error;
      }
    },
    async close() {
      await opening?.then((sandbox) => sandbox.close(), () => {});
    },
  };
}

/**
 * Opens the sandbox.
 *
 * @throws {Error} when its folder cannot be used.
 */
export async function openSandbox(
  parts: SandboxParts,
  webhooks: WebhookRules,
): Promise<OpenSandbox> {
  const { folder, clock: real } = parts;
  const log = quieter(parts.log);
  const { own: mine, other: theirs } = await layOutSandbox(folder, { now: real.now(), random });
  const clock = await VirtualClock.open(real, join(folder, "clock"));
  const warn = log.warn;
  const parcels = await Parcels.open({ folder: join(folder, "parcels"), clock, random, log: warn });
  const post = {
    own: () => own.provider,
    other: () => other.provider,
    mailboxes: () => guests,
    parcels,
  };
  const ports = { clock, log, scanner: sandboxScanner };
  const own = await openProvider(mine, { ...ports, relay: outwardPost(post) });
  // Its mailboxes never get full, but for those that are meant to.
  const mailboxes = { ...theirs.mailboxes, quotaBytes: Number.MAX_SAFE_INTEGER };
  const other = await openProvider({ ...theirs, mailboxes }, {
    ...ports,
    relay: homewardPost(post),
  });
  const guests = await SandboxMailboxes.of(other.provider);
  const holders = await SandboxMailboxes.of(own.provider);
  const { maxTotalBytes } = theirs.submission;
  const inbound = { own: own.provider, other: other.provider, mailboxes: guests, maxTotalBytes };
  const told = () => feedRead(world.world);
  const control: SandboxControl = {
    clock: new TimeMachine({ clock, real, providers: [own, other], parcels, told }),
    otherDomain: OTHER_DOMAIN,
    recipients: MAGIC_RECIPIENTS,
    openMailbox: (address) => holders.open(address),
    receive: (message) => receive(inbound, message),
  };
  const world = await openWorld(own, { mode: "test", sandbox: control, clock: real, webhooks });
  await Promise.all([own.start(), other.start()]);
  const closing = new AbortController();
  const deliver = async (letter: Parameters<typeof handOver>[1]) => {
    await handOver(other.provider, letter);
  };
  const running = [world.run(closing.signal), parcels.run(deliver, closing.signal)];
  return {
    world: world.world,
    async close() {
      closing.abort();
      await Promise.all(running);
      // Neither writes to the other any more when that one's storage closes.
      await Promise.all([own, other].map(({ provider }) => provider.runtime.stop()));
      await Promise.all([own.stop(), other.stop()]);
      world.close();
    },
  };
}

/** Resolves when the feed has read what there is. */
async function feedRead({ feed }: World): Promise<void> {
  while (feed.newest < feed.last() && !feed.closed) await othersTurn();
}

/** The course of things in the sandbox is nothing that an operator wants to read. */
function quieter(log: Log): Log {
  const marked = (write: Log["warn"]): Log["warn"] => (event, fields) =>
    write(event, { ...fields, world: "test" });
  return {
    debug: marked(log.debug),
    info: marked(log.debug),
    warn: marked(log.debug),
    error: marked(log.warn),
  };
}
