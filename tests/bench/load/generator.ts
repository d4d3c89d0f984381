/**
 * The load generator, a process of its own. Its argument is a {@linkcode Plan}, its output lines
 * of {@linkcode Report}, both JSON.
 *
 * The load is a closed loop: each connection submits its next message as soon as the last one is
 * answered and the number of transactions under way allows it.
 *
 * @module
 */
import process from "node:process";
import { ApiSubmitter } from "./api_submitter.ts";
import { MessageMaker } from "./messages.ts";
import type { Plan, Report, Sender } from "./plan.ts";
import { Receipts } from "./receipts.ts";
import { SmtpSubmitter } from "./smtp_submitter.ts";
import type { Submitter } from "./submitter.ts";
import { Transactions } from "./transactions.ts";

/** How often the log is looked at; half of it is added to a transaction's time on average. */
const GLANCE = 10;

/** Seconds that a connection waits after a refusal. */
const PAUSE = 0.1;

const plan = JSON.parse(Deno.args[0]!) as Plan;
const transactions = new Transactions(plan.inFlight);
const receipts = new Receipts(plan.dataFolder);
const maker = new MessageMaker(plan.messageSize);
let stopped = false;
let messages = 0;
let turn = 0;

const authority = await Deno.readTextFile(plan.authorityFile);
const submitters = await Promise.all(
  plan.senders.map((sender) => submitterOf(sender)),
);
const watch = setInterval(() => look(), GLANCE);
const loops = submitters.map((submitter) => submitAll(submitter));
const done = Promise.all(loops);

if (plan.warmUpSeconds > 0) {
  report({ phase: "warming" });
  await Promise.race([sleep(plan.warmUpSeconds), done]);
}
const processorTimeBefore = process.cpuUsage();
transactions.startMeasuring(performance.now());
report({ phase: "measuring" });
await Promise.race([sleep(plan.seconds), done]);
if (plan.messages !== null) await drained();
transactions.stopMeasuring(performance.now());
const { user, system } = process.cpuUsage(processorTimeBefore);
report({ phase: "draining" });
stopped = true;
await drained();
clearInterval(watch);
for (const submitter of submitters) submitter.close();
receipts.close();
const processorTime = (user + system) / 1e6;
report({ phase: "done", result: { ...transactions.result(), processorTime } });
Deno.exit(0);

async function submitterOf(sender: Sender): Promise<Submitter> {
  const { door, host, messageSize } = plan;
  if (door.protocol === "api") {
    return new ApiSubmitter({ ...door, host, authority }, sender.address, messageSize);
  }
  return await SmtpSubmitter.open({ host, port: door.port, authority }, sender, maker);
}

async function submitAll(submitter: Submitter): Promise<void> {
  while (!stopped && (plan.messages === null || messages < plan.messages)) {
    messages++;
    const recipients = nextRecipients();
    await transactions.enter();
    if (stopped) return;
    const start = performance.now();
    const submitted = await submitter.submit(recipients);
    const now = performance.now();
    if ("pecId" in submitted) {
      transactions.submitted(submitted.pecId, recipients.length, start, now);
    } else {
      transactions.refused(submitted.refusal, now);
      await sleep(PAUSE);
    }
  }
}

function nextRecipients(): string[] {
  const { recipients, recipientsPerMessage } = plan;
  return Array.from(
    { length: recipientsPerMessage },
    () => recipients[turn++ % recipients.length]!,
  );
}

function look(): void {
  const fresh = receipts.take();
  const now = performance.now();
  for (const pecId of fresh) transactions.receipt(pecId, now);
}

async function drained(): Promise<void> {
  const deadline = performance.now() + plan.drainSeconds * 1000;
  while (transactions.underWay > 0 && performance.now() < deadline) await sleep(GLANCE / 1000);
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

function report(line: Report): void {
  console.log(JSON.stringify(line));
}
