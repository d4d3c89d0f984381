/**
 * Opens what hands out evidence, as the configuration says.
 *
 * @module
 */
import type { Clock } from "../../events/instant.ts";
import type { Configuration } from "../config/configuration.ts";
import { parseDirectory } from "../directory/directory.ts";
import type { Material } from "../evidence/material.ts";
import type { Office, Watcher } from "../evidence/parcel.ts";
import { renderDocuments } from "../evidence/render.ts";
import { logFiles } from "../notary/log_folder.ts";
import type { Notary } from "../notary/notary.ts";
import { proofsAt } from "../notary/proofs.ts";
import { Structures } from "../points/structures.ts";
import type { Storage } from "../storage/storage.ts";
import { requireValid, signerAt } from "../trust/rolling_signer.ts";
import { openTrust, signersOf } from "./certificates.ts";
import { directoryEdition } from "./directory.ts";
import { namingOf, openIssuers } from "./issuers.ts";
import type { Log } from "./log.ts";
import { logSignerOf, openNotary } from "./proof.ts";

/**
 * An office that knows all events of now: those that no head covers yet are covered by a new one.
 *
 * @param watcher is told what is left out, and why.
 * @param serving signs the heads of the log; absent where nobody does so in this process.
 * @throws {LogFault} when the log is not as it was signed.
 * @throws {SigningCertificateError} when the certificate of today is not valid: nobody would accept
 *   what is handed out.
 * @throws {Error} while the log is empty.
 */
export async function openOffice(
  configuration: Configuration,
  storage: Storage,
  clock: Clock,
  watcher: Watcher,
  serving?: Notary,
): Promise<Office> {
  const signers = await signersOf(configuration);
  requireValid(signers, clock.now());
  await storage.projected();
  const notary = serving ?? await openNotary(configuration, storage, clock, SILENT);
  const head = await notary.advance();
  if (head === null) throw new Error("Cannot hand anything out: nothing has happened yet");
  const sources = {
    issuers: await openIssuers(configuration, storage),
    blobs: storage.blobs,
    structures: new Structures(storage.blobs),
  };
  const now = clock.now();
  return {
    ...namingOf(configuration),
    storage,
    head,
    proofs: proofsAt(logFiles(configuration.storage.folder), head),
    logKey: (await logSignerOf(configuration)).key,
    sign: async (digest, at) => (await signerAt(signers, at).signer.sign(digest, at)).signedData,
    render: (facts) => renderDocuments(sources, facts, watcher.note),
    known: () => knownNow(configuration, clock),
    now,
    watcher,
  };
}

/** What signatures are judged by today; nothing is fetched for it. */
async function knownNow(configuration: Configuration, clock: Clock): Promise<Material> {
  const ldif = await directoryEdition(configuration);
  const { directory } = parseDirectory(new TextDecoder().decode(ldif));
  const trust = await openTrust(configuration, directory, clock, SILENT);
  const { authorities, revocation } = trust.held();
  return { certificates: authorities, revocation, directory: ldif };
}

/** What cannot be read is left out, and was alarmed when it was fetched. */
const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };
