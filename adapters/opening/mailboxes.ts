/**
 * Opens mailboxes, and their doors for mail programs: IMAP and POP3 as the configuration says.
 *
 * @module
 */
import type { Logins } from "../accounts/logins.ts";
import type {
  Configuration,
  LimitsConfiguration,
  MailAccessConfiguration,
} from "../config/configuration.ts";
import { imapLimits } from "../imap/server/limits.ts";
import { startImapServer } from "../imap/server/server.ts";
import { eraOf } from "../mailboxes/era.ts";
import { FolderViews } from "../mailboxes/folder_views.ts";
import { HolderMailbox } from "../mailboxes/holder_mailbox.ts";
import { MessageIndex } from "../mailboxes/index/message_index.ts";
import type { RunningServer, ServerCertificate } from "../net/server.ts";
import { StoredMaildrops } from "../points/maildrops.ts";
import type { Provider } from "../points/provider.ts";
import { pop3Limits } from "../pop3/server/limits.ts";
import { pop3, pop3s } from "../pop3/server/role.ts";
import { startPop3Server } from "../pop3/server/server.ts";
import { latestRestore } from "../storage/restored.ts";
import type { Storage } from "../storage/storage.ts";
import { listening } from "./listening.ts";
import { leveled, type Log } from "./log.ts";

/** The mailboxes of a provider, for whoever reads them. */
export interface Mailboxes {
  readonly mailboxOf: (account: string) => HolderMailbox;
  readonly index: MessageIndex;
  /** Takes in what happens to mailboxes, until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>;
  /** Ends the index; nothing reads mailboxes any more. */
  end(): Promise<void>;
}

/** Opens the mailboxes. */
export async function openMailboxes(
  { storage: { folder }, mailboxes: { keepDeletedDays } }: Configuration,
  provider: Provider,
  storage: Storage,
  log: Log,
): Promise<Mailboxes> {
  const index = await MessageIndex.open(folder, storage, leveled(log));
  const restored = await latestRestore(storage.events);
  const views = new FolderViews(storage.mailboxes, eraOf(restored?.event.at ?? null));
  const services = { ...provider, mailboxes: storage.mailboxes, views, keepDeletedDays };
  return {
    mailboxOf: (account) => new HolderMailbox(account, services),
    index,
    follow: (signal) => views.follow(storage.events, signal),
    end: () => index.close(),
  };
}

/** What the servers are opened with. */
export interface MailboxParts {
  readonly configuration: Configuration;
  readonly provider: Provider;
  readonly mailboxes: Mailboxes;
  readonly logins: Logins;
  readonly tls: ServerCertificate;
  readonly log: Log;
}

/** IMAP and POP3; resolves when all of their ports listen. */
export async function startMailboxServers(parts: MailboxParts): Promise<RunningServer[]> {
  return await Promise.all([...imapServers(parts), ...pop3Servers(parts)]);
}

function imapServers(
  { configuration, provider: { clock }, mailboxes: opened, logins, tls: certificate, log }:
    MailboxParts,
): Promise<RunningServer>[] {
  const { imap, mailboxes, provider } = configuration;
  const limits = {
    ...imapLimits,
    ...commonLimits(configuration.limits),
    grammar: { ...imapLimits.grammar, message: mailboxes.maxAppendBytes },
  };
  const ports = { logins, ...opened, clock, log: leveled(log) };
  return portsOf("imap", imap).map(({ setting, tls, listen }) =>
    listening(
      setting,
      startImapServer({ tls, listen, certificate, limits, name: provider.hostname, ports }),
    )
  );
}

function pop3Servers(
  { configuration, provider: { clock, queries }, mailboxes, logins, tls: certificate, log }:
    MailboxParts,
): Promise<RunningServer>[] {
  const { pop3: access, provider } = configuration;
  const limits = { ...pop3Limits, ...commonLimits(configuration.limits) };
  const maildrops = new StoredMaildrops(queries, mailboxes.mailboxOf);
  return portsOf("pop3", access).map(({ setting, tls, listen }) =>
    listening(
      setting,
      startPop3Server({
        role: tls === "implicit" ? pop3s : pop3,
        listen,
        tls: certificate,
        limits,
        name: provider.hostname,
        logins,
        maildrops,
        clock,
        log: leveled(log),
      }),
    )
  );
}

/** What is limited for IMAP and POP3 as for SMTP. Their RFCs say how long a client may be idle. */
function commonLimits(
  { connections, connectionsPerAddress, errors, authenticationFailures }: LimitsConfiguration,
) {
  return { connections, connectionsPerAddress, errors, authenticationFailures };
}

/** The ports of a service that are on. */
function portsOf(section: string, { address, tlsPort, starttlsPort }: MailAccessConfiguration) {
  const ports = [
    { setting: `${section}.tls_port`, tls: "implicit", port: tlsPort },
    { setting: `${section}.starttls_port`, tls: "on request", port: starttlsPort },
  ] as const;
  return ports.flatMap(({ port, ...rest }) =>
    port === null ? [] : [{ ...rest, listen: { hostname: address, port } }]
  );
}
