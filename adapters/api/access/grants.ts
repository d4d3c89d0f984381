/**
 * What a caller may give to others: never more than it has itself.
 *
 * @module
 */
import type { Grant } from "../../../actors/client.ts";
import { liesIn } from "../../accounts/app_passwords.ts";
import type { Credential } from "../../storage/clients.ts";
import { type Caller, mayUse } from "../caller.ts";
import { type Fault, Problem } from "../problem.ts";
import { textOfInstant } from "../schemas.ts";

/** What a credential is to be good for, without its name. */
export type Rights = Pick<Grant, "scopes" | "mailboxes" | "networks" | "expires">;

/**
 * Requires that a caller may do all that a credential is to be good for, from wherever and for as
 * long as that works. A token may do less than the credential behind it: that is what counts.
 *
 * @param own the credential behind the caller.
 * @throws {Problem} forbidden, with what is too much.
 */
export function requireCovered(caller: Caller, own: Credential, rights: Rights): void {
  const faults = [
    ...rights.scopes.flatMap((scope, index): Fault[] =>
      caller.scopes.has(scope) ? [] : [{
        pointer: `/scopes/${index}`,
        detail: { en: `You do not have ${scope} yourself`, it: `Tu stesso non hai ${scope}` },
      }]
    ),
    ...rights.mailboxes.flatMap((mailbox, index): Fault[] =>
      mayUse(caller, mailbox) ? [] : [{
        pointer: `/mailboxes/${index}`,
        detail: {
          en: `You are not bound to ${mailbox} yourself`,
          it: `Tu stesso non sei legato a ${mailbox}`,
        },
      }]
    ),
    ...networkFaults(own, rights),
    ...expiryFaults(own, rights),
  ];
  if (faults.length === 0) return;
  throw new Problem("forbidden", {
    detail: {
      en: "No credential may have more rights than the one that makes or changes it: see errors. " +
        "The provider can",
      it: "Nessuna credenziale può avere più diritti di quella che la crea o la cambia: vedi " +
        "errors. Il gestore può farlo",
    },
    faults,
  });
}

function networkFaults({ networks: own }: Credential, { networks }: Rights): Fault[] {
  if (own === null || networks?.every((network) => isWithin(network, own))) return [];
  const list = own.join(", ");
  return [{
    pointer: "/networks",
    detail: {
      en: `You are bound to ${list}: name networks within these`,
      it: `Tu sei legato a ${list}: indica reti comprese in queste`,
    },
  }];
}

function expiryFaults({ expires: own }: Credential, { expires }: Rights): Fault[] {
  if (own === null || (expires !== undefined && expires <= own)) return [];
  const end = textOfInstant(own);
  return [{
    pointer: "/expires_at",
    detail: {
      en: `You work until ${end} yourself: name that or an earlier instant`,
      it: `Tu stesso vali fino al ${end}: indica quell'istante o uno precedente`,
    },
  }];
}

/** Whether all of a network lies in one of some networks. */
export function isWithin(network: string, others: readonly string[]): boolean {
  const [base = "", prefix] = network.split("/");
  return others.some((other) => {
    const [otherBase = "", otherPrefix] = other.split("/");
    // The prefixes of the two families don't compare.
    return base.includes(":") === otherBase.includes(":") &&
      Number(prefix) >= Number(otherPrefix) && liesIn(base, [other]);
  });
}
