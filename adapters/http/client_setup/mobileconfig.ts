/**
 * A configuration profile for Mail on Apple's systems: one account for reading and sending. It holds
 * no password; the device asks for it. It is not signed, which the device says when it is installed.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { addressKey, domainOf } from "../../../events/address.ts";
import { type Markup, markup } from "./markup.ts";
import type { ClientServices, Offer } from "./services.ts";

/** The media type of profiles. */
export const MOBILECONFIG_TYPE = "application/x-apple-aspen-config";

/** The profile for an address; null where the provider lacks what it needs. */
export function mobileconfig(services: ClientServices, address: string): string | null {
  const [imap] = services.imap;
  const [pop3] = services.pop3;
  const incoming = imap ?? pop3;
  const [outgoing] = services.submission;
  if (incoming === undefined || outgoing === undefined) return null;
  const { provider } = services;
  const type = imap === undefined ? "EmailTypePOP" : "EmailTypeIMAP";
  const identifier = identifierOf(address);
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
<key>PayloadContent</key>
<array>
<dict>
${[
    string("EmailAccountDescription", `${provider}: ${address}`),
    string("EmailAccountName", address),
    string("EmailAccountType", type),
    string("EmailAddress", address),
    ...server("Incoming", services.hostname, address, incoming),
    ...server("Outgoing", services.hostname, address, outgoing),
    markup`<key>OutgoingPasswordSameAsIncomingPassword</key>\n<true/>\n`,
    ...payload("com.apple.mail.managed", `${identifier}.mail`, address),
  ]}\
</dict>
</array>
${[
    string("PayloadOrganization", provider),
    ...payload("Configuration", identifier, `${provider}: ${address}`),
  ]}\
</dict>
</plist>
`.text;
}

/** With `UseSSL` Mail speaks TLS at once or begins it, as the port wants. */
function server(
  direction: "Incoming" | "Outgoing",
  hostname: string,
  address: string,
  { port }: Offer,
): Markup[] {
  const key = (name: string) => `${direction}MailServer${name}`;
  return [
    string(key("Authentication"), "EmailAuthPassword"),
    string(key("HostName"), hostname),
    markup`<key>${key("PortNumber")}</key>\n<integer>${port}</integer>\n`,
    markup`<key>${key("UseSSL")}</key>\n<true/>\n`,
    string(key("Username"), address),
  ];
}

/** What every payload says of itself. */
function payload(type: string, identifier: string, name: string): Markup[] {
  return [
    string("PayloadDisplayName", name),
    string("PayloadIdentifier", identifier),
    string("PayloadType", type),
    string("PayloadUUID", uuidOf(identifier)),
    markup`<key>PayloadVersion</key>\n<integer>1</integer>\n`,
  ];
}

function string(key: string, value: string): Markup {
  return markup`<key>${key}</key>\n<string>${value}</string>\n`;
}

/** The same for the same mailbox: a profile that is installed again replaces the one before. */
function identifierOf(address: string): string {
  const domain = domainOf(address).split(".").reverse().join(".");
  return `${domain}.mailbox.${uuidOf(addressKey(address))}`;
}

/** RFC 9562 §6.6: names that are domain names, which a part of ours is. */
const NAMESPACE = Uint8Array.fromHex("6ba7b8109dad11d180b400c04fd430c8");

/** A UUID that follows from a name (version 5, RFC 9562 §5.5). */
function uuidOf(name: string): string {
  const octets = createHash("sha1").update(NAMESPACE).update(name).digest().subarray(0, 16);
  octets[6] = octets[6]! & 0x0f | 0x50;
  octets[8] = octets[8]! & 0x3f | 0x80;
  const [, ...groups] = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(octets.toString("hex"))!;
  return groups.join("-").toUpperCase();
}
