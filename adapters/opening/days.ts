/**
 * Opens what closes, seals and stamps the days of the log, as the configuration says.
 *
 * @module
 */
import { LOG_KEY, type LogCommand, logDays, type LogState } from "../../actors/log.ts";
import type { Runtime } from "../../actors/runtime.ts";
import { legalDayOf } from "../../events/legal_day.ts";
import type { SmallBlob } from "../../events/rope.ts";
import type { Configuration } from "../config/configuration.ts";
import { logEffects } from "../days/effects.ts";
import type { DayPorts, Material } from "../days/ports.ts";
import { certificatesFromPem } from "../documents/smime/pem.ts";
import { formatVerifierKey } from "../merkle/note_key.ts";
import type { Provider } from "../points/provider.ts";
import { latestRestore } from "../storage/restored.ts";
import { smallBlob } from "../storage/small_blob.ts";
import type { Storage } from "../storage/storage.ts";
import type { TimeStampAuthority } from "../timestamp/client.ts";
import { timeStampTrust } from "../timestamp/verify.ts";
import type { RevocationKeeper } from "../trust/revocation_keeper.ts";
import type { OwnSigner } from "./certificates.ts";
import { directoryEdition } from "./directory.ts";
import { namingOf } from "./issuers.ts";
import { logSignerOf } from "./proof.ts";

/** The parts of a provider that its log's days are made of. */
export interface DayParts extends Pick<DayPorts, "notary" | "signal"> {
  readonly storage: Storage;
  readonly configuration: Configuration;
  readonly provider: Provider;
  readonly trust: RevocationKeeper;
  readonly signers: readonly OwnSigner[];
}

/** Who stamps the heads of the log, in the order in which they are asked. */
export async function authoritiesOf(
  { proof }: Pick<Configuration, "proof">,
): Promise<readonly TimeStampAuthority[]> {
  return await Promise.all(proof.authorities.map(async ({ url, roots, policy }) => ({
    url,
    policy,
    trust: timeStampTrust({ roots: certificatesFromPem(await Deno.readTextFile(roots)) }),
  })));
}

/**
 * Begins to close the days of the log, and puts on record in whose name and with what the provider
 * signs. While the clock is in doubt a log is not begun.
 *
 * @throws {Error} when the log was begun under another name, or with another key.
 */
export async function openDays(parts: DayParts): Promise<void> {
  const { configuration, provider, signers, storage, notary, signal } = parts;
  const { runtime, signer, clock, clockTrust, random, log } = provider;
  const ports: DayPorts = {
    ...{ runtime, signer, clock, clockTrust, random, log, storage, notary, signal },
    folder: configuration.storage.folder,
    authorities: await authoritiesOf(configuration),
    material: () => materialOf(parts),
  };
  runtime.register({ actor: logDays, perform: logEffects(ports) });
  const { issuer, hostname } = namingOf(configuration);
  const { log: begun } = await tell(runtime, { type: "name-issuer", ...issuer, hostname });
  for (const signer of signers) {
    const certificate = smallBlob(signer.signer.certificate.raw);
    const chain = signer.chain.map(smallBlob);
    const names = { certificate: certificate.sha256, chain: chain.map(({ sha256 }) => sha256) };
    await tell(runtime, { type: "enroll-signer", ...names }, [certificate, ...chain]);
  }
  const trusted = clockTrust();
  if (begun === null && !trusted.ok) {
    // Days that were counted from a wrong one on could not be taken back.
    log("log.not-begun", { reason: trusted.reason, consequence: "it is at the next start" });
    return;
  }
  const { key } = await logSignerOf(configuration);
  const restored = await latestRestore(storage.events);
  const type = restored?.event.origin === key.name ? "reopen" : "open";
  const day = legalDayOf(clock.now());
  await tell(runtime, { type, origin: key.name, key: formatVerifierKey(key), day });
}

async function tell(
  runtime: Runtime,
  command: LogCommand,
  blobs: readonly SmallBlob[] = [],
): Promise<LogState> {
  const { refusal, state } = await runtime.send(logDays, LOG_KEY, command, blobs);
  if (refusal === null) return state;
  throw new Error(
    `Cannot go on with the log: ${refusal.detail}. Put that origin and that key into [proof]: ` +
      "a log has one of each for good.",
  );
}

async function materialOf({ configuration, trust, signers }: DayParts): Promise<Material> {
  const { authorities, revocation } = trust.held();
  const stamping = await Promise.all(
    configuration.proof.authorities.map(async ({ roots }) =>
      certificatesFromPem(await Deno.readTextFile(roots))
    ),
  );
  return {
    certificates: [
      ...signers.flatMap(({ signer, chain }) => [signer.certificate.raw, ...chain]),
      ...authorities,
      ...stamping.flat(),
    ],
    revocation,
    directory: await directoryEdition(configuration),
  };
}
