/**
 * Names of folders, as requests give them.
 *
 * @module
 */
import { nameFault } from "../../../actors/mailbox_folders.ts";
import { canonicalName } from "../../../events/folders.ts";
import type { HolderMailbox } from "../../mailboxes/holder_mailbox.ts";
import type { Folder } from "../../storage/mailboxes.ts";
import { type Fault, Problem } from "../problem.ts";

/**
 * Requires that a folder can have a name, if one is given.
 *
 * @throws {Problem} invalid-content
 */
export function requireFolderName(name: string | undefined, pointer: string): void {
  const fault = name === undefined ? null : nameFault(canonicalName(name));
  if (fault === null) return;
  const detail = {
    en: `No folder can have this name: ${fault}. Choose another one`,
    it:
      "Nessuna cartella può avere questo nome: scegline uno senza parti vuote, %, * e caratteri " +
      "di controllo, non dentro INBOX, di al più 20 livelli",
  };
  throw new Problem("invalid-content", { detail, faults: [{ pointer, detail }] });
}

/**
 * The folder of a name.
 *
 * @param place where the request names it.
 * @throws {Problem} invalid-content or invalid-request where there is none.
 */
export function requireFolder(
  mailbox: HolderMailbox,
  name: string,
  place: Omit<Fault, "detail">,
): Folder {
  const folder = mailbox.folderNamed(name);
  if (folder) return folder;
  const path = `/v1/mailboxes/${mailbox.key}/folders`;
  const detail = {
    en: `There is no folder of this name. GET ${path} lists them, POST makes one`,
    it: `Non c'è una cartella con questo nome. GET ${path} le elenca, POST ne crea una`,
  };
  const type = place.pointer === undefined ? "invalid-request" : "invalid-content";
  throw new Problem(type, { detail, faults: [{ ...place, detail }] });
}
