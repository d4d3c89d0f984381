/**
 * A process that appends until it is killed, or until its disk takes no more. Each acknowledged
 * append is a line `position stream sha256 size` on its standard output; after the first error it
 * tries one small append, says `recovered` or `full`, and ends.
 *
 * Arguments: the data folder, a name for the streams, the size of the blobs in bytes.
 *
 * @module
 */
import { systemClock } from "../../adapters/clock.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import { noise, outgoing, submitted, write } from "../contracts/samples.ts";

const [folder, name, size] = Deno.args;
const storage = await openStorage(folder!, systemClock);
const output = new TextEncoder();

/** Four chains of appends at once, so that batches hold more than one. */
const chains = [0, 1, 2, 3].map(async (chain) => {
  for (let round = 0;; round++) await appendOne(`${name}.${chain}.${round}`, Number(size) + chain);
});
await Promise.allSettled(chains);
await appendOne(`${name}.last`, 0).then(() => say("recovered"), () => say("full"));
await storage.close();

async function appendOne(key: string, length: number): Promise<void> {
  const seed = [...key].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
  const { rope, small } = await write(storage.blobs, noise(length, seed), 65_536);
  const position = await storage.events.append({
    stream: outgoing(key),
    expectedVersion: 0,
    events: [submitted(key, rope)],
    blobs: small,
    wake: null,
  });
  say(`${position} ${outgoing(key)} ${rope[0]?.blob} ${length}`);
}

function say(line: string): void {
  Deno.stdout.writeSync(output.encode(`${line}\n`));
}
