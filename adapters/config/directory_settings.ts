/**
 * The section `[directory]`: one file, or a URL with all that fetching takes.
 *
 * @module
 */
import type { z } from "zod";
import type { DirectoryConfiguration, DirectorySourceConfiguration } from "./configuration.ts";
import { shown } from "./problems.ts";

/** The settings as they stand in the file, absolute paths; null for those that are absent. */
export interface DirectorySettings extends
  Pick<
    DirectorySourceConfiguration,
    "tlsRoots" | "signerFingerprint" | "everyHours" | "maxShrinkPercent" | "alarmAgeHours"
  > {
  /** An LDIF file. */
  readonly file: string | null;
  /** An https: URL. */
  readonly url: string | null;
  /** See {@link DirectorySourceConfiguration}. */
  readonly clientCertificate: string | null;
  /** See {@link DirectorySourceConfiguration}. */
  readonly clientKey: string | null;
  /** See {@link DirectorySourceConfiguration}. */
  readonly signerRoots: string | null;
  /** The file of the last good copy. */
  readonly cache: string | null;
}

/** Tells the two kinds of settings apart; what is missing or of no use becomes an issue. */
export function directoryConfiguration(
  settings: DirectorySettings,
  context: z.core.$RefinementCtx<unknown>,
): DirectoryConfiguration {
  const issue = (name: string, message: string) =>
    context.issues.push({ code: "custom", input: settings, path: [name], message });
  const { file, url } = settings;
  if (url === null) {
    if (file === null) {
      issue("file", "is missing. Give an LDIF file, or url to have the directory fetched.");
    }
    for (const [name, value] of fetching(settings)) {
      if (value === null) continue;
      const text = `${shown(value)} is not used without directory.url. Remove it, or give url.`;
      issue(name, text);
    }
    return { file: file ?? "", source: null };
  }
  if (file !== null) issue("file", `${shown(file)} stands beside directory.url. Keep one of them.`);
  return fetched(settings, url, issue);
}

function fetching(settings: DirectorySettings): readonly (readonly [string, string | null])[] {
  return [
    ["client_certificate", settings.clientCertificate],
    ["client_key", settings.clientKey],
    ["tls_roots", settings.tlsRoots],
    ["signer_roots", settings.signerRoots],
    ["signer_fingerprint", settings.signerFingerprint],
    ["cache", settings.cache],
  ];
}

function fetched(
  settings: DirectorySettings,
  url: string,
  issue: (name: string, message: string) => void,
): DirectoryConfiguration {
  const required = (name: string, value: string | null): string => {
    if (value === null) {
      issue(name, "is missing, and directory.url is given. Give a path in quotes.");
    }
    return value ?? "";
  };
  const { everyHours, alarmAgeHours } = settings;
  if (alarmAgeHours < everyHours) {
    const text =
      `${alarmAgeHours} is below directory.every_hours: there would be an alarm before ` +
      `each fetch. Give at least ${everyHours}.`;
    issue("alarm_age_hours", text);
  }
  return {
    file: required("cache", settings.cache),
    source: {
      url,
      clientCertificate: required("client_certificate", settings.clientCertificate),
      clientKey: required("client_key", settings.clientKey),
      tlsRoots: settings.tlsRoots,
      signerRoots: required("signer_roots", settings.signerRoots),
      signerFingerprint: settings.signerFingerprint,
      everyHours,
      maxShrinkPercent: settings.maxShrinkPercent,
      alarmAgeHours,
    },
  };
}
