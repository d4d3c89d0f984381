/**
 * What every command of `pec` is given.
 *
 * @module
 */
import type { PartnerApi } from "../client/client.ts";
import type { Output } from "./output.ts";
import type { Environment } from "./settings.ts";

/** A run of `pec`. */
export interface Session {
  readonly environment: Environment;
  /** The API of the settings. Rejects with the remedy where there are none. */
  api(): Promise<PartnerApi>;
  readonly output: Output;
  /** Asks a person, who may answer nothing; null where nobody is there to be asked. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** The key, which is not shown where it is typed; empty where none is given. */
  askKey(): Promise<string>;
  readonly now: () => number;
  readonly uuid: () => string;
  /** Aborts when the user wants to end. Until it is asked for, that ends the process. */
  interrupted(): AbortSignal;
}
