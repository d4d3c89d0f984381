/**
 * Why a time stamp is not accepted.
 *
 * @module
 */
import { DerError } from "../documents/smime/der.ts";
import { SignatureFault, type SignatureFaultCode } from "../documents/smime/fault.ts";

/**
 * What is wrong with a time stamp, as a word that a program can tell apart; what it shares with
 * other signatures has their words.
 */
export type TimeStampFaultCode =
  | SignatureFaultCode
  | "refused" // the authority gave none
  | "wrong-type" // a SignedData, but not of a time stamp
  | "several-signers"
  | "other-digest" // it was made for other bytes
  | "other-nonce" // it answers another request
  | "other-policy" // not made under the policy that was asked for
  | "other-authority" // it names an authority that is not its signer
  | "implausible-time"; // not within the time that it must be from

/** A time stamp that is not accepted. */
export class TimeStampFault extends Error {
  override readonly name = "TimeStampFault";
  /** What is wrong. */
  readonly code: TimeStampFaultCode;

  constructor(code: TimeStampFaultCode, reason: string, options?: ErrorOptions) {
    super(`Cannot accept the time stamp: ${reason}`, options);
    this.code = code;
  }
}

/** Throws `error` as the fault of a time stamp that it is; as it came where it is none. */
export function throwAsFault(error: unknown): never {
  if (error instanceof DerError) {
    throw new TimeStampFault("malformed", error.message, { cause: error });
  }
  if (error instanceof SignatureFault) {
    throw new TimeStampFault(error.code, error.message, { cause: error });
  }
  throw error;
}
