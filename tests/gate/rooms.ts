/**
 * Who may import whom: events/ nothing of the project, actors/ events/, an adapter what lies
 * below it, main.ts everything; nobody tests/ or main.ts. What an offline verifier stands on shares
 * nothing with the engine.
 *
 * @module
 */
import { isTest } from "./project.ts";

/** The adapters' rooms, the ground floor first. Rooms on one floor don't know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ["adapters/clock.ts", "adapters/gate.ts", "adapters/merkle", "adapters/client"],
  ["adapters/documents", "adapters/storage", "adapters/net"],
  [
    "adapters/keys",
    "adapters/dns",
    "adapters/ntp",
    "adapters/directory",
    "adapters/accounts",
    "adapters/config",
    "adapters/scanner",
    "adapters/trust",
    "adapters/timestamp",
    "adapters/mailboxes",
    "adapters/feed",
    "adapters/notary",
  ],
  [
    "adapters/smtp",
    "adapters/imap",
    "adapters/pop3",
    "adapters/http",
    "adapters/verifier",
    "adapters/webhooks",
  ],
  ["adapters/points", "adapters/days"],
  ["adapters/evidence", "adapters/audit"],
  ["adapters/api"],
  ["adapters/opening"],
  ["adapters/sandbox"],
  ["adapters/console", "adapters/pec", "adapters/verifier_page"],
];

/**
 * The same within adapters/documents: an entity of MIME, then signed, then a document of PEC, then
 * what IMAP tells of any of them.
 */
const DOCUMENT_FLOORS: readonly (readonly string[])[] = [
  ["adapters/documents/mime"],
  ["adapters/documents/smime"],
  ["adapters/documents/pec", "adapters/documents/dkim"],
  ["adapters/documents/imap"],
];

/**
 * Rooms that import nothing of the project: a verifier's verdict owes nothing to what it judges, and
 * partners take the client without the engine.
 */
const STANDALONE: readonly string[] = ["adapters/merkle", "adapters/client"];

/** What the offline verifier may import: not even a type of the engine whose word it checks. */
const VERIFIER = "adapters/verifier";
const VERIFIER_GROUNDS: readonly string[] = [
  VERIFIER,
  "adapters/documents",
  "adapters/merkle",
  "adapters/timestamp",
];

/** Programs of partners. */
const EXAMPLES = "docs/examples";
/** What partners have: the examples show that nothing else is needed. */
const PARTNERS_GROUNDS: readonly string[] = ["adapters/client", ...VERIFIER_GROUNDS];

/** Packages that define data and do nothing: allowed where nothing may be done. */
const PURE_PACKAGES: readonly string[] = ["zod"];

/** Why `from` may not import the project's file `to`; undefined when it may. Both are places. */
export function importFault(from: string, to: string): string | undefined {
  if (isTest(from)) return undefined;
  if (isTest(to)) return "tests/ is imported by nothing but tests";
  if (to === "main.ts") return "main.ts is imported by nothing but tests";
  if (from === "main.ts") return undefined;
  if (isIn(from, "events")) return isIn(to, "events") ? undefined : "events/ stands alone";
  if (isIn(from, "actors")) {
    return isIn(to, "actors") || isIn(to, "events") ? undefined : "actors/ imports events/ alone";
  }
  const alone = STANDALONE.find((room) => isIn(from, room));
  if (alone) return isIn(to, alone) ? undefined : `${alone}/ stands alone`;
  if (isIn(from, VERIFIER)) {
    const allowed = VERIFIER_GROUNDS.some((room) => isIn(to, room));
    return allowed ? undefined : `${VERIFIER}/ imports ${VERIFIER_GROUNDS.slice(1).join(", ")}`;
  }
  if (isIn(from, EXAMPLES)) {
    const allowed = [EXAMPLES, ...PARTNERS_GROUNDS].some((room) => isIn(to, room));
    return allowed ? undefined : `${EXAMPLES}/ imports ${PARTNERS_GROUNDS.join(", ")}`;
  }
  if (!isIn(from, "adapters")) return "this file stands in no room of the house";
  if (isIn(to, "events") || isIn(to, "actors")) return undefined;
  return isIn(from, "adapters/documents") && isIn(to, "adapters/documents")
    ? floorFault(from, to, DOCUMENT_FLOORS)
    : floorFault(from, to, FLOORS);
}

/** Why `from` may not import a package or a built-in module; undefined when it may. */
export function packageFault(from: string, specifier: string): string | undefined {
  if (/^(?:https?|jsr|npm|data|blob):/.test(specifier)) {
    return "dependencies are named in deno.json, and imported by their bare names";
  }
  if (!isPure(from) || PURE_PACKAGES.includes(specifier)) return undefined;
  return `${from.split("/")[0]}/ imports no package but ${PURE_PACKAGES.join(", ")}`;
}

/** Whether a place is one of the rooms in which nothing touches the world. */
export function isPure(place: string): boolean {
  return isIn(place, "events") || isIn(place, "actors");
}

function floorFault(
  from: string,
  to: string,
  floors: readonly (readonly string[])[],
): string | undefined {
  const here = standing(from, floors);
  const there = standing(to, floors);
  if (!here || !there) {
    return `${here ? to : from} stands on no floor: give its room one in tests/gate/rooms.ts`;
  }
  if (here.room === there.room || there.floor < here.floor) return undefined;
  return `${there.room} does not lie below ${here.room}`;
}

function standing(
  place: string,
  floors: readonly (readonly string[])[],
): { readonly floor: number; readonly room: string } | undefined {
  for (const [floor, rooms] of floors.entries()) {
    const room = rooms.find((room) => isIn(place, room));
    if (room) return { floor, room };
  }
  return undefined;
}

function isIn(place: string, room: string): boolean {
  return place === room || place.startsWith(`${room}/`);
}
