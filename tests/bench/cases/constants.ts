/**
 * What the loads have in common.
 *
 * @module
 */
import type { Holders } from "../provider.ts";

/** Mailboxes of each provider; each sender has a connection of its own. */
export const HOLDERS: Holders = { senders: 16, recipients: 20 };

/** Octets of an ordinary message. */
export const MESSAGE_SIZE = 10_240;

/** Until the code is compiled and the connections are open. */
export const WARM_UP_SECONDS = 4;

/** For the transactions under way when the measured time ends. */
export const DRAIN_SECONDS = 60;
