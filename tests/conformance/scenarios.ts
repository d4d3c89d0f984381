/**
 * Short names for the tests that show the rules.
 *
 * @module
 */
import type { Scenario } from "./rule.ts";

/** A scenario of one file: a test, perhaps one of its steps. */
export type Named = (test: string, step?: string) => Scenario;

/** The scenarios of a test file, named without `tests/` and `_test.ts`. */
export function testsIn(file: string): Named {
  return (test, step) => ({ file: `tests/${file}_test.ts`, test, ...step && { step } });
}

/** The same for flows, whose tests begin with `flow: `. */
export function flowsIn(file: string): Named {
  const named = testsIn(`flows/${file}`);
  return (test, step) => named(`flow: ${test}`, step);
}

export const transaction: Named = flowsIn("transaction");
export const refusals: Named = flowsIn("refusals");
export const relaying: Named = flowsIn("relaying");
export const virus: Named = flowsIn("virus");
export const more: Named = flowsIn("conformance");
export const publication: Named = flowsIn("publication");
export const realEnvelope: Named = testsIn("flows/real_envelope");
export const anomaly: Named = testsIn("documents/pec/anomaly_envelope");
export const daticert: Named = testsIn("documents/pec/daticert");
export const delivery: Named = testsIn("documents/pec/delivery_receipt");
export const inspect: Named = testsIn("documents/pec/inspect");
export const notices: Named = testsIn("documents/pec/notices");
export const romeTime: Named = testsIn("documents/pec/rome_time");
export const seal: Named = testsIn("documents/pec/seal");
export const timeoutNotice: Named = testsIn("documents/pec/timeout_notice");
export const toOrCc: Named = testsIn("documents/pec/to_or_cc");
export const envelope: Named = testsIn("documents/pec/transport_envelope");
export const virusNotices: Named = testsIn("documents/pec/virus_notices");
export const readiness: Named = testsIn("points/readiness");
export const certificate: Named = testsIn("documents/smime/certificate");
export const crl: Named = testsIn("documents/smime/crl");
export const signingKey: Named = testsIn("keys/signing_key");
export const overdue: Named = testsIn("actors/overdue");
export const custody: Named = testsIn("actors/custody");
export const retention: Named = testsIn("console/retention");
export const days: Named = testsIn("days/sealing");
export const incoming: Named = testsIn("actors/incoming");
export const dialogues: Named = testsIn("smtp/server/dialogues");
export const revocation: Named = testsIn("trust/revocation_keeper");
export const directory: Named = testsIn("directory/directory");
export const signedDirectory: Named = testsIn("directory/signed_directory");
export const keeper: Named = testsIn("directory/keeper");

export const BETWEEN = "a transaction between two providers";
export const EACH_RECEIPT = "recipients of both providers, in To and Cc, with each kind of receipt";
export const FORMAL = "every formal fault gets its avviso di non accettazione";
export const IN_SMTP = "what the Access Point answers in SMTP leaves no trace";
export const CERTIFIED_ALONE = "the Incoming Point takes certified mail alone";
export const SIGNED_WRONGLY = "what a provider has signed wrongly comes in an anomaly envelope";
export const ORDINARY = "ordinary mail goes where the holder wants it";
export const ONE_INSTANT = "one instant for all that is said of an operation, in legal time";
export const SHAPE = "the shape of every document";
export const PEC_ID = "the identificativo";
export const EXTERNAL = "an external recipient is called so, and takes part in no receipts";
export const SERVICE = "the service mailbox is for two kinds of notices, the holders' for the rest";
export const LOG = "the log holds all that RFC 6109 §2.3 asks for";
export const UNCHANGED = "what is delivered is what arrived, and only envelopes get receipts";
export const VIRUSES = "each recipient of a virus is told of; ordinary mail with one is stopped " +
  "(needs clamd)";
export const VIRUS_OUT = "a virus is not accepted, and goes to special storage (needs clamd)";
export const VIRUS_IN = "a virus in an envelope is told to the provider, and by it to the sender " +
  "(needs clamd)";
export const DAY = "what nobody has taken for 24 hours comes back, after two notices";
export const VIRUS_FORM = "header, text, the same in HTML, daticert.xml, and no other part";
export const CLEAR =
  "certified mail waits for TLS; ordinary mail goes without, and no timer runs for it";
export const VERIFIED =
  "certified mail is for a host that proves who it is, and waits for it elsewhere";
