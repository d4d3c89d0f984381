/**
 * What the days of the log are closed, sealed and stamped with.
 *
 * @module
 */
import type { Runtime } from "../../actors/runtime.ts";
import type { Clock } from "../../events/instant.ts";
import type { Signer } from "../documents/pec/seal.ts";
import type { Notary } from "../notary/notary.ts";
import type { ClockTrust } from "../ntp/watch.ts";
import type { Storage } from "../storage/storage.ts";
import type { TimeStampAuthority } from "../timestamp/client.ts";

/** What signatures are judged by at the moment. */
export interface Material {
  /** Of the provider, of its authorities and of those for time stamps, DER. */
  readonly certificates: readonly Uint8Array[];
  /** Lists (RFC 5280 §5) and answers (RFC 6960), DER. */
  readonly revocation: readonly Uint8Array[];
  /** The edition of the providers' directory, LDIF; null where there is none. */
  readonly directory: Uint8Array | null;
}

/** The world around the log's own actor. */
export interface DayPorts {
  readonly runtime: Runtime;
  readonly storage: Pick<Storage, "log" | "trace" | "blobs" | "projected">;
  /** The storage's data folder. */
  readonly folder: string;
  readonly notary: Pick<Notary, "advance">;
  readonly signer: Signer;
  /** In the order in which they are asked; none where there are to be no time stamps. */
  readonly authorities: readonly TimeStampAuthority[];
  readonly material: () => Promise<Material>;
  readonly clock: Clock;
  /** No day is closed by a clock that may not be believed. */
  readonly clockTrust: () => ClockTrust;
  readonly random: (length: number) => Uint8Array;
  /** Raises alarms. */
  readonly log: (event: string, fields: Record<string, unknown>) => void;
  /** Aborts what is asked of others when the provider stops. */
  readonly signal: AbortSignal;
}
