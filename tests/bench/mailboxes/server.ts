/**
 * A mail server under measurement.
 *
 * @module
 */
import { machineTime, processesUnder, processorTimeOf, proportionalMemory } from "../process.ts";
import type { User } from "./imap_client.ts";
import type { Endpoint } from "./wire.ts";

/** A mail server that runs, with an empty mailbox. */
export interface MailServer {
  readonly name: string;
  readonly user: User;
  /** TLS from the first byte. */
  readonly imaps: Endpoint;
  /** TLS from the first byte. */
  readonly pop3s: Endpoint;
  /** STLS. */
  readonly pop3: Endpoint;
  /** Its first process; the others come from it. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** How long a server must have done nothing before the next one is measured. */
const REST = 250;
/** The longest that is waited for it. */
const PATIENCE = 60_000;
/** How long the machine is looked at before it counts as calm. */
const GLANCE = 100;
/** The longest that is waited for it. */
const LULL = 1000;

/** Waits until a server has nothing to do any more, so that it does not disturb the other one. */
export async function atRest({ pid }: MailServer): Promise<void> {
  let before = await processorTime(pid);
  for (let waited = 0; waited < PATIENCE; waited += REST) {
    await new Promise((resolve) => setTimeout(resolve, REST));
    const now = await processorTime(pid);
    // A tick of the kernel's clock is 10 ms.
    if (now - before <= 0.02) return;
    before = now;
  }
}

/** Waits, but not for long, until the machine has half of its processors free. */
export async function calm(): Promise<void> {
  let before = await machineTime();
  for (let waited = 0; waited < LULL; waited += GLANCE) {
    await new Promise((resolve) => setTimeout(resolve, GLANCE));
    const now = await machineTime();
    if (now.busy - before.busy <= (now.total - before.total) / 2) return;
    before = now;
  }
}

/** Bytes of memory that a server takes up, each shared page divided among those who share it. */
export async function memoryOfServer({ pid }: MailServer): Promise<number> {
  const memories = (await processesUnder(pid)).map(proportionalMemory);
  return (await Promise.all(memories)).reduce((sum, memory) => sum + memory, 0);
}

async function processorTime(pid: number): Promise<number> {
  let sum = 0;
  for (const process of await processesUnder(pid)) {
    // It may have ended meanwhile.
    sum += await processorTimeOf(process).catch(() => 0);
  }
  return sum;
}
