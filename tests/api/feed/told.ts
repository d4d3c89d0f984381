/**
 * Facts for the feed to tell, without the work that they come from.
 *
 * @module
 */
import type { World } from "../../../adapters/api/world.ts";
import type { AnyEvent } from "../../../events/definition.ts";

/** A message that has come into a mailbox, as many times as said; resolves when the feed has it. */
export async function received(
  { storage }: Pick<World, "storage">,
  mailbox: string,
  times = 1,
): Promise<void> {
  const stream = `mailbox-${mailbox}`;
  let version = (await storage.events.readStream(stream, 0, 100_000)).at(-1)?.version ?? 0;
  const events = Array.from({ length: times }, () => {
    version++;
    return {
      type: "mailbox.stored",
      at: Date.UTC(2026, 10, 22, 8) + version,
      entry: `${mailbox} ${version}`,
      uid: version,
      folder: 1,
      content: [],
      size: 1,
      kind: "posta-certificata",
      pecId: "x@beta.example",
      messageId: "<x@beta.example>",
      subject: "Avviso",
      flags: [],
    } as AnyEvent;
  });
  const expectedVersion = version - times;
  await storage.events.append({ stream, expectedVersion, events, wake: null });
  await storage.projected();
}
