/**
 * Says what would become of a message. Nothing of it is recorded.
 *
 * @module
 */
import { domainOf } from "../../../events/address.ts";
import { derivedPecId } from "../../points/pec_id.ts";
import { requireOpenAccount } from "../access/open_account.ts";
import { type Caller, requireMailbox } from "../caller.ts";
import type { Language } from "../language.ts";
import { type Fault, MOST_FAULTS, Problem } from "../problem.ts";
import type { World } from "../world.ts";
import { addressOf, recipientsOf } from "./draft.ts";
import { type Examined, examineDraft, examineRaw } from "./examined.ts";
import type { DryRun, MessageDraft } from "./schemas.ts";
import type { RawMessage } from "./send.ts";
import { virusFaults } from "./virus.ts";

/**
 * What would become of a draft.
 *
 * @throws {Problem} where it cannot be said.
 */
export async function dryRunDraft(
  world: World,
  caller: Caller,
  said: MessageDraft,
  language: Language,
): Promise<DryRun> {
  const account = addressOf(said.from);
  requireMailbox(caller, account);
  await requireOpenAccount(world, account);
  // Its length is that of any other.
  const pecId = derivedPecId(world.provider.issuer.domain, account, "dry run");
  const examined = await faultsAsToldBy(
    () => examineDraft(world, caller, said, pecId),
    { account, sender: account, recipients: recipientsOf(said) },
  );
  return await reportOf(world, examined, language);
}

/**
 * What would become of a message that a partner has made itself.
 *
 * @throws {Problem} where it cannot be said.
 */
export async function dryRunRaw(
  world: World,
  caller: Caller,
  { mailbox, octets }: RawMessage,
  language: Language,
): Promise<DryRun> {
  requireMailbox(caller, mailbox);
  await requireOpenAccount(world, mailbox);
  const examined = await faultsAsToldBy(
    () => examineRaw(world, mailbox, octets),
    { account: mailbox, sender: mailbox, recipients: [] },
  );
  return await reportOf(world, examined, language);
}

/** What ends an examination before its time is a fault like any other. */
async function faultsAsToldBy(
  examine: () => Promise<Examined>,
  envelope: Examined["envelope"],
): Promise<Examined> {
  try {
    return await examine();
  } catch (error) {
    if (!(error instanceof Problem) || error.type !== "invalid-content") throw error;
    const { faults = [{ detail: error.details.detail }] } = error.details;
    return { envelope, size: 0, faults, content: null };
  }
}

async function reportOf(
  world: World,
  { envelope, size, faults, content }: Examined,
  language: Language,
): Promise<DryRun> {
  const { provider, limits: { maxTotalBytes } } = world;
  const all = [...faults, ...(content === null ? [] : await virusFaults(world, content))];
  const recipients = envelope.recipients.map((address) => {
    const known = provider.directory.providerOfDomain(domainOf(address));
    return { address, certified: known !== undefined, provider: known?.name ?? null };
  });
  const spent = size * recipients.length;
  return {
    would_be_accepted: all.length === 0,
    faults: all.slice(0, MOST_FAULTS).map((fault) => told(fault, language)),
    recipients,
    size,
    budget: {
      size_times_recipients: spent,
      limit: maxTotalBytes,
      remaining: Math.max(0, maxTotalBytes - spent),
    },
    warnings: recipients.filter(({ certified }) => !certified).map(({ address }) => ({
      address,
      detail: EXTERNAL[language],
    })),
  };
}

function told({ pointer, header, detail }: Fault, language: Language): DryRun["faults"][number] {
  return {
    ...(pointer === undefined ? {} : { pointer }),
    ...(header === undefined ? {} : { header }),
    detail: detail[language],
  };
}

const EXTERNAL = {
  en: "This is no certified mailbox: no delivery receipt will come, and delivery is not certified",
  it: "Non è una casella certificata: non arriverà ricevuta di consegna, e la consegna non è " +
    "certificata",
};
