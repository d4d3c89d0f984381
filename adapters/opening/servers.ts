/**
 * Opens the SMTP servers as the configuration says.
 *
 * @module
 */
import { SECOND } from "../../events/instant.ts";
import type { Logins } from "../accounts/logins.ts";
import type { Configuration, LimitsConfiguration } from "../config/configuration.ts";
import { accessPoint } from "../points/access_point.ts";
import { incomingPoint } from "../points/incoming_point.ts";
import type { Provider } from "../points/provider.ts";
import { receptionLimits, type SmtpLimits, submissionLimits } from "../smtp/server/limits.ts";
import { reception, submission, submissions } from "../smtp/server/role.ts";
import { startSmtpServer } from "../smtp/server/server.ts";
import { listening } from "./listening.ts";
import { leveled, type Log } from "./log.ts";

/** Access Point and Incoming Point; resolves when all of their ports listen. */
export async function startServers(
  configuration: Configuration,
  provider: Provider,
  logins: Logins,
  tls: { readonly certificate: string; readonly key: string },
  log: Log,
): Promise<{ close(): Promise<void> }[]> {
  const { submission: access, reception: arrival, limits } = configuration;
  const common = {
    tls,
    name: configuration.provider.hostname,
    clock: provider.clock,
    log: leveled(log),
  };
  const submitting = {
    ...common,
    handler: accessPoint(provider, logins, access.maxTotalBytes),
    limits: {
      ...limitsOf(limits, submissionLimits),
      recipients: access.maxRecipients,
      messageSize: access.maxMessageBytes,
    },
  };
  const receiving = {
    ...common,
    handler: incomingPoint(provider),
    limits: {
      ...limitsOf(limits, receptionLimits),
      messageSize: arrival.maxMessageBytes,
      textLine: arrival.maxLineOctets,
    },
  };
  const at = (hostname: string, port: number) => ({ hostname, port });
  return await Promise.all([
    listening(
      "submission.tls_port",
      startSmtpServer({
        ...submitting,
        role: submissions,
        listen: at(access.address, access.tlsPort),
      }),
    ),
    listening(
      "submission.starttls_port",
      startSmtpServer({
        ...submitting,
        role: submission,
        listen: at(access.address, access.starttlsPort),
      }),
    ),
    listening(
      "reception.port",
      startSmtpServer({ ...receiving, role: reception, listen: at(arrival.address, arrival.port) }),
    ),
  ]);
}

function limitsOf(configured: LimitsConfiguration, defaults: SmtpLimits): SmtpLimits {
  const { idleSeconds, commandOctets, authenticationFailuresPerAddress: _, ...same } = configured;
  return { ...defaults, ...same, idleTime: idleSeconds * SECOND, commandLine: commandOctets };
}
