/**
 * The gate for logins as the configuration says.
 *
 * @module
 */
import { storedCredentials } from "../accounts/credentials.ts";
import { createLogins, loginLimits, type Logins } from "../accounts/logins.ts";
import { createPasswordChecker } from "../accounts/passwords.ts";
import type { LimitsConfiguration } from "../config/configuration.ts";
import type { Provider } from "../points/provider.ts";
import { leveled, type Log } from "./log.ts";
import { random } from "./random.ts";

/** The one gate for all servers that holders log in to. */
export function loginsOf(
  { authenticationFailuresPerAddress }: LimitsConfiguration,
  { queries, blobs, clock }: Provider,
  log: Log,
): Logins {
  const passwords = createPasswordChecker({ clock, random });
  return createLogins({
    credentials: storedCredentials({ queries, blobs, passwords, clock }),
    limits: { ...loginLimits, failuresPerNetwork: authenticationFailuresPerAddress },
    clock,
    log: leveled(log),
  });
}
