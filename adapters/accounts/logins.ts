/**
 * The one gate through which holders log in, whatever the protocol.
 *
 * A wrong answer comes a fixed time after the question and looks the same whether the user name
 * does not exist, may not log in, or has another password: neither time nor text tells which
 * accounts there are.
 *
 * @module
 */
import { addressKey } from "../../events/address.ts";
import { type Clock, MINUTE, SECOND } from "../../events/instant.ts";
import { networkOf } from "../net/network.ts";
import type { Credentials } from "./credentials.ts";
import { FailureCount } from "./failure_count.ts";
import { FamiliarNetworks } from "./familiar_networks.ts";

/** What a client shows. */
export interface UserPassword {
  /** The full address of the account. */
  readonly user: string;
  /** The account's password, or an app password of it. */
  readonly password: string;
}

/** How and for what a client wants to log in. */
export interface Attempt {
  readonly purpose: "read" | "send";
  /** The client's IP address. */
  readonly address: string;
  readonly service: "imap" | "pop3" | "submission";
  /** Aborts when the client has gone: nobody waits for the answer any more. */
  readonly gone?: AbortSignal;
}

/** A login, as long as it is good for something. */
export interface Grant {
  /** The account's address as it was opened. */
  readonly account: string;
  /**
   * Whether these credentials would still do. A session may outlive them: an account is disabled, a
   * password changed, the app password of a lost phone revoked.
   */
  holds(): Promise<boolean>;
}

/**
 * What comes of it.
 *
 * `wrong`: the credentials are. `throttled`: too many were wrong before, these were not looked at.
 * `unavailable`: they cannot be checked now.
 */
export type Login =
  | ({ readonly login: "granted" } & Grant)
  | { readonly login: "wrong" }
  | { readonly login: "throttled" }
  | { readonly login: "unavailable" };

/** Where servers let their clients log in. */
export interface Logins {
  /** Checks credentials; never rejects. What is `wrong` or `throttled` is answered late. */
  authenticate(credentials: UserPassword, attempt: Attempt): Promise<Login>;
}

/** How much guessing is borne. Times in milliseconds. */
export interface LoginLimits {
  /** Wrong credentials are answered no sooner than this after they came. */
  readonly delay: number;
  /** Wrong credentials from one network (an IPv4 address, an IPv6 /64) within `window`. */
  readonly failuresPerNetwork: number;
  /** Wrong credentials for one user name within `window`, from networks that are new to it. */
  readonly failuresPerAccount: number;
  /** How long a wrong credential counts. */
  readonly window: number;
}

/** The usual limits. */
export const loginLimits: LoginLimits = {
  delay: 2 * SECOND,
  failuresPerNetwork: 30,
  failuresPerAccount: 30,
  window: 15 * MINUTE,
};

/** The longest user name looked at: no account has a longer address. */
const LONGEST_USER = 512;

/** What a gate is made of. */
export interface LoginsOptions {
  readonly credentials: Credentials;
  readonly limits: LoginLimits;
  readonly clock: Clock;
  /** Takes operational records. Passwords never stand in them. */
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}

/** A gate with a memory of its own: all servers of a provider share one. */
export function createLogins({ credentials, limits, clock, log }: LoginsOptions): Logins {
  const networks = new FailureCount(limits.failuresPerNetwork, limits.window);
  const users = new FailureCount(limits.failuresPerAccount, limits.window);
  const familiar = new FamiliarNetworks();

  /**
   * User names count whether or not they exist. Whoever is at home in a network stays so while
   * others guess elsewhere: there the network's own limit has to do.
   */
  function throttled(user: string, network: string): boolean {
    const now = clock.now();
    if (networks.exhausted(network, now)) return true;
    return users.exhausted(user, now) && !familiar.has(user, network);
  }

  async function decide(
    { user, password }: UserPassword,
    network: string,
    attempt: Attempt,
  ): Promise<Login> {
    const key = addressKey(user);
    const fields = { user, address: attempt.address, service: attempt.service };
    if (throttled(key, network)) {
      log("login.throttled", fields);
      return { login: "throttled" };
    }
    const verdict = await credentials.judge({ user, password }, attempt);
    if ("wrong" in verdict) {
      networks.add(network, clock.now());
      if (!familiar.has(key, network)) users.add(key, clock.now());
      log("login.failed", { ...fields, reason: verdict.wrong });
      return { login: "wrong" };
    }
    // Guesses that came side by side are not more than those that come one after the other.
    if (throttled(key, network)) {
      log("login.throttled", fields);
      return { login: "throttled" };
    }
    familiar.add(key, network);
    log("login.granted", fields);
    return { login: "granted", ...verdict };
  }

  return {
    async authenticate({ user, password }, attempt) {
      const answerAt = clock.now() + limits.delay;
      const bounded = { user: user.slice(0, LONGEST_USER + 1), password };
      try {
        const login = await decide(bounded, networkOf(attempt.address), attempt);
        if (login.login !== "granted") await clock.until(answerAt, attempt.gone).catch(() => {});
        return login;
      } catch (error) {
        const { address, service } = attempt;
        log("login.check-failed", { address, service, error: String(error) });
        return { login: "unavailable" };
      }
    },
  };
}
