/**
 * A process that builds the index of the data folder that it is given until it is killed, or until
 * the index is current; then it says so.
 *
 * @module
 */
import { systemClock } from "../../../adapters/clock.ts";
import { MessageIndex } from "../../../adapters/mailboxes/index/message_index.ts";
import { openStorageReadOnly } from "../../../adapters/storage/sqlite/open.ts";

const [folder] = Deno.args;
const storage = await openStorageReadOnly(folder!, systemClock);
const index = await MessageIndex.open(folder!, storage, () => {});
console.log("open");
await index.caughtUp();
console.log("current");
await index.close();
await storage.close();
