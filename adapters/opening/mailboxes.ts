/**
 * Opens mailboxes for mail programs: IMAP and POP3 as the configuration says.
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

/** Mailboxes that are open to mail programs. */
export interface OpenMailboxes {
  /** Takes in what happens to mailboxes, until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>;
  /** Stops the servers. */
  close(): Promise<void>;
  /** Ends the index; nothing reads mailboxes any more. */
  end(): Promise<void>;
}

/** What the servers are opened with. */
export interface MailboxParts {
  readonly configuration: Configuration;
  readonly provider: Provider;
  readonly storage: Storage;
  readonly logins: Logins;
  readonly tls: ServerCertificate;
  readonly log: Log;
}

/** IMAP and POP3; resolves when all of their ports listen. */
export async function openMailboxes(parts: MailboxParts): Promise<OpenMailboxes> {
  const { configuration, provider, storage, log } = parts;
  const index = await MessageIndex.open(configuration.storage.folder, storage, leveled(log));
  const restored = await latestRestore(storage.events);
  const views = new FolderViews(storage.mailboxes, eraOf(restored?.event.at ?? null));
  const services = {
    ...provider,
    mailboxes: storage.mailboxes,
    views,
    keepDeletedDays: configuration.mailboxes.keepDeletedDays,
  };
  const mailboxOf = (account: string) => new HolderMailbox(account, services);
  const servers = await Promise.all([
    ...imapServers(parts, mailboxOf, index),
    ...pop3Servers(parts, mailboxOf),
  ]);
  return {
    follow: (signal) => views.follow(storage.events, signal),
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
    end: () => index.close(),
  };
}

function imapServers(
  { configuration, provider: { clock }, logins, tls: certificate, log }: MailboxParts,
  mailboxOf: (account: string) => HolderMailbox,
  index: MessageIndex,
): Promise<RunningServer>[] {
  const { imap, mailboxes, provider } = configuration;
  const limits = {
    ...imapLimits,
    ...commonLimits(configuration.limits),
    grammar: { ...imapLimits.grammar, message: mailboxes.maxAppendBytes },
  };
  const ports = { logins, mailboxOf, index, clock, log: leveled(log) };
  return portsOf("imap", imap).map(({ setting, tls, listen }) =>
    listening(
      setting,
      startImapServer({ tls, listen, certificate, limits, name: provider.hostname, ports }),
    )
  );
}

function pop3Servers(
  { configuration, provider: { clock, queries }, logins, tls: certificate, log }: MailboxParts,
  mailboxOf: (account: string) => HolderMailbox,
): Promise<RunningServer>[] {
  const { pop3: access, provider } = configuration;
  const limits = { ...pop3Limits, ...commonLimits(configuration.limits) };
  const maildrops = new StoredMaildrops(queries, mailboxOf);
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
