/**
 * What Access Point, Incoming Point and Delivery Point share: who the provider is and the ports
 * through which it acts.
 *
 * @module
 */
import type { Runtime } from "../../actors/runtime.ts";
import type { Clock } from "../../events/instant.ts";
import type { BlobStore } from "../../events/store.ts";
import type { ProviderDirectory } from "../directory/directory.ts";
import type { DkimSigner } from "../documents/dkim/signature.ts";
import type { Signer } from "../documents/pec/seal.ts";
import type { ClockTrust } from "../ntp/watch.ts";
import type { TrustSource } from "../trust/revocation_keeper.ts";
import type { Scanner } from "../scanner/scanner.ts";
import type { Queries } from "../storage/storage.ts";
import type { DocumentSources } from "./document_sources.ts";

/** One provider at work. */
export interface Provider extends DocumentSources {
  /** Where prese in carico for this provider arrive (RFC 6109 §2.2.5). */
  readonly serviceMailbox: string;
  /** The domains whose mailboxes this provider keeps, in lower case. */
  readonly domains: ReadonlySet<string>;
  readonly directory: ProviderDirectory;
  readonly signer: Signer;
  readonly trust: TrustSource;
  readonly scanner: Scanner;
  /** Signs what leaves for ordinary recipients; null where nothing is signed. */
  readonly dkim: DkimSigner | null;
  /** Whether the clock may be believed: nothing new is accepted while it may not. */
  readonly clockTrust: () => ClockTrust;
  /** Bytes that a mailbox may hold whose account says nothing else. */
  readonly quota: number;
  readonly runtime: Runtime;
  readonly blobs: BlobStore;
  readonly queries: Queries;
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}
