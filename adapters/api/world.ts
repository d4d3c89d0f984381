/**
 * What the API stands on: the live provider and, beside it, the sandbox.
 *
 * @module
 */
import type { WorldMode } from "../../events/client.ts";
import type { Clock } from "../../events/instant.ts";
import type { Office } from "../evidence/parcel.ts";
import type { Connection } from "../http/connection.ts";
import type { Feed } from "../feed/feed.ts";
import type { HolderMailbox } from "../mailboxes/holder_mailbox.ts";
import type { MessageIndex } from "../mailboxes/index/message_index.ts";
import type { Issuers } from "../points/issuers.ts";
import type { Provider } from "../points/provider.ts";
import type { Operational } from "../storage/operational.ts";
import type { Storage } from "../storage/storage.ts";
import type { Trust } from "../verifier/report.ts";
import type { AuthorizationServer } from "./access/token_endpoint.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import type { Caller } from "./caller.ts";
import type { Text } from "./language.ts";

export type { Connection } from "../http/connection.ts";

/** A provider as the API uses it. */
export interface World {
  readonly mode: WorldMode;
  readonly provider: Provider;
  readonly storage: Storage;
  /** What is no fact: cursors, attempts, uploads under way. */
  readonly operational: Operational;
  readonly limits: SubmissionLimits;
  /** Where bytes of uploads under way lie. */
  readonly uploadsFolder: string;
  readonly mailboxOf: (account: string) => HolderMailbox;
  readonly index: MessageIndex;
  /** What partners are told of; somebody has to let it run. */
  readonly feed: Feed;
  /** Those who are told of it; somebody has to let them run. */
  readonly webhooks: Webhooks;
  /** Hands out evidence as of now. */
  readonly office: () => Promise<Office>;
  /** In whose name, and with which certificates, documents have been issued. */
  readonly issuers: () => Promise<Issuers>;
  /** What files of callers are verified by. */
  readonly trusted: () => Promise<Omit<Trust, "now">>;
  /** Where files are made that are handed out at once; whatever a crash leaves there is removed. */
  readonly scratchFolder: string;
  /** Only in the sandbox. */
  readonly sandbox: SandboxControl | null;
}

/** What may be submitted. */
export interface SubmissionLimits {
  readonly maxRecipients: number;
  /** Octets of one message. */
  readonly maxMessageBytes: number;
  /** Octets times recipients (RFC 6109 §3.1.1). */
  readonly maxTotalBytes: number;
}

/** What only the sandbox can do. */
export interface SandboxControl {
  readonly clock: Clock & { readonly offset: number; advance(milliseconds: number): Promise<void> };
  /** The domain of the simulated other provider. */
  readonly otherDomain: string;
  /** At the other provider; with each of them something always happens. */
  readonly recipients: readonly MagicRecipient[];
  /** Opens a mailbox unless it is there; resolves with whether there is one, or no room for it. */
  openMailbox(address: string): Promise<boolean>;
  /** Has a message come from outside to a mailbox of the sandbox. */
  receive(message: SimulatedMessage): Promise<Reception>;
}

/** What has become of a message from outside. */
export type Reception =
  /** It is on its way; with the identificativo that the other provider gave it, if it is certified. */
  | { readonly outcome: "taken"; readonly pecId: string | null }
  /** The server says why. */
  | { readonly outcome: "refused"; readonly reply: string };

/** A recipient with whom something always happens. */
export interface MagicRecipient {
  readonly address: string;
  readonly outcome: Text;
}

/** A message that comes from outside. */
export interface SimulatedMessage {
  readonly kind: "certified" | "ordinary";
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Who asks, and where it leads. */
export interface Gateway {
  /** The world of a mode; null where the sandbox is switched off. */
  world(mode: WorldMode): World | null;
  /**
   * The caller of a request.
   *
   * @throws {Problem} unauthenticated, or rate-limited after too many wrong credentials.
   */
  authenticate(request: Request, connection: Connection): Promise<Caller>;
  /** Gives access tokens. */
  readonly oauth: AuthorizationServer;
  /** Of the process itself: never the sandbox's. */
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}
