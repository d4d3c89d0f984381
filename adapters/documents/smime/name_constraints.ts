/**
 * Name constraints: for which names an authority may speak (RFC 5280 §4.2.1.10).
 *
 * @module
 */
import type { Certificate } from "./certificate.ts";
import type { NameConstraints } from "./extensions.ts";
import { SignatureFault } from "./fault.ts";
import type { GeneralName } from "./general_names.ts";
import { startsWithName } from "./name.ts";
import { OID } from "./oids.ts";

/** Kinds of names whose subtrees are known here; a constraint on any other kind refuses it whole. */
const COMPARED: ReadonlySet<GeneralName["kind"]> = new Set([
  "rfc822Name",
  "dNSName",
  "directoryName",
]);

/**
 * Checks the names of a certificate against the constraints of an authority above it.
 *
 * @throws {SignatureFault} `name-constraints`
 */
export function requirePermitted(certificate: Certificate, constraints: NameConstraints): void {
  for (const name of namesOf(certificate)) {
    const excluded = constraints.excluded.filter((base) => sameKind(base, name));
    const permitted = constraints.permitted.filter((base) => sameKind(base, name));
    if (
      excluded.some((base) => !COMPARED.has(name.kind) || within(name, base)) ||
      (permitted.length > 0 && !permitted.some((base) => within(name, base)))
    ) {
      throw new SignatureFault("name-constraints", `the issuer may not certify ${show(name)}`);
    }
  }
}

/** All names that constraints apply to: the subject, its e-mail addresses, subjectAltName. */
function namesOf(certificate: Certificate): readonly GeneralName[] {
  const { subject, extensions } = certificate;
  const names: GeneralName[] = [...extensions.subjectAltName];
  if (subject.keys.length > 0) names.push({ kind: "directoryName", name: subject });
  for (const { type, value } of subject.attributes) {
    if (type === OID.emailAddress) names.push({ kind: "rfc822Name", value });
  }
  return names;
}

function sameKind(base: GeneralName, name: GeneralName): boolean {
  if (base.kind === "other" && name.kind === "other") return base.number === name.number;
  return base.kind === name.kind;
}

/** Whether `name` lies within the subtree `base`; kinds that are not compared never do. */
function within(name: GeneralName, base: GeneralName): boolean {
  if (name.kind === "rfc822Name" && base.kind === "rfc822Name") {
    return mailboxWithin(name.value, base.value);
  }
  if (name.kind === "dNSName" && base.kind === "dNSName") {
    return hostWithin(name.value, base.value);
  }
  return name.kind === "directoryName" && base.kind === "directoryName" &&
    startsWithName(name.name, base.name);
}

/** A base is one mailbox, all of one host, or, with a leading dot, all below a domain. */
function mailboxWithin(address: string, base: string): boolean {
  const at = address.lastIndexOf("@");
  const baseAt = base.lastIndexOf("@");
  const host = address.slice(at + 1).toLowerCase();
  const baseHost = base.slice(baseAt + 1).toLowerCase();
  if (baseAt >= 0) return host === baseHost && address.slice(0, at) === base.slice(0, baseAt);
  return baseHost.startsWith(".") ? host.endsWith(baseHost) : host === baseHost || baseHost === "";
}

/** A base is a domain: itself and everything below it. */
function hostWithin(host: string, base: string): boolean {
  const name = host.toLowerCase();
  const domain = base.toLowerCase().replace(/^\./, "");
  return domain === "" || name === domain || name.endsWith(`.${domain}`);
}

function show(name: GeneralName): string {
  switch (name.kind) {
    case "directoryName":
      return `the subject ${name.name.attributes.map(({ value }) => value).join(", ")}`;
    case "other":
      return `a name of kind ${name.number}`;
    default:
      return name.value;
  }
}
