/**
 * The SQLite store keeps the contract.
 *
 * @module
 */
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import { eventStoreContract, type Place } from "./event_store.ts";

async function place(): Promise<Place> {
  const folder = await Deno.makeTempDir({ prefix: "storage-" });
  return {
    async open(clock) {
      const { events, blobs, close } = await openStorage(folder, clock);
      let closing: Promise<void> | undefined;
      return { store: events, blobs, close: () => closing ??= close() };
    },
    remove: () => Deno.remove(folder, { recursive: true }),
  };
}

eventStoreContract("SQLite", place, (title, test) => Deno.test(title, test));
