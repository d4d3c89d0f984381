/**
 * Names of mbox files: one for each folder, `Clienti%2FRossi.mbox`.
 *
 * @module
 */

/** How such a file's name ends. */
export const MBOX_SUFFIX = ".mbox";

/** What some file system takes for something else, or does not show. */
// deno-lint-ignore no-control-regex -- control characters are what is looked for
const UNSAFE = /^\.|[\0-\x1f\x7f%/\\:*?"<>|]/g;

/** The file for a folder. */
export function mboxName(folder: string): string {
  const safe = folder.replace(
    UNSAFE,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
  return `${safe}${MBOX_SUFFIX}`;
}

/** The folder of a file. */
export function folderOfMboxName(name: string): string {
  return name.slice(0, -MBOX_SUFFIX.length).replace(
    /%([0-9A-F]{2})/g,
    (_, code) => String.fromCharCode(parseInt(code, 16)),
  );
}
