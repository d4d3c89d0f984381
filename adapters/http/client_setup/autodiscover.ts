/**
 * What Outlook is answered ([MS-OXDSCLI] §2.2.4).
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import { RESPONSE_SCHEMA } from "./autodiscover_request.ts";
import { type Markup, markup } from "./markup.ts";
import type { ClientServices, Offer } from "./services.ts";

/** The path at which it is looked for, in any case of letters; this one is in lower case. */
export const AUTODISCOVER_PATH = "/autodiscover/autodiscover.xml";

/** [MS-OXDSCLI] §2.2.4. */
const NAMESPACE = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";

/** The settings for an address in one of the provider's domains. */
export function autodiscoverSettings(services: ClientServices, address: string): string {
  const { provider, imap, pop3, submission } = services;
  const of = (type: string, [best]: readonly Offer[]) =>
    best === undefined ? [] : [protocol(type, services.hostname, address, best)];
  return markup`<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="${NAMESPACE}">
  <Response xmlns="${RESPONSE_SCHEMA}">
    <User>
      <DisplayName>${provider}</DisplayName>
    </User>
    <Account>
      <AccountType>email</AccountType>
      <Action>settings</Action>
${[...of("IMAP", imap), ...of("POP3", pop3), ...of("SMTP", submission)]}\
    </Account>
  </Response>
</Autodiscover>
`.text;
}

/** In the order of preference ([MS-OXDSCLI] §2.2.4), one way to each service. */
function protocol(
  type: string,
  hostname: string,
  address: string,
  { port, security }: Offer,
): Markup {
  return markup`\
      <Protocol>
        <Type>${type}</Type>
        <Server>${hostname}</Server>
        <Port>${port}</Port>
        <DomainRequired>off</DomainRequired>
        <LoginName>${address}</LoginName>
        <SPA>off</SPA>
        <SSL>on</SSL>
        <Encryption>${security === "tls" ? "SSL" : "TLS"}</Encryption>
        <AuthRequired>on</AuthRequired>
      </Protocol>
`;
}

/** The codes of [MS-OXDSCLI] §2.2.4. */
export type AutodiscoverFault = "not-found" | "invalid-request" | "no-such-schema";

const FAULTS: Readonly<Record<AutodiscoverFault, { code: number; message: string }>> = {
  "not-found": { code: 500, message: "The domain of this address is not served here" },
  "invalid-request": { code: 600, message: "Invalid Request" },
  "no-such-schema": { code: 601, message: "The requested schema is not available" },
};

/** The answer to a request that gets no settings. */
export function autodiscoverFault(fault: AutodiscoverFault, at: Instant): string {
  const { code, message } = FAULTS[fault];
  const time = new Date(at).toISOString().slice("2026-11-22T".length, -1);
  return markup`<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="${NAMESPACE}">
  <Response>
    <Error Time="${time}" Id="${at}">
      <ErrorCode>${code}</ErrorCode>
      <Message>${message}</Message>
      <DebugData />
    </Error>
  </Response>
</Autodiscover>
`.text;
}
