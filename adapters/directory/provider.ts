/**
 * A provider as its directory entry describes it (RFC 6109 §4.5).
 *
 * @module
 */
import { createHash } from "node:crypto";
import { type LdifAttribute, type LdifEntry, textOf, writeAttribute } from "./ldif.ts";

/** A certificate with which a provider signs. */
export interface ProviderCertificate {
  /** SHA-1 of the certificate in lower-case hexadecimal: providerCertificateHash (§4.5.1). */
  readonly sha1: string;
  /** The certificate in DER: providerCertificate;binary (§4.5.2). */
  readonly der: Uint8Array;
}

/** One operating environment of a provider. */
export interface Provider {
  /** providerName (§4.5.3). */
  readonly name: string;
  /** providerUnit (§4.5.7): the name of a secondary environment; absent on the main one. */
  readonly unit?: string;
  /** Where presa in carico and rilevazione virus go: mailReceipt (§4.5.4). */
  readonly mailReceipt: string;
  /** Several while one replaces another. */
  readonly certificates: readonly ProviderCertificate[];
  /** LDIFLocationURL (§4.5.6): where the provider publishes its entries. */
  readonly ldifUrl?: string;
}

/** A provider's entry: the provider, and the domains that it manages. There can be many. */
export interface ProviderEntry extends Provider {
  /** managedDomains (§4.5.5), in lower case. */
  readonly domains: readonly string[];
}

/** What has been read of an entry, and what in it was faulty. */
export interface ProviderReading {
  /** Absent where the entry lacks what §4.5.9 demands. */
  readonly provider?: ProviderEntry;
  readonly warnings: readonly string[];
}

/** Whether the entry is a provider's (object class `provider`, §4.5.9). */
export function isProviderEntry(entry: LdifEntry): boolean {
  const classes = entry.attributes.filter(({ name }) => name === "objectclass");
  return valuesOf(classes).some((value) => value.toLowerCase() === "provider");
}

/** Reads a provider's entry. Never throws. */
export function readProvider(entry: LdifEntry): ProviderReading {
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(`${entry.dn} (line ${entry.line}): ${text}`);
  const attributes = Map.groupBy(entry.attributes, ({ name }) => name);
  const single = (name: string): string | undefined => {
    const values = new Set(valuesOf(attributes.get(name)));
    if (values.size > 1) warn(`${values.size} values of ${name}, the first one counts`);
    return values.values().next().value;
  };
  const name = single("providername");
  const mailReceipt = single("mailreceipt");
  const unit = single("providerunit");
  const ldifUrl = single("ldiflocationurl");
  const certificates = certificatesOf(attributes, warn);
  const domains = domainsOf(attributes.get("manageddomains"), warn);
  if (name === undefined) warn("rejected, providerName is missing");
  if (mailReceipt === undefined) warn("rejected, mailReceipt is missing");
  else if (!MAIL_RECEIPT.test(mailReceipt)) warn("rejected, mailReceipt is no mail address");
  if (certificates.length === 0) warn("rejected, no usable providerCertificate");
  if (domains.length === 0) warn("rejected, no usable managedDomains");
  if (
    name === undefined || mailReceipt === undefined || !MAIL_RECEIPT.test(mailReceipt) ||
    certificates.length === 0 || domains.length === 0
  ) return { warnings };
  const optional = {
    ...(unit !== undefined && { unit }),
    ...(ldifUrl !== undefined && { ldifUrl }),
  };
  return { provider: { name, mailReceipt, domains, certificates, ...optional }, warnings };
}

/** Writes a provider as an LDIF entry; lines end in LF, no empty line follows. */
export function directoryEntry(provider: ProviderEntry): string {
  const { name, unit, mailReceipt, domains, certificates, ldifUrl } = provider;
  const main = `providerName=${escapeDn(name)},o=postacert`;
  return [
    writeAttribute("dn", unit === undefined ? main : `providerUnit=${escapeDn(unit)},${main}`),
    writeAttribute("objectClass", "top"),
    writeAttribute("objectClass", "provider"),
    // The URL belongs to an auxiliary class of its own (§4.5.8) and to the main entry (§4.5.6).
    ...(ldifUrl !== undefined && unit === undefined
      ? [
        writeAttribute("objectClass", "LDIFLocationURLObject"),
        writeAttribute("LDIFLocationURL", ldifUrl),
      ]
      : []),
    writeAttribute("providerName", name),
    ...(unit !== undefined ? [writeAttribute("providerUnit", unit)] : []),
    ...certificates.flatMap(({ sha1, der }) => [
      writeAttribute("providerCertificateHash", sha1.toUpperCase()),
      writeAttribute("providerCertificate;binary", der),
    ]),
    writeAttribute("mailReceipt", mailReceipt),
    ...domains.map((domain) => writeAttribute("managedDomains", domain)),
  ].join("");
}

/** §4.5.4: dot-atom-text on both sides, no comments or white space. */
const MAIL_RECEIPT = /^[^\s@<>()[\]\\,;:"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;
/** §4.5.5: dot-atom form; underscores do occur. */
const DOMAIN = /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;

type Attributes = ReadonlyMap<string, readonly LdifAttribute[]>;

function valuesOf(attributes: readonly LdifAttribute[] = []): readonly string[] {
  return attributes.map(({ value }) => textOf(value).trim()).filter((value) => value !== "");
}

/** A certificate counts only where its own hash stands beside it. */
function certificatesOf(
  attributes: Attributes,
  warn: (text: string) => void,
): readonly ProviderCertificate[] {
  const hashes = new Set(
    valuesOf(attributes.get("providercertificatehash")).map((hash) =>
      hash.replace(/[\s:]/g, "").toLowerCase()
    ),
  );
  const certificates = new Map<string, ProviderCertificate>();
  for (const { value } of attributes.get("providercertificate") ?? []) {
    if (typeof value === "string") {
      warn("a providerCertificate is not in base64");
      continue;
    }
    const sha1 = createHash("sha1").update(value).digest("hex");
    if (hashes.has(sha1)) certificates.set(sha1, { sha1, der: value });
    else warn(`no providerCertificateHash for the certificate ${sha1}`);
  }
  for (const hash of hashes) {
    if (!certificates.has(hash)) warn(`no certificate has the providerCertificateHash ${hash}`);
  }
  return [...certificates.values()];
}

function domainsOf(
  attributes: readonly LdifAttribute[] | undefined,
  warn: (text: string) => void,
): readonly string[] {
  const domains = new Set<string>();
  for (const value of valuesOf(attributes)) {
    const domain = value.toLowerCase();
    if (domain.length <= 253 && DOMAIN.test(domain)) domains.add(domain);
    else warn(`the managed domain ${value.slice(0, 100)} is malformed`);
  }
  return [...domains];
}

/** RFC 4514 §2.4. */
function escapeDn(value: string): string {
  return value.replace(/[",+;<>\\]|^[ #]| $/g, "\\$&");
}
