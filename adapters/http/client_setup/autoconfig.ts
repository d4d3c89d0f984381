/**
 * What Thunderbird and its kin ask for: a clientConfig of version 1.1
 * (draft-ietf-mailmaint-autoconfig).
 *
 * @module
 */
import { type Markup, markup } from "./markup.ts";
import type { ClientServices, Offer } from "./services.ts";

/** The paths at which it is looked for: at autoconfig.DOMAIN, and at DOMAIN itself. */
export const AUTOCONFIG_PATHS: readonly string[] = [
  "/mail/config-v1.1.xml",
  "/.well-known/autoconfig/mail/config-v1.1.xml",
];

/** The document. It is the same for every address: the program puts in the one it knows. */
export function autoconfig(services: ClientServices): string {
  const { provider, domain, domains, imap, pop3, submission } = services;
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="${domain}">
${domains.map((name) => markup`    <domain>${name}</domain>\n`)}\
    <displayName>${provider}</displayName>
    <displayShortName>${provider}</displayShortName>
${imap.map((offer) => server("incomingServer", "imap", services, offer))}\
${pop3.map((offer) => server("incomingServer", "pop3", services, offer, LEAVE_MESSAGES))}\
${submission.map((offer) => server("outgoingServer", "smtp", services, offer))}\
  </emailProvider>
</clientConfig>
`.text;
}

/** What was certified should not live on one disk alone. */
const LEAVE_MESSAGES = markup`\
      <pop3>
        <leaveMessagesOnServer>true</leaveMessagesOnServer>
      </pop3>
`;

function server(
  element: "incomingServer" | "outgoingServer",
  type: string,
  { hostname }: ClientServices,
  { port, security }: Offer,
  further: Markup = markup``,
): Markup {
  return markup`\
    <${element} type="${type}">
      <hostname>${hostname}</hostname>
      <port>${port}</port>
      <socketType>${security === "tls" ? "SSL" : "STARTTLS"}</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
${further}\
    </${element}>
`;
}
