/**
 * Commands as the grammar reads them (RFC 9051 §9, RFC 3501 §9, and the extensions' own rules).
 *
 * @module
 */
import type { Instant } from "../../../../events/instant.ts";

/** A command with the tag that its answer will bear. */
export interface Tagged {
  readonly tag: string;
  readonly command: Command;
}

/** The highest number of a folder, written `*`. */
export const STAR: number = Number.POSITIVE_INFINITY;

/**
 * Numbers from the lower to the higher, both included, whichever the client wrote first. The higher
 * or both may be {@linkcode STAR}; when the folder's highest number is below the lower one, the
 * range runs from there down (RFC 9051 §9, seq-range).
 */
export type NumberRange = readonly [from: number, to: number];

/** A sequence-set, or `$`: the saved result of a search (RFC 5182). */
export type SequenceSet = readonly NumberRange[] | "$";

/** Names without arguments. */
export type PlainCommand =
  | "CAPABILITY"
  | "CHECK"
  | "CLOSE"
  | "IDLE"
  | "LOGOUT"
  | "NAMESPACE"
  | "NOOP"
  | "STARTTLS"
  | "UNSELECT";

/** What a message that APPEND or REPLACE brings is to be (RFC 9051 §6.3.12). */
export interface AppendArguments {
  /** Name of the folder, decoded. */
  readonly mailbox: string;
  readonly flags: readonly string[];
  /** INTERNALDATE, or null for now. */
  readonly date: Instant | null;
  /** Whether it came as `UTF8 (…)` (RFC 6855 §4). */
  readonly utf8: boolean;
  /** Octets of the literal. */
  readonly size: number;
}

/** APPEND (RFC 9051 §6.3.12). */
export interface AppendCommand extends AppendArguments {
  readonly name: "APPEND";
}

/** REPLACE (RFC 8508). */
export interface ReplaceCommand extends AppendArguments {
  readonly name: "REPLACE";
  readonly uid: boolean;
  /** The message that is replaced; {@linkcode STAR} for the last one. */
  readonly number: number;
}

/** A command on a folder, which need not exist. */
export interface FolderCommand<Name extends string> {
  readonly name: Name;
  readonly mailbox: string;
}

/** Every command. Folder names are decoded from modified UTF-7, or UTF-8 once that is enabled. */
export type Command =
  | { readonly name: PlainCommand }
  | { readonly name: "ID"; readonly parameters: ReadonlyMap<string, string | null> }
  | { readonly name: "ENABLE"; readonly capabilities: readonly string[] }
  | { readonly name: "LOGIN"; readonly user: string; readonly password: string }
  /** `initial`: still in base64; empty for `=` (RFC 4959); null where there is none. */
  | {
    readonly name: "AUTHENTICATE";
    readonly mechanism: string;
    readonly initial: string | null;
  }
  | {
    readonly name: "SELECT" | "EXAMINE";
    readonly mailbox: string;
    readonly condstore: boolean;
    readonly qresync: Resynchronisation | null;
  }
  | FolderCommand<"CREATE">
  | FolderCommand<"DELETE">
  | FolderCommand<"SUBSCRIBE">
  | FolderCommand<"UNSUBSCRIBE">
  | FolderCommand<"GETQUOTAROOT">
  | { readonly name: "RENAME"; readonly from: string; readonly to: string }
  | ListCommand
  | { readonly name: "LSUB"; readonly reference: string; readonly pattern: string }
  | {
    readonly name: "STATUS";
    readonly mailbox: string;
    readonly items: readonly StatusItem[];
  }
  | AppendCommand
  | ReplaceCommand
  | {
    readonly name: "FETCH";
    readonly uid: boolean;
    readonly set: SequenceSet;
    readonly items: readonly FetchItem[];
    readonly changedSince: number | null;
    readonly vanished: boolean;
  }
  | {
    readonly name: "STORE";
    readonly uid: boolean;
    readonly set: SequenceSet;
    readonly mode: "add" | "remove" | "replace";
    readonly silent: boolean;
    readonly flags: readonly string[];
    readonly unchangedSince: number | null;
  }
  | {
    readonly name: "COPY" | "MOVE";
    readonly uid: boolean;
    readonly set: SequenceSet;
    readonly mailbox: string;
  }
  /** `uids`: of UID EXPUNGE (RFC 4315 §2.1); null for EXPUNGE. */
  | { readonly name: "EXPUNGE"; readonly uids: SequenceSet | null }
  | SearchCommand
  | SortCommand
  | {
    readonly name: "THREAD";
    readonly uid: boolean;
    readonly algorithm: string;
    readonly charset: string;
    readonly key: SearchKey;
  }
  | { readonly name: "GETQUOTA"; readonly root: string }
  | { readonly name: "SETQUOTA"; readonly root: string }
  | { readonly name: "COMPRESS"; readonly mechanism: string };

/** AUTHENTICATE. */
export type AuthenticateCommand = Extract<Command, { name: "AUTHENTICATE" }>;
/** SELECT and EXAMINE. */
export type SelectCommand = Extract<Command, { name: "EXAMINE" | "SELECT" }>;
/** FETCH and UID FETCH. */
export type FetchCommand = Extract<Command, { name: "FETCH" }>;
/** STORE and UID STORE. */
export type StoreCommand = Extract<Command, { name: "STORE" }>;

/** The parameter QRESYNC of SELECT (RFC 7162 §3.2.5). */
export interface Resynchronisation {
  readonly validity: number;
  readonly modseq: number;
  readonly known: SequenceSet | null;
  /** Message numbers and the UIDs that they had, in the same order. */
  readonly match: { readonly numbers: SequenceSet; readonly uids: SequenceSet } | null;
}

/** LIST with selection and return options (RFC 5258, RFC 5819, RFC 6154). */
export interface ListCommand {
  readonly name: "LIST";
  readonly reference: string;
  readonly patterns: readonly string[];
  readonly selection: readonly ("SUBSCRIBED" | "REMOTE" | "RECURSIVEMATCH" | "SPECIAL-USE")[];
  readonly returns: readonly ("SUBSCRIBED" | "CHILDREN" | "SPECIAL-USE")[];
  /** Of RETURN (STATUS (…)); null where it is not asked for. */
  readonly status: readonly StatusItem[] | null;
  /** Whether there were options or patterns in parentheses: RFC 5258's answer is due (§3). */
  readonly extended: boolean;
}

/** What STATUS tells (RFC 9051 §6.3.11, RFC 7162, RFC 7889, RFC 8474). */
export type StatusItem =
  | "APPENDLIMIT"
  | "DELETED"
  | "DELETED-STORAGE"
  | "HIGHESTMODSEQ"
  | "MAILBOXID"
  | "MESSAGES"
  | "RECENT"
  | "SIZE"
  | "UIDNEXT"
  | "UIDVALIDITY"
  | "UNSEEN";

/** The result options of SEARCH and SORT (RFC 4731, RFC 5182, RFC 5267's PARTIAL is not known). */
export type ReturnOption = "ALL" | "COUNT" | "MAX" | "MIN" | "SAVE";

/** SEARCH. `returns` is null for the old form of the answer; `RETURN ()` means ALL. */
export interface SearchCommand {
  readonly name: "SEARCH";
  readonly uid: boolean;
  readonly returns: readonly ReturnOption[] | null;
  /** In upper case; UTF-8 or US-ASCII, others are left to the session to refuse. */
  readonly charset: string;
  readonly key: SearchKey;
}

/** SORT (RFC 5256). */
export interface SortCommand extends Omit<SearchCommand, "name"> {
  readonly name: "SORT";
  readonly criteria: readonly { readonly by: SortKey; readonly reverse: boolean }[];
}

/** What SORT orders by. */
export type SortKey = "ARRIVAL" | "CC" | "DATE" | "FROM" | "SIZE" | "SUBJECT" | "TO";

/** A search key (RFC 9051 §6.4.4). Texts are Unicode; dates are days since 1970-01-01. */
export type SearchKey =
  | { readonly key: "ALL" }
  | { readonly key: "AND"; readonly keys: readonly SearchKey[] }
  | { readonly key: "OR"; readonly one: SearchKey; readonly other: SearchKey }
  | { readonly key: "NOT"; readonly of: SearchKey }
  /** ANSWERED, UNSEEN, KEYWORD …: the flag, and whether it must be set. NEW, OLD, RECENT: RECENT. */
  | { readonly key: "FLAG"; readonly flag: string; readonly set: boolean }
  | { readonly key: "RECENT"; readonly recent: boolean }
  /** BCC, CC, FROM, SUBJECT, TO and HEADER: a field's name in lower case. */
  | { readonly key: "HEADER"; readonly field: string; readonly text: string }
  | { readonly key: "BODY" | "TEXT"; readonly text: string }
  | { readonly key: "BEFORE" | "ON" | "SINCE"; readonly day: number }
  | { readonly key: "SENTBEFORE" | "SENTON" | "SENTSINCE"; readonly day: number }
  | { readonly key: "SAVEDBEFORE" | "SAVEDON" | "SAVEDSINCE"; readonly day: number }
  | { readonly key: "SAVEDATESUPPORTED" }
  | { readonly key: "LARGER" | "SMALLER"; readonly size: number }
  /** OLDER, YOUNGER (RFC 5032). */
  | { readonly key: "OLDER" | "YOUNGER"; readonly seconds: number }
  | { readonly key: "NUMBERS" | "UID"; readonly set: SequenceSet }
  | { readonly key: "MODSEQ"; readonly modseq: number }
  | { readonly key: "EMAILID" | "THREADID"; readonly id: string };

/** What FETCH tells. Macros come as the items that they stand for. */
export type FetchItem =
  | {
    readonly item:
      | "BODY"
      | "BODYSTRUCTURE"
      | "EMAILID"
      | "ENVELOPE"
      | "FLAGS"
      | "INTERNALDATE"
      | "MODSEQ"
      | "RFC822"
      | "RFC822.HEADER"
      | "RFC822.SIZE"
      | "RFC822.TEXT"
      | "SAVEDATE"
      | "THREADID"
      | "UID";
  }
  | { readonly item: "PREVIEW"; readonly lazy: boolean }
  | {
    readonly item: "BODY[]";
    readonly section: Section;
    readonly peek: boolean;
    readonly partial: Partial | null;
  }
  | {
    readonly item: "BINARY[]";
    readonly part: readonly number[];
    readonly peek: boolean;
    readonly partial: Partial | null;
  }
  | { readonly item: "BINARY.SIZE[]"; readonly part: readonly number[] };

/** `<offset.length>` (RFC 9051 §6.4.5). */
export interface Partial {
  readonly offset: number;
  readonly length: number;
}

/** The section of BODY[section]. */
export interface Section {
  /** `2.1` is [2, 1]; empty for the message itself. */
  readonly part: readonly number[];
  /** Null for the whole part. */
  readonly text: SectionText | null;
  /** As written between the brackets, for the answer; field names and all. */
  readonly written: string;
}

/** What of a part. */
export type SectionText =
  | { readonly of: "HEADER" | "MIME" | "TEXT" }
  | {
    readonly of: "HEADER.FIELDS" | "HEADER.FIELDS.NOT";
    /** In lower case. */
    readonly fields: readonly string[];
  };
