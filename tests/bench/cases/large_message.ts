/**
 * One large message to many: what it takes of memory and disk.
 *
 * @module
 */
import type { Benchmark } from "../options.ts";
import { bySmtp, underLoad } from "./certified_load.ts";

const MESSAGE_SIZE = 50_000_000;
const RECIPIENTS = 10;

/** 50 MB to ten recipients at the same provider, each with a complete delivery receipt. */
export const largeMessage: Benchmark = {
  name: "large-message",
  title: `A message of 50 MB to ${RECIPIENTS} recipients at the same provider`,
  async run(options) {
    const load = {
      recipientsPerMessage: RECIPIENTS,
      messageSize: MESSAGE_SIZE,
      inFlight: null,
      warmUpSeconds: 0,
      seconds: 120,
      drainSeconds: 120,
      messages: 1,
    };
    const holders = { senders: 1, recipients: RECIPIENTS };
    const seen = await underLoad(
      { domains: ["alfa.example"], holders, door: bySmtp, load },
      options,
    );
    if (seen.load.totalCompleted !== 1) {
      throw new Error(`Cannot measure: ${JSON.stringify(seen.load.refused)}`);
    }
    return [
      {
        name: "resident, peak",
        value: seen.afterwards.peak / 1e6,
        unit: "MB",
        target: { atMost: 400 },
      },
      { name: "resident at rest", value: seen.atRest.resident / 1e6, unit: "MB" },
      {
        name: "stored, as a multiple of the message",
        value: seen.stored / MESSAGE_SIZE,
        unit: "",
        target: { atMost: 1.1 },
      },
      { name: "until 250", value: seen.load.submission.p50 / 1000, unit: "s" },
      { name: "until the last receipt", value: seen.load.transaction.p50 / 1000, unit: "s" },
      { name: "processors taken by other processes", value: 100 * seen.othersShare, unit: "%" },
    ];
  },
};
