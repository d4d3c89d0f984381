/**
 * From where each account has logged in.
 *
 * @module
 */

/** Accounts remembered at most; the one that logged in longest ago is forgotten first. */
const ACCOUNTS = 10_000;
/** Networks of an account remembered at most, likewise. */
const NETWORKS = 16;

/** Remembers the networks from which accounts have logged in, until the process ends. */
export class FamiliarNetworks {
  readonly #networks = new Map<string, Set<string>>();

  /** Whether the account has logged in from the network. */
  has(account: string, network: string): boolean {
    return this.#networks.get(account)?.has(network) ?? false;
  }

  /** The account has logged in from the network. */
  add(account: string, network: string): void {
    const networks = this.#networks.get(account) ?? new Set();
    this.#networks.delete(account);
    this.#networks.set(account, networks);
    networks.delete(network);
    networks.add(network);
    if (networks.size > NETWORKS) networks.delete(networks.values().next().value!);
    if (this.#networks.size > ACCOUNTS) this.#networks.delete(this.#networks.keys().next().value!);
  }
}
