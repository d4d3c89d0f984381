/**
 * The mailboxes of a provider of the sandbox: whoever wants one has it, up to a limit.
 *
 * @module
 */
import { account } from "../../actors/account.ts";
import { addressKey } from "../../events/address.ts";
import type { Provider } from "../points/provider.ts";

/** The most accounts that a provider of the sandbox has. */
const MOST_MAILBOXES = 10_000;

/** Opens mailboxes at a provider. */
export class SandboxMailboxes {
  readonly #provider: Provider;
  readonly #most: number;
  #count: number;

  private constructor(provider: Provider, most: number, count: number) {
    this.#provider = provider;
    this.#most = most;
    this.#count = count;
  }

  /** Counts the mailboxes that there are. */
  static async of(provider: Provider, most: number = MOST_MAILBOXES): Promise<SandboxMailboxes> {
    const accounts = await provider.queries.listAccounts();
    return new SandboxMailboxes(provider, most, accounts.length);
  }

  /**
   * Opens the mailbox of a holder unless it is there. Resolves with whether there is one: beyond the
   * limit none is made.
   *
   * @param quota bytes that it may hold; the usual where it is absent.
   */
  async open(address: string, quota?: number): Promise<boolean> {
    const { runtime, queries } = this.#provider;
    const key = addressKey(address);
    if (await queries.accountByAddress(key)) return true;
    if (this.#count >= this.#most) return false;
    this.#count++;
    await runtime.send(account, key, { type: "open", address, role: "holder" });
    if (quota !== undefined) await runtime.send(account, key, { type: "set-quota", bytes: quota });
    return true;
  }
}
