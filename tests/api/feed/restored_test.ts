/**
 * What a partner is told by a provider that goes on from a backup without its last events: no id
 * names two events, and whoever kept a cursor misses nothing.
 *
 * @module
 */
import { expect } from "expect";
import { mountFeed } from "../../../adapters/api/feed/operations.ts";
import { readEventStream } from "../../../adapters/client/event_stream.ts";
import { Feed } from "../../../adapters/feed/feed.ts";
import { HOUR } from "../../../events/instant.ts";
import { backUpInto, clock, restoreInto } from "../../storage/backup_bench.ts";
import { withFolder, withStorage } from "../../storage/temporary.ts";
import { type TestApi, withApi } from "../support/application.ts";
import { received } from "./told.ts";

const ANNA = "anna@alfa.example";

/** Runs a test with the API over the feed of a data folder. */
async function told(
  folder: string,
  test: (api: Pick<TestApi, "ask" | "open">) => Promise<void>,
): Promise<void> {
  await withStorage(folder, async (storage) => {
    await storage.projected();
    const feed = await Feed.open({ storage, log() {} });
    await withApi(test, {
      operations: [mountFeed],
      gateway: (world) => ({ world: () => ({ ...world, storage, feed }) }),
    });
  });
}

/** Something happens; resolves with the ids that all events of the mailbox have then. */
async function happening(folder: string, times: number): Promise<string[]> {
  let ids: string[] = [];
  await withStorage(folder, async (storage) => {
    await received({ storage }, ANNA, times);
    const feed = await Feed.open({ storage, log() {} });
    const { entries } = await feed.page(0, 100, {});
    ids = entries.map(({ id }) => feed.ids.idOf(id));
  });
  return ids;
}

async function idsBehind({ ask }: Pick<TestApi, "ask">, after: string): Promise<string[]> {
  const { json } = await ask("GET", `/v1/events?after=${after}`);
  return json.data.map(({ id }: { id: string }) => id);
}

/** Restores a backup an hour later, without what came after it. */
async function restoreAnew(backup: string, target: string): Promise<void> {
  clock.advance(HOUR);
  await restoreInto(backup, target, { kind: "anew", origin: target });
}

Deno.test("events: after a restore cursors of lost events lead to all that is new", () =>
  withFolder(async (folder) => {
    const [data, backup, anew] = [`${folder}/data`, `${folder}/backup`, `${folder}/anew`];
    await happening(data, 2);
    backUpInto(data, backup);
    const before = await happening(data, 6);
    expect(before).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((position) => `evt_${position}`));
    await restoreAnew(backup, anew);
    const since = (await happening(anew, 3)).slice(2);
    const era = clock.now() / 1000;
    expect(since).toEqual([4, 5, 6].map((position) => `evt_${era}-${position}`));
    await told(anew, async (api) => {
      expect(await idsBehind(api, before[0]!)).toEqual([before[1], ...since]);
      // Into the middle of what is new by its position, and ahead of its end.
      for (const lost of [before[4]!, before[7]!]) {
        expect(await idsBehind(api, lost)).toEqual(since);
        expect((await api.ask("GET", `/v1/events/${lost}`)).status).toBe(404);
      }
      expect(await idsBehind(api, since[0]!)).toEqual(since.slice(1));
      for (const id of [before[1]!, since[0]!]) {
        expect((await api.ask("GET", `/v1/events/${id}`)).json.id).toBe(id);
      }
      expect((await api.ask("GET", `/v1/events/evt_${era}-1`)).status).toBe(404);
      const headers = { "last-event-id": before[7]! };
      const { body } = await api.open("GET", "/v1/events/stream", { headers });
      const events = readEventStream(body!);
      expect((await events.next()).value).toMatchObject({ id: since[0] });
      await events.return();
    });
  }));

Deno.test("events: a cursor that was given after a restore, before anything new, stays good", () =>
  withFolder(async (folder) => {
    const [data, backup, anew] = [`${folder}/data`, `${folder}/backup`, `${folder}/anew`];
    await happening(data, 2);
    backUpInto(data, backup);
    const before = await happening(data, 3);
    await restoreAnew(backup, anew);
    await told(anew, async (api) => {
      const { json } = await api.ask("GET", `/v1/events?after=${before[4]}`);
      expect(json).toMatchObject({ data: [], has_more: false });
      const since = (await happening(anew, 1)).slice(2);
      expect(await idsBehind(api, json.next)).toEqual(since);
    });
  }));

Deno.test("events: cursors of a restored log that was lost itself are refused, and say what to do", () =>
  withFolder(async (folder) => {
    const [data, backup] = [`${folder}/data`, `${folder}/backup`];
    await happening(data, 2);
    backUpInto(data, backup);
    const before = await happening(data, 3);
    await restoreAnew(backup, `${folder}/first`);
    const first = await happening(`${folder}/first`, 2);
    // Restored from the same backup once more: what the first restore made is gone.
    await restoreAnew(backup, `${folder}/second`);
    const second = await happening(`${folder}/second`, 2);
    expect(first.slice(2).some((id) => second.includes(id))).toBe(false);
    await told(`${folder}/second`, async (api) => {
      expect(await idsBehind(api, before[4]!)).toEqual(second.slice(2));
      const headers = { "last-event-id": first[3]! };
      for (
        const answer of [
          await api.ask("GET", `/v1/events?after=${first[3]}`),
          await api.ask("GET", "/v1/events/stream", { headers }),
        ]
      ) {
        expect(answer.status).toBe(409);
        expect(answer.json.detail).toContain("Begin at an instant");
      }
      expect((await api.ask("GET", `/v1/events/${first[3]}`)).status).toBe(404);
    });
    // Restored from a backup of the first: both eras are remembered.
    backUpInto(`${folder}/first`, `${folder}/backup-of-first`);
    const lost = await happening(`${folder}/first`, 1);
    await restoreAnew(`${folder}/backup-of-first`, `${folder}/third`);
    const third = await happening(`${folder}/third`, 1);
    await told(`${folder}/third`, async (api) => {
      expect(await idsBehind(api, lost[4]!)).toEqual([third[4]]);
      expect(await idsBehind(api, before[4]!)).toEqual(third.slice(2));
    });
  }));
