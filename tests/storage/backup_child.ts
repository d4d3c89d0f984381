/**
 * A process that backs up or restores. It says `begun` once it is about to, and `done` at the end.
 *
 * Arguments: `backup` or `restore`, the folder to read, the folder to write.
 *
 * @module
 */
import { backUpInto, restoreInto } from "./backup_bench.ts";

const [what, from, to] = Deno.args;
console.log("begun");
if (what === "backup") backUpInto(from!, to!);
else await restoreInto(from!, to!);
console.log("done");
