/**
 * Where programs that fetch mail put it: one file for each message.
 *
 * @module
 */
import { join } from "node:path";
import { type Desk, digestOf } from "./desk.ts";

/** The folder of the files, within the desk's home. */
export const INTO = "fetched";

/** A delivery agent: the message comes on its standard input. */
export const AGENT = `#!/bin/sh
cat > "$(mktemp ${INTO}/XXXXXXXX)"
`;

/** Lays an agent out; resolves with its path. */
export async function layOutAgent(desk: Desk, agent: string = AGENT): Promise<string> {
  await Deno.mkdir(join(desk.home, INTO), { recursive: true });
  return await desk.write("agent", agent, 0o700);
}

/** Digests of the messages that have been delivered, sorted; then there are none any more. */
export async function takeDelivered(desk: Desk): Promise<string[]> {
  const folder = join(desk.home, INTO);
  const files = await Array.fromAsync(Deno.readDir(folder));
  const contents = await Promise.all(files.map(({ name }) => Deno.readFile(join(folder, name))));
  await Deno.remove(folder, { recursive: true });
  return contents.map(digestOf).sort();
}
