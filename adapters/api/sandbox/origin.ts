/**
 * From whom a message may come into the sandbox.
 *
 * @module
 */
import { domainOf } from "../../../events/address.ts";
import { isMailbox } from "../../documents/mime/addresses.ts";
import { Problem } from "../problem.ts";
import type { SandboxControl, SimulatedMessage } from "../world.ts";

/** RFC 6761 §6.5: nobody's. */
const ORDINARY = "mittente@esterno.example";

/**
 * The sender of a message of a kind.
 *
 * @throws {Problem} where no such message comes from there.
 */
export function originOf(
  { otherDomain }: SandboxControl,
  ownDomain: string,
  kind: SimulatedMessage["kind"],
  from: string | undefined,
): string {
  if (from === undefined) return kind === "certified" ? `delivered@${otherDomain}` : ORDINARY;
  const domain = domainOf(from);
  const fits = kind === "certified"
    ? domain === otherDomain
    : domain !== otherDomain && domain !== ownDomain;
  if (fits && isMailbox(from)) return from;
  const detail = kind === "certified"
    ? {
      en: `Certified messages come from ${otherDomain}: give an address there`,
      it: `I messaggi certificati arrivano da ${otherDomain}: indica un indirizzo di quel dominio`,
    }
    : {
      en: `Ordinary mail comes from elsewhere: give an address outside ${otherDomain} and ` +
        ownDomain,
      it: `La posta ordinaria arriva da fuori: indica un indirizzo esterno a ${otherDomain} e ` +
        ownDomain,
    };
  throw new Problem("invalid-content", { detail, faults: [{ pointer: "/from", detail }] });
}
