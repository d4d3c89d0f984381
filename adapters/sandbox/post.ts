/**
 * The post between the two providers of the sandbox. It takes the place of SMTP, and plays the
 * tricks that magic recipients stand for.
 *
 * @module
 */
import { HOUR } from "../../events/instant.ts";
import type { Provider } from "../points/provider.ts";
import { forAll, ownVerdict, type RecipientOutcome, type Verdict } from "../smtp/client/outcome.ts";
import type { Relay } from "../smtp/client/relay.ts";
import { withTricks } from "./broken_receipts.ts";
import { handOver, type Letter } from "./hand_over.ts";
import { OTHER_DOMAIN, OWN_DOMAIN } from "./layout.ts";
import { type Trick, trickFor } from "./magic_recipients.ts";
import type { SandboxMailboxes } from "./mailboxes.ts";
import type { Parcels } from "./parcels.ts";
import { suspiciousScanner } from "./scanner.ts";

/** How long a late message is on its way: past the notice of 12 hours. */
const LATE = 13 * HOUR;

const TAKEN: Verdict = { outcome: "taken", code: 250, enhanced: "2.0.0", text: "Ok: taken" };
const REFUSED = ownVerdict("refused", "5.7.1", "The recipient is refused");
const CROWDED = ownVerdict("deferred", "4.3.2", "Too many messages are on their way");

/** What the post stands between. */
export interface PostParts {
  readonly own: () => Provider;
  readonly other: () => Provider;
  /** Of the other provider. */
  readonly mailboxes: () => SandboxMailboxes;
  readonly parcels: Parcels;
}

/** From the partners' provider to the other one, and to ordinary mail. */
export function outwardPost(parts: PostParts): Relay {
  return relayTo(OTHER_DOMAIN, async (letter) => {
    // Receipts: tricks are played with messages alone.
    if (letter.sender === "") return await handOver(parts.other(), letter);
    const outcomes: RecipientOutcome[] = [];
    const tricks = [...Map.groupBy(letter.recipients, trickFor)];
    for (
      const [trick, recipients] of tricks.toSorted(([one], [other]) => last(one) - last(other))
    ) {
      outcomes.push(...await play(parts, trick, { ...letter, recipients }));
    }
    return letter.recipients.map((one) => outcomes.find(({ recipient }) => recipient === one)!);
  });
}

/** From the other provider to the partners' one. */
export function homewardPost({ own }: PostParts): Relay {
  return relayTo(
    OWN_DOMAIN,
    async (letter) => await handOver(own(), await withTricks(own(), letter)),
  );
}

/** Hands over what goes to a domain; whatever goes elsewhere is taken and dropped. */
function relayTo(domain: string, deliver: (letter: Letter) => Promise<RecipientOutcome[]>): Relay {
  return {
    async relay(asked, letter) {
      const recipients = asked === domain
        ? await deliver(letter)
        : forAll(letter.recipients, TAKEN);
      return { hop: `mail.${asked}`, recipients };
    },
    close: () => Promise.resolve(),
  };
}

/** A virus keeps an envelope from everybody who does not have it yet: it comes last. */
function last(trick: Trick): number {
  return trick === "infected" ? 1 : 0;
}

async function play(
  { other, mailboxes, parcels }: PostParts,
  trick: Trick,
  letter: Letter,
): Promise<RecipientOutcome[]> {
  const provider = other();
  // Where no more mailboxes are made, the recipients are unknown.
  const open = async (quota?: number) => {
    for (const recipient of letter.recipients) await mailboxes().open(recipient, quota);
  };
  switch (trick) {
    case "refuse":
      return forAll(letter.recipients, REFUSED);
    case "lost":
      return forAll(letter.recipients, TAKEN);
    case "late":
      if (parcels.full) return forAll(letter.recipients, CROWDED);
      await open();
      await parcels.keep(letter, provider.clock.now() + LATE);
      return forAll(letter.recipients, TAKEN);
    case "unknown":
      return await handOver(provider, letter);
    case "full":
      await open(1);
      return await handOver(provider, letter);
    case "infected":
      // See `last`.
      await provider.runtime.settled();
      return await handOver({ ...provider, scanner: suspiciousScanner }, letter);
    case "deliver":
    case "break-receipts":
      await open();
      return await handOver(provider, letter);
  }
}
