/**
 * Makes a data folder of a backup. It is built beside its place and moved there when it is complete.
 *
 * @module
 */
import { renameSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Clock } from "../../../../events/instant.ts";
import { RESTORES } from "../../../../events/restoration.ts";
import { sameHash } from "../../../merkle/hash.ts";
import { syncFolder } from "../../files.ts";
import { latestRestore } from "../../restored.ts";
import { takeFolder } from "../../serving_lock.ts";
import { SqliteLogQueries } from "../log_queries.ts";
import { openStorage } from "../open.ts";
import { isEmpty, readDescription, takeForReading } from "./backup_folder.ts";
import { copyStorage, type CopyWatch, type Extent } from "./copy.ts";
import { type Continuation, requireCovered, requireNewName, rootAt } from "./continuation.ts";
import { openSource, openTarget, type Side } from "./side.ts";

/** What is restored, and where to. */
export interface RestoreOrder {
  readonly backup: string;
  /** The data folder: an empty one, or none yet. */
  readonly target: string;
  readonly continuation: Continuation;
  readonly clock: Clock;
  readonly watch: CopyWatch;
  /** Is told what else is done, in words. */
  readonly note: (text: string) => void;
}

/**
 * Restores a backup; resolves with what it held. Projections are built anew.
 *
 * @throws {Error} when there is something in the target, the backup is not complete or not what
 * was written, or the log cannot go on as it was asked for.
 */
export async function restore(order: RestoreOrder): Promise<Extent> {
  const { backup, target } = order;
  const description = readDescription(backup);
  if (description === null) throw new Error(`Cannot restore ${backup}: it holds no backup`);
  using _reading = takeForReading(backup);
  if (!isEmpty(target)) {
    throw new Error(
      `Cannot restore into ${target}: there is something in it. Move it away, or name another folder`,
    );
  }
  await removeUnfinished(order);
  const building = `${target}${UNFINISHED}${crypto.randomUUID()}`;
  using _building = await takeFolder(building);
  try {
    const extent = build(order, building, description.events);
    order.note("Building the projections, which takes about as long again");
    await goOn(order, building, extent);
    syncFolder(building);
    renameSync(building, target);
    syncFolder(dirname(target));
    return extent;
  } catch (error) {
    await Deno.remove(building, { recursive: true }).catch(() => {});
    throw error;
  }
}

/** What stands between a target's name and what tells one attempt from another. */
const UNFINISHED = ".restoring-";

/** Removes what restores into this target have left that were killed; a living one holds a lock. */
async function removeUnfinished({ target, note }: RestoreOrder): Promise<void> {
  const parent = dirname(target);
  await Deno.mkdir(parent, { recursive: true });
  for (const { name } of Deno.readDirSync(parent)) {
    if (!name.startsWith(`${basename(target)}${UNFINISHED}`)) continue;
    const folder = `${parent}/${name}`;
    using _lock = await takeFolder(folder);
    await Deno.remove(folder, { recursive: true });
    note(`Removed ${folder}, which a restore that was cut short had left`);
  }
}

function build({ backup, continuation, watch }: RestoreOrder, building: string, events: number) {
  using source = openSource(backup);
  using target = openTarget(building);
  const { extent } = copyStorage(source, target, watch);
  if (extent.last === 0 || extent.last < events) {
    throw new Error(
      `Cannot restore ${backup}: it holds ${extent.last} of ${events} events. ` +
        "Complete it with the command backup, or use another one",
    );
  }
  const log = new SqliteLogQueries(target.statements);
  if (continuation.kind === "anew") requireNewName(continuation.origin, log);
  if (extent.head && !sameHash(rootAt(log, extent.head.size), extent.head.root)) {
    throw new Error(
      `Cannot restore ${backup}: its events do not give the root of its latest signed head. ` +
        "It is not what was written: use another backup",
    );
  }
  if (continuation.kind === "whole" && continuation.checkpoint) {
    requireCovered(log, extent, continuation.checkpoint);
  }
  if (continuation.kind === "anew") startAnew(target);
  return extent;
}

/** What was signed under the old name stays in the backup: the log's new name has no heads yet. */
function startAnew({ folder, statements }: Side): void {
  statements.run("DELETE FROM tree_heads");
  rmSync(`${folder}/log`, { recursive: true, force: true });
}

/** Builds the projections, and notes down that events were lost, where they were. */
async function goOn(
  { continuation, clock }: RestoreOrder,
  folder: string,
  { last }: Extent,
): Promise<void> {
  const storage = await openStorage(folder, clock);
  try {
    if (continuation.kind === "anew") {
      const { origin } = continuation;
      const before = await latestRestore(storage.events);
      const event = { type: "storage.restored", at: clock.now(), last, origin } as const;
      await storage.events.append({
        stream: RESTORES,
        expectedVersion: before?.count ?? 0,
        events: [event],
        wake: null,
      });
    }
    await storage.projected();
  } finally {
    await storage.close();
  }
}
