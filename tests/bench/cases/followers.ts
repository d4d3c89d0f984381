/**
 * Followers of the feed: what a thousand open streams of events cost, and how soon all of them know
 * what has happened.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ApiSubmitter } from "../load/api_submitter.ts";
import type { Following } from "../load/followers.ts";
import type { Benchmark } from "../options.ts";
import { memoryOf } from "../process.ts";
import { layOutProviders, serve } from "../provider.ts";

const FOLLOWERS = 1000;
/** Milliseconds in which a process comes to rest. */
const REST = 5_000;
const MEGABYTE = 1e6;
/** What a thousand followers may cost. */
const TARGET = 200;

/** A provider's process, and one of followers: their memory does not count. */
export const followers: Benchmark = {
  name: "followers",
  title: `${FOLLOWERS} streams of events over TLS to one provider`,
  async run({ folder, engine, denoFlags }) {
    const holders = { senders: 1, recipients: 1 };
    const [provider] = await layOutProviders(folder, ["alfa.example"], engine, holders);
    const { api, senders: [sender], recipients: [recipient] } = provider!;
    const authority = await Deno.readTextFile(join(folder, "ca.pem"));
    const serving = await serve(provider!, denoFlags);
    const door = { host: "127.0.0.1", port: api.port, key: api.key, authority };
    const submitter = new ApiSubmitter(door, sender!.address, 10_000);
    try {
      // What is loaded at the first message does not count either.
      await submitter.submit([recipient!]);
      await pause(REST);
      const idle = await memoryOf(serving.pid);
      const start = performance.now();
      await using following = startFollowing({ ...door, followers: FOLLOWERS });
      await following.heard("open");
      const opened = performance.now();
      await pause(REST);
      const open = await memoryOf(serving.pid);
      const sent = performance.now();
      await submitter.submit([recipient!]);
      await following.heard(`told ${FOLLOWERS}`);
      const told = performance.now();
      await pause(REST);
      const later = await memoryOf(serving.pid);
      const cost = (now: number) => (now - idle.resident) / MEGABYTE;
      return [
        { name: "without followers", value: idle.resident / MEGABYTE, unit: "MB" },
        {
          name: "more with followers",
          value: cost(open.resident),
          unit: "MB",
          target: { atMost: TARGET },
        },
        {
          name: "more after they were told",
          value: cost(later.resident),
          unit: "MB",
          target: { atMost: TARGET },
        },
        { name: "streams opened", value: FOLLOWERS / ((opened - start) / 1000), unit: "1/s" },
        { name: "from a submission until all are told", value: told - sent, unit: "ms" },
      ];
    } finally {
      submitter.close();
      await serving.stop();
    }
  },
};

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Followers in a process of their own. */
function startFollowing(following: Following) {
  const script = fileURLToPath(new URL("../load/followers.ts", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", script, JSON.stringify(following)],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    /** Resolves once they have said it. */
    async heard(wanted: string): Promise<void> {
      while (!text.split("\n").includes(wanted)) {
        const { done, value } = await lines.read();
        if (done) throw new Error("Cannot measure: the followers have ended");
        text += value;
      }
    },
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await child.status;
      await lines.cancel();
    },
  };
}
